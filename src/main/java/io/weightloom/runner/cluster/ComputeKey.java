package io.weightloom.runner.cluster;

import io.weightloom.runner.worker.TrialRuns;
import io.weightloom.text.Sha256;
import io.weightloom.trial.Provenance;

/**
 * What a process makes of a trial: two of the same key make the same numbers, bit for bit.
 *
 * @param build version and commit of the runner
 * @param text the form in which a run keeps it: that, natives, processor's kernels and what a probe of them gave
 */
record ComputeKey(String build, String text) {

    private static final String TASK = "trial:";
    private static final int DIGITS = 12;

    /** Of this process, which loads its natives and trains the probe. */
    static ComputeKey here(TrialRuns training) {
        return new ComputeKey(Provenance.build(), training.computeKey());
    }

    /** Name of tasks that any worker of a build may take. */
    static String anyOf(String build) {
        return TASK + digest(build);
    }

    /** Name of tasks that only workers of one key may take. */
    static String only(String key) {
        return TASK + "key:" + digest(key);
    }

    private static String digest(String text) {
        return Sha256.of(text).substring(0, DIGITS);
    }
}
