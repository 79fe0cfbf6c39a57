package io.weightloom.runner.process;

/**
 * What can be asked of runs while this process lives. Each can be asked for again, and is then done once. Thread-safe.
 */
public interface Operations {

    /** What is asked for. */
    enum Kind {
        /** That a run stops at the end of its segments. */
        STOP,
        /** That a run which is not complete goes on. */
        RESUME,
        /** That a run's trials that failed or were rejected are trained again. */
        RETRY,
        /** That a run which nobody works on is removed, with all that it left: done when it is answered. */
        FORGET
    }

    /** What comes of it. */
    enum Verdict {
        /** It will be done, or has been done before. */
        GRANTED,
        /** There is no such run. */
        UNKNOWN,
        /** It cannot be done here, or not now. */
        REFUSED
    }

    /**
     * The answer.
     *
     * @param detail for whoever asked, in a sentence
     */
    record Answer(Verdict verdict, String detail) {}

    /**
     * Asks for it, and does not wait for a run to begin or to end.
     *
     * @param experiment name of the run's experiment
     * @param run its id
     */
    Answer ask(Kind kind, String experiment, long run);
}
