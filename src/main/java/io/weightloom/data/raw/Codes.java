package io.weightloom.data.raw;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Whole numbers in [0, 65,536), one behind the other, each in one byte if all are below 256, else in two. Immutable.
 */
public final class Codes {

    private static final int BYTE = 1 << Byte.SIZE;
    private static final int SHORT = 1 << Short.SIZE;

    private final byte[] bytes;
    private final char[] pairs; // of bytes
    private final int kinds;

    private Codes(byte[] bytes, char[] pairs, int kinds) {
        this.bytes = bytes;
        this.pairs = pairs;
        this.kinds = kinds;
    }

    /** Hands codes over, in their order. */
    @FunctionalInterface
    public interface Giver {
        void give(IntConsumer each);
    }

    /**
     * Gathers codes.
     *
     * @param kinds what they are below, in [1, 65,536]
     * @param count how many there are
     * @throws IllegalArgumentException if one is not below {@code kinds}, or if there are more or fewer
     */
    public static Codes of(int kinds, int count, Giver giver) {
        if (kinds < 1 || kinds > SHORT) {
            throw new IllegalArgumentException("%s kinds of codes are not in [1, %s]".formatted(kinds, SHORT));
        }
        Codes codes = kinds <= BYTE
                ? new Codes(new byte[count], new char[0], kinds)
                : new Codes(new byte[0], new char[count], kinds);
        int given = codes.fill(giver);
        if (given != count) {
            throw new IllegalArgumentException("%s codes were given, not %s".formatted(given, count));
        }
        return codes;
    }

    /** These codes, in [0, 65,536). */
    public static Codes of(int... codes) {
        return of(
                Arrays.stream(codes).max().orElse(0) + 1,
                codes.length,
                each -> Arrays.stream(codes).forEach(each));
    }

    private int fill(Giver giver) {
        int[] at = new int[1];
        giver.give(code -> {
            if (code < 0 || code >= kinds) {
                throw new IllegalArgumentException("The code %s is not in [0, %s)".formatted(code, kinds));
            }
            if (kinds <= BYTE) {
                bytes[at[0]++] = (byte) code;
            } else {
                pairs[at[0]++] = (char) code;
            }
        });
        return at[0];
    }

    /** How many there are. */
    public int size() {
        return kinds <= BYTE ? bytes.length : pairs.length;
    }

    /** One of them. */
    public int at(int place) {
        return kinds <= BYTE ? Byte.toUnsignedInt(bytes[place]) : pairs[place];
    }

    /** Bytes in memory. */
    public long bytes() {
        return bytes.length + (long) Character.BYTES * pairs.length;
    }
}
