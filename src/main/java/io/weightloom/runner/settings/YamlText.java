package io.weightloom.runner.settings;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalInt;
import org.yaml.snakeyaml.reader.StreamReader;

/** The text of a YAML file: UTF-8, or UTF-16 with a byte order mark, of characters that YAML allows. */
final class YamlText {

    private static final char MARK = '\uFEFF';

    /** Bytes of a character in UTF-32, the first of which has a zero among them. */
    private static final int UNIT = 4;

    private YamlText() {}

    /**
     * The text, without a byte order mark.
     *
     * @throws io.weightloom.spec.fault.InvalidSpecException with the line, if it is no text or holds characters that
     *     YAML takes as escapes alone
     */
    static String of(byte[] bytes, YamlFaults faults) {
        Charset charset = charset(bytes);
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult end = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (end.isError()) {
            throw faults.unreadable(
                    line(text),
                    String.format(
                            Locale.ROOT,
                            "is not %s: the byte %02X has no place there; save the file as UTF-8",
                            charset,
                            bytes[in.position()]));
        }
        OptionalInt strange = text.codePoints()
                .filter(character -> !StreamReader.isPrintable(character))
                .findFirst();
        if (strange.isPresent()) {
            int character = strange.getAsInt();
            int place = text.indexOf(character);
            if (character == 0 && place < UNIT) {
                throw faults.unreadable(1, "is not UTF-8, but perhaps UTF-16 or UTF-32; save the file as UTF-8");
            }
            throw faults.invalid(
                    line(text.substring(0, place)),
                    String.format(
                            Locale.ROOT,
                            "the character U+%04X cannot stand in it as it is; write \"\\u%04X\", in double quotes",
                            character,
                            character));
        }
        return text.isEmpty() || text.charAt(0) != MARK ? text : text.substring(1);
    }

    private static Charset charset(byte[] bytes) {
        int first = bytes.length < 2 ? 0 : ((bytes[0] & 0xFF) << Byte.SIZE) | (bytes[1] & 0xFF);
        return switch (first) {
            case 0xFEFF -> StandardCharsets.UTF_16BE;
            case 0xFFFE -> StandardCharsets.UTF_16LE;
            default -> StandardCharsets.UTF_8;
        };
    }

    /** The line that this text ends on, counted from 1. */
    private static int line(String text) {
        return 1 + (int) text.chars().filter(character -> character == '\n').count();
    }
}
