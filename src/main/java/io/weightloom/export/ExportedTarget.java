package io.weightloom.export;

import io.weightloom.trial.ConditionValue;

/**
 * One target network of an export.
 *
 * @param suffix of its files' names, behind what they are; empty if there is no other
 * @param value that it is made for
 */
record ExportedTarget(String suffix, ConditionValue value) {

    /** Whether a file is of this target. */
    boolean has(String file) {
        return !suffix.isEmpty() && file.contains(suffix + ".");
    }

    /** The name of a file of this target. */
    String file(String what, String ending) {
        return what + suffix + ending;
    }
}
