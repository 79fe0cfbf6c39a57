package io.weightloom.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An array of unsigned bytes in IDX, the format of MNIST: two zero bytes, a byte for the type (8: unsigned byte), a
 * byte for the number of dimensions; then one big-endian 32-bit integer per dimension; then the values, the last
 * dimension fastest.
 *
 * @param sizes one per dimension, each at least 1
 * @param values unsigned bytes
 */
record IdxArray(int[] sizes, byte[] values) {

    private static final int UNSIGNED_BYTE = 8;

    /** What a file is expected to hold. */
    enum Content {
        PICTURES("pictures", "[examples, height, width]", 3, DataFault.IMAGES),
        LABELS("labels", "[examples]", 1, DataFault.LABELS);

        private final String noun;
        private final String shape;
        private final int dimensions;
        private final String setting;

        Content(String noun, String shape, int dimensions, String setting) {
            this.noun = noun;
            this.shape = shape;
            this.dimensions = dimensions;
            this.setting = setting;
        }

        private int magic() {
            return UNSIGNED_BYTE << 8 | dimensions;
        }

        /** Bytes before the first value. */
        int headerBytes() {
            return (1 + dimensions) * Integer.BYTES;
        }

        private String described() {
            return String.format(Locale.ROOT, "%s %s of unsigned bytes (magic 0x%08x)", noun, shape, magic());
        }
    }

    /** The size of one dimension. */
    int size(int dimension) {
        return sizes[dimension];
    }

    /**
     * Reads a whole file, plain or gzipped.
     *
     * @throws InvalidDataException if it is missing, no IDX file, of other content than expected, cut off or too long
     */
    static IdxArray read(Path path, Content expected) {
        return new DataFile(path, expected.setting).read(in -> read(path, in, expected));
    }

    private static IdxArray read(Path path, InputStream in, Content expected) throws IOException {
        checkMagic(path, in.readNBytes(Integer.BYTES), expected);
        byte[] header = in.readNBytes(expected.dimensions * Integer.BYTES);
        if (header.length < expected.dimensions * Integer.BYTES) {
            throw new InvalidDataException(
                    expected.setting, path + " is cut off within its header of " + expected.headerBytes() + " bytes");
        }
        int[] sizes = new int[expected.dimensions];
        ByteBuffer.wrap(header).asIntBuffer().get(sizes);
        String promised =
                Arrays.stream(sizes).mapToObj(Integer::toUnsignedString).collect(Collectors.joining(" x "));
        long length = 1;
        for (int size : sizes) {
            length *= Integer.toUnsignedLong(size); // below 2^63: both factors are below 2^32
            if (length < 1 || length > Integer.MAX_VALUE) {
                throw new InvalidDataException(
                        expected.setting,
                        "%s: the header promises %s = %s bytes; it must be between 1 and %s: is the file damaged?"
                                .formatted(path, promised, length < 1 ? "0" : "too many", Integer.MAX_VALUE));
            }
        }
        byte[] values = in.readNBytes((int) length); // grows as it reads, so that a wrong header takes no memory
        if (values.length < length) {
            throw new InvalidDataException(
                    expected.setting,
                    "%s is cut off: the header promises %s %s = %s bytes, but only %s follow"
                            .formatted(path, promised, expected.noun, length, values.length));
        }
        if (in.read() >= 0) {
            throw new InvalidDataException(
                    expected.setting,
                    "%s is too long: the header promises %s %s = %s bytes, but more follow"
                            .formatted(path, promised, expected.noun, length));
        }
        return new IdxArray(sizes, values);
    }

    private static void checkMagic(Path path, byte[] start, Content expected) {
        if (start.length < Integer.BYTES) {
            throw new InvalidDataException(
                    expected.setting,
                    "%s has only %s bytes; expected %s".formatted(path, start.length, expected.described()));
        }
        int magic = ByteBuffer.wrap(start).getInt();
        if (magic == expected.magic()) {
            return;
        }
        for (Content other : Content.values()) {
            if (magic == other.magic()) {
                throw new InvalidDataException(
                        expected.setting,
                        "%s holds %s; expected %s: are images and labels exchanged?"
                                .formatted(path, other.described(), expected.described()));
            }
        }
        throw new InvalidDataException(
                expected.setting,
                "%s is no IDX file of unsigned bytes, or of another shape: it begins with 0x%s; expected %s"
                        .formatted(path, HexFormat.of().formatHex(start), expected.described()));
    }
}
