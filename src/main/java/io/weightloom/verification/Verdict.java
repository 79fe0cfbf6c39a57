package io.weightloom.verification;

/** What one check says of one subject. */
public enum Verdict {
    /** As it should be. */
    OK(false),
    /**
     * The gradient arrives, after one or two updates; zero before (a head that starts at zero delays what lies behind
     * it).
     */
    DELAYED(false),
    /**
     * A fact outside its pass band that hinders no training, such as a scale that the initialisation does not promise.
     */
    NOTED(false),
    /**
     * The loss cannot see it: what it does to the outputs of an example is to add the same number to all, which softmax
     * takes away again, so that its gradient is zero but for rounding.
     */
    INVISIBLE(false),
    /** The values disagree: output, gradient, shape or place. */
    MISMATCH(true),
    /** The gradient exists and is zero everywhere, even after two updates. */
    DEAD(true),
    /** The loss does not reach it: there is no gradient at all. */
    DISCONNECTED(true),
    /** Not a number, or infinite. */
    NON_FINITE(true);

    private final boolean fault;

    Verdict(boolean fault) {
        this.fault = fault;
    }

    /** Whether it rejects the trial. */
    public boolean fault() {
        return fault;
    }
}
