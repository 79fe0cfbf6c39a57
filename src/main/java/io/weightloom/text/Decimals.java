package io.weightloom.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Rounded numbers for people: the one place that says how they are written in tables, messages and logs, the same in
 * every locale. What rounds to zero has no sign.
 */
public final class Decimals {

    /** From here on down, and from {@link #LARGE} on up, leading or trailing zeros would hide the digits. */
    private static final double SMALL = 1e-6;

    private static final double LARGE = 1e21;

    private Decimals() {}

    /** So many digits after the point: 0.9300. */
    public static String fixed(int digits, double value) {
        return Double.isFinite(value) ? rounded(digits, value).toPlainString() : String.valueOf(value);
    }

    /**
     * The same with its sign, as suits a difference: +0.0123, -0.0123, and 0.0000 for less than half of the last digit.
     */
    public static String signed(int digits, double value) {
        String text = fixed(digits, value);
        return Double.isFinite(value) && rounded(digits, value).signum() > 0 ? "+" + text : text;
    }

    /**
     * So many significant digits, fewer where they would be zeros: 39.48, 0.0007, 1.235e-7. For what may be of any
     * size, such as errors and norms.
     */
    public static String significant(int digits, double value) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_UP));
        if (rounded.signum() == 0) {
            return "0";
        }
        BigDecimal shortest = rounded.stripTrailingZeros();
        return plain(shortest, rounded.abs().doubleValue());
    }

    /** One digit less, if that is read as the same number: beside a power of two, it need not be the nearest. */
    private static Optional<BigDecimal> shorter(BigDecimal text, double value) {
        int digits = text.precision() - 1;
        return digits == 0
                ? Optional.empty()
                : Stream.of(RoundingMode.HALF_EVEN, RoundingMode.UP, RoundingMode.DOWN)
                        .map(mode -> new BigDecimal(value).round(new MathContext(digits, mode)))
                        .filter(rounded -> rounded.doubleValue() == value)
                        .findFirst()
                        .map(BigDecimal::stripTrailingZeros);
    }

    private static String plain(BigDecimal shortest, double size) {
        if (size >= SMALL && size < LARGE) {
            return shortest.toPlainString();
        }
        int exponent = shortest.precision() - shortest.scale() - 1;
        return shortest.movePointLeft(exponent).toPlainString() + "e" + exponent;
    }

    /**
     * As few digits as tell this number from all others: 0.1, 1e-7, 3. Before release 19, the JDK's own text may have
     * one more.
     */
    public static String shortest(double value) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        } else if (value == 0) {
            return "0";
        }
        BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        for (Optional<BigDecimal> shorter = shorter(shortest, value);
                shorter.isPresent();
                shorter = shorter(shortest, value)) {
            shortest = shorter.get();
        }
        return plain(shortest, Math.abs(value));
    }

    /** A whole number in groups of three: 25,450. */
    public static String whole(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** To the nearest whole number, however large: 1,234,567,890,123,456,789,012. */
    public static String whole(double value) {
        return Double.isFinite(value)
                ? String.format(Locale.ROOT, "%,d", rounded(0, value).toBigInteger())
                : String.valueOf(value);
    }

    /** Half away from zero, as {@code String.format} and JavaScript round, too. */
    private static BigDecimal rounded(int digits, double value) {
        return new BigDecimal(value).setScale(digits, RoundingMode.HALF_UP);
    }
}
