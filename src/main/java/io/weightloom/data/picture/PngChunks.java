package io.weightloom.data.picture;

import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG file (ISO/IEC 15948): length, type, that many bytes, and a checksum over type and bytes. Those
 * that make up the picture are kept. The others (texts, times, profiles) are of no use here, and a reader that unpacks
 * them takes as much memory as they ask for. Immutable by agreement: nobody writes into the array.
 *
 * @param bytes the file without what makes up no picture
 * @param transparentGrey the level that is transparent, in a picture of grey with fewer than eight bits, where the JDK
 *     compares it with the wrong number; empty if none is
 */
record PngChunks(byte[] bytes, OptionalInt transparentGrey) {

    /** Of the colour type: there is a palette, or there are red, green and blue. */
    private static final int COLOURED = 3;

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final Set<String> KEPT = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

    /** A million pixels of four 16-bit numbers are 8 million bytes, packed or not. */
    private static final int MOST_BYTES = 64 << 20;

    /** In the first chunk, which is always as long. */
    private static final int DEPTH = 24;

    private static final int COLOUR_TYPE = 25;

    /**
     * Of a file.
     *
     * @throws InvalidDataException if it is no PNG file, or damaged
     */
    static PngChunks of(RawContent file, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw fault(file, "it has more than %s bytes".formatted(MOST_BYTES));
        } else if (!Arrays.equals(Arrays.copyOf(bytes, SIGNATURE.length), SIGNATURE)) {
            throw fault(file, "it does not begin as one");
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        kept.writeBytes(SIGNATURE);
        OptionalInt transparentGrey = OptionalInt.empty();
        String type = "";
        for (int place = SIGNATURE.length; !type.equals("IEND"); ) {
            int length = bytes.length - place < 12 ? -1 : ByteBuffer.wrap(bytes).getInt(place);
            if (length < 0 || length > bytes.length - place - 12) {
                throw fault(file, "it is cut off, or damaged, in the chunk that begins with byte " + place);
            }
            type = new String(bytes, place + 4, 4, StandardCharsets.ISO_8859_1);
            CRC32 sum = new CRC32();
            sum.update(bytes, place + 4, length + 4);
            if ((int) sum.getValue() != ByteBuffer.wrap(bytes).getInt(place + 8 + length)) {
                throw fault(file, "the chunk that begins with byte %s is damaged".formatted(place));
            }
            if (type.equals("tRNS") && length == Short.BYTES && bytes[COLOUR_TYPE] == 0 && bytes[DEPTH] < 8) {
                transparentGrey = OptionalInt.of(ByteBuffer.wrap(bytes).getShort(place + 8) & 0xffff);
            } else if (KEPT.contains(type)) {
                kept.write(bytes, place, length + 12);
            }
            place += length + 12;
        }
        return new PngChunks(kept.toByteArray(), transparentGrey);
    }

    /** Whether there are levels of grey alone, perhaps with opacity. */
    boolean grey() {
        return (bytes[COLOUR_TYPE] & COLOURED) == 0;
    }

    private static InvalidDataException fault(RawContent file, String reason) {
        return new InvalidDataException(file.setting(), "%s is no whole PNG file: %s".formatted(file.name(), reason));
    }
}
