package io.weightloom.spec;

/**
 * How a trial is verified before it is trained.
 *
 * @param onFault what a fault does to the trial
 * @param samples coordinates per trainable that are checked by finite differences, at least 1
 */
public record VerifySpec(OnFault onFault, int samples) {

    /** A fault rejects the trial; eight coordinates per trainable. */
    public VerifySpec() {
        this(OnFault.REJECT, 8);
    }

    /** What a fault does. */
    public enum OnFault {
        /** The trial is not trained; its outcome is "rejected". */
        REJECT,
        /** The trial is trained all the same. */
        WARN
    }
}
