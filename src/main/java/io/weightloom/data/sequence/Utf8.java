package io.weightloom.data.sequence;

import io.weightloom.data.raw.InvalidDataException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/**
 * A text in UTF-8. Immutable by agreement: nobody writes into the array.
 *
 * @param name what messages call it
 * @param setting path of the setting that names it, for faults
 */
record Utf8(String name, String setting, byte[] bytes) {

    private static final int AT_ONCE = 1 << 13;

    /**
     * Hands over its code points, in their order.
     *
     * @throws InvalidDataException at the first byte that is no UTF-8
     */
    void characters(IntConsumer each) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // which reports what is no text
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(AT_ONCE);
        CoderResult result;
        do {
            result = decoder.decode(in, out, true);
            out.flip();
            out.codePoints().forEachOrdered(each); // a pair of surrogates is never taken apart
            out.clear();
        } while (result.isOverflow());
        if (result.isError()) {
            throw noText(in.position());
        }
    }

    private InvalidDataException noText(int offset) {
        int line = 1;
        for (int i = 0; i < offset; i++) {
            line += bytes[i] == '\n' ? 1 : 0;
        }
        return new InvalidDataException(
                setting,
                "%s:%s: no text in UTF-8: the byte 0x%s at offset %s belongs to no character; written so by another program, it can be converted, such as by iconv -f windows-1252 -t UTF-8"
                        .formatted(name, line, Integer.toHexString(Byte.toUnsignedInt(bytes[offset])), offset));
    }
}
