package io.weightloom.runner.run;

/** How this process came to the end of a run. Later constants outweigh earlier ones. */
public enum RunEnd {
    /** Every trial has ended, none of them failed or was rejected. */
    COMPLETED,
    /** Every trial has ended; some failed or were rejected. */
    TRIALS_FAILED,
    /** Stopped on request. */
    STOPPED,
    /** Another runner works on it. */
    LEFT_ALONE,
    /** Its data are not those that it began with. */
    DATA_CHANGED,
    /** Something unexpected ended it. */
    FAILED
}
