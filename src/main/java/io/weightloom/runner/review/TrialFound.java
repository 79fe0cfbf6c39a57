package io.weightloom.runner.review;

/** What became of the search for a trial. */
public sealed interface TrialFound {

    /**
     * It is there.
     *
     * @param trial its id
     */
    record At(long trial) implements TrialFound {}

    /**
     * It is not, or nobody knows which one is meant.
     *
     * @param why with what there is, to stand after the address
     */
    record Missing(String why) implements TrialFound {}
}
