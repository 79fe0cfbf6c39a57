package io.weightloom.spec.settings;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: a whole number and a unit. */
final class Spans {

    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,8})(s|m|h|d)");

    private Spans() {}

    /**
     * The length of time of a text such as {@code 90m}, or in the form of ISO 8601.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Duration of(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            return iso(text.strip());
        }
        long number = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static Duration iso(String text) {
        try {
            Duration span = Duration.parse(text);
            if (!span.isNegative() && !span.isZero()) {
                return span;
            }
            throw new IllegalArgumentException("No length of time above 0: " + text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("No length of time: " + text, e);
        }
    }
}
