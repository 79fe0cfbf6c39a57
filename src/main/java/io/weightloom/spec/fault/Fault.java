package io.weightloom.spec.fault;

import io.weightloom.text.Legible;
import java.util.Locale;

/**
 * One thing that is wrong with a spec.
 *
 * @param where file and line, or the name of what overrides the file, such as {@code experiments/a.yml:14}
 * @param key the setting's full name, such as {@code experiments.glyph-compression.hypernet.z-dim}
 * @param message what was given, what is allowed, and what may have been meant
 */
public record Fault(String where, String key, String message) {

    /** Longer ones hold a text out of a file that nobody reads to its end. */
    private static final int LONGEST = 4_000;

    /** One line, whatever the file holds. */
    @Override
    public String toString() {
        return Legible.line(where) + ": " + what();
    }

    /** The same without its place. */
    String what() {
        String all = Legible.line(key + " " + message);
        return all.length() <= LONGEST
                ? all
                : all.substring(0, LONGEST) + String.format(Locale.ROOT, "... (%,d characters in all)", all.length());
    }

    /** The file, or what else it comes from. */
    String file() {
        return line() == 0 ? where : where.substring(0, where.lastIndexOf(':'));
    }

    /** The line, counted from 1; 0 if the place is no line of a file. */
    int line() {
        String after = where.substring(where.lastIndexOf(':') + 1);
        return after.matches("\\d{1,9}") && after.length() < where.length() ? Integer.parseInt(after) : 0;
    }
}
