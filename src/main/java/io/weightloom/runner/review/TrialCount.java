package io.weightloom.runner.review;

import org.jspecify.annotations.Nullable;

/**
 * Trials of one run in one state with one outcome.
 *
 * @param bestTestScore of the hypernetworks among them; null while there is none
 */
record TrialCount(
        String state,
        @Nullable String outcome,
        int trials,
        @Nullable Double bestTestScore) {}
