package io.weightloom.runner.store;

import java.util.Locale;

/** Names of trials inside a run: stable, short and in the order of their numbers. */
public final class TrialNames {

    private TrialNames() {}

    /** The name of a trial, such as {@code t00017}. */
    public static String of(int number) {
        return String.format(Locale.ROOT, "t%05d", number);
    }
}
