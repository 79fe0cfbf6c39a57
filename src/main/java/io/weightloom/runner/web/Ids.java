package io.weightloom.runner.web;

import java.util.regex.Pattern;

/** Ids of rows, as they come in requests. */
final class Ids {

    private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");

    private Ids() {}

    /** Whether a text is an id that a row could have. */
    static boolean valid(String text) {
        return DIGITS.matcher(text).matches();
    }
}
