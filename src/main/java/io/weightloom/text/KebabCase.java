package io.weightloom.text;

import java.util.Locale;

/** Names in lower case with dashes between their words: how constants are called in files, tables and endpoints. */
public final class KebabCase {

    private KebabCase() {}

    /** The constant's name, such as {@code hyperfan-in}. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The constant of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static <T extends Enum<T>> T constant(Class<T> type, String name) {
        return Enum.valueOf(type, name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
