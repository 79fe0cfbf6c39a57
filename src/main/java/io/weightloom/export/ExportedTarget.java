package io.weightloom.export;

import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.trial.ConditionValue;

/**
 * One target network of an export.
 *
 * @param suffix of its files' names, behind what they are; empty if there is no other
 * @param value that it is made for
 */
record ExportedTarget(String suffix, ConditionValue value) {

    /** Whether there is one by itself: not where weights are made anew at each step of a sequence. */
    static boolean isThere(TrialSpec trial) {
        return !(trial.weights() instanceof HypernetSpec hypernet
                && hypernet.condition() instanceof ConditionSpec.Recurrent);
    }

    /** Whether a file is of this target. */
    boolean has(String file) {
        return !suffix.isEmpty() && file.contains(suffix + ".");
    }

    /** The name of a file of this target. */
    String file(String what, String ending) {
        return what + suffix + ending;
    }
}
