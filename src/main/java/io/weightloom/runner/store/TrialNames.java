package io.weightloom.runner.store;

/**
 * Names of trials inside a run: stable, short and in the order of their numbers. And their keys, which are unlike those
 * of all trials of all databases.
 */
public final class TrialNames {

    private TrialNames() {}

    /** The name of a trial, such as {@code t00017}. */
    public static String of(int number) {
        String digits = String.valueOf(number);
        return "t" + "0".repeat(Math.max(0, 5 - digits.length())) + digits;
    }

    /** What the keys of a run's trials begin with, before a hyphen. */
    public static String key(String database, long run) {
        return "%s-%s".formatted(database, run);
    }

    /** The key of a trial. */
    public static String key(String database, long run, int number) {
        return "%s-%s".formatted(key(database, run), of(number));
    }
}
