package io.weightloom.runner.review;

/** What became of the search for a run. */
public sealed interface RunFound {

    /**
     * It is there.
     *
     * @param run its id
     */
    record At(long run) implements RunFound {}

    /**
     * It is not.
     *
     * @param why with what there is, to stand after the address
     */
    record Missing(String why) implements RunFound {}
}
