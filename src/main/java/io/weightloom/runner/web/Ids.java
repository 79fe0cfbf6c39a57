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

    /**
     * The id that a text says.
     *
     * @param what it is the id of
     * @throws Refusal if it is none
     */
    static long of(String what, String text) {
        if (!valid(text)) {
            throw Refusal.badRequest("A %s's id is a whole number, not '%s'".formatted(what, text));
        }
        return Long.parseLong(text);
    }

    /** That there is no trial of an id. */
    static String noTrial(String id) {
        return "No trial %s; /actuator/experiments/NAME lists the ids of a run's trials".formatted(id);
    }
}
