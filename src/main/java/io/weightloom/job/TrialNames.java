package io.weightloom.job;

import java.util.Locale;

/** Names of trials inside a run: stable, short and in the order of their numbers. */
final class TrialNames {

    private TrialNames() {}

    /** The name of a trial, such as {@code t00017}. */
    static String of(int number) {
        return String.format(Locale.ROOT, "t%05d", number);
    }
}
