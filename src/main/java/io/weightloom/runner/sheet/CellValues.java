package io.weightloom.runner.sheet;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a cell of a table is for a filter or an order: a number where it can be read as one, else text. */
final class CellValues {

    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,3})?");

    /** Numbers as numbers and before words; words by their letters. */
    private static final Comparator<Object> RISING = Comparator.<Object, Boolean>comparing(
                    value -> number(value).isEmpty())
            .thenComparing((one, other) -> number(one).isPresent()
                    ? Double.compare(number(one).orElseThrow(), number(other).orElseThrow())
                    : written(one).compareTo(written(other)));

    private CellValues() {}

    static boolean isMissing(@Nullable Object value) {
        return value == null || value.equals("");
    }

    /** Whether they are the same number or, where one is none, the same text; what is true is no number here. */
    static boolean same(@Nullable Object value, String wanted) {
        OptionalDouble one = value instanceof Boolean ? OptionalDouble.empty() : number(value);
        OptionalDouble other = number(wanted);
        return (one.isPresent() && other.isPresent())
                ? one.getAsDouble() == other.getAsDouble()
                : written(value).equals(wanted);
    }

    /** Negative if the first is the smaller one: of two numbers as such, else by their letters. */
    static int compared(Object value, String wanted) {
        OptionalDouble one = number(value);
        OptionalDouble other = number(wanted);
        return (one.isPresent() && other.isPresent())
                ? Double.compare(one.getAsDouble() + 0.0, other.getAsDouble() + 0.0) // -0.0 is no smaller than 0.0
                : written(value).compareTo(wanted);
    }

    /** The order of a column, in either direction; what is missing is last in both. */
    static Comparator<@Nullable Object> order(boolean falling) {
        Comparator<Object> present = falling ? RISING.reversed() : RISING;
        return (one, other) -> {
            boolean oneIsMissing = isMissing(one);
            boolean otherIsMissing = isMissing(other);
            return one == null || other == null || oneIsMissing || otherIsMissing
                    ? Boolean.compare(oneIsMissing, otherIsMissing)
                    : present.compare(one, other);
        };
    }

    static boolean contains(@Nullable Object value, String part) {
        return written(value).toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    private static OptionalDouble number(@Nullable Object value) {
        if (value instanceof Number number) {
            return OptionalDouble.of(number.doubleValue());
        } else if (value instanceof Boolean isTrue) {
            return OptionalDouble.of(isTrue ? 1 : 0);
        } else if (value instanceof String text && NUMBER.matcher(text).matches()) {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
        }
        return OptionalDouble.empty();
    }

    /** As the page has it, which is as ECMAScript writes numbers: 0.001, 1e-7, 16. */
    private static String written(@Nullable Object value) {
        if (value == null) {
            return "";
        } else if (value instanceof Double number && Double.isFinite(number)) {
            return number == 0 ? "0" : written(new BigDecimal(Double.toString(number)).stripTrailingZeros());
        }
        return value.toString();
    }

    private static String written(BigDecimal number) {
        int exponent = number.precision() - number.scale() - 1;
        if (exponent >= -7 && exponent < 21) {
            return number.toPlainString();
        }
        String digits = number.unscaledValue().abs().toString();
        return (number.signum() < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e" : "e+")
                + exponent;
    }
}
