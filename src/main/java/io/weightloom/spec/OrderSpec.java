package io.weightloom.spec;

/** In which order tasks are learned. */
public sealed interface OrderSpec {

    /** All at the same time. */
    record Together() implements OrderSpec {}

    /**
     * One after the other, by number, each until it is learned; the training's epochs count for each. The optimiser and
     * the learning rate start anew with each task.
     *
     * <p>A hypernetwork f that gives each task weights of its own can be held to what it has learned: {@code L = L_task
     * + beta / (T-1) sum_{t<T} |f(z_t, w*) - f(z_t, w + d)|^2} (von Oswald, Henning, Grewe, Sacramento 2020, "Continual
     * learning with hypernetworks", equation 2, arXiv 1906.00695), w* the trainables before task T.
     *
     * @param regulariser beta, at least 0; 0 holds it to nothing
     * @param lookAhead what d is
     */
    record Sequential(double regulariser, LookAhead lookAhead) implements OrderSpec {

        /** Where nothing is held, nobody looks ahead. */
        public Sequential {
            lookAhead = regulariser == 0 ? LookAhead.NONE : lookAhead;
        }
    }

    /** Where the regulariser looks at the generated weights. */
    enum LookAhead {
        /** Where the trainables are: d is 0. */
        NONE,
        /** Where the optimiser's step on the task's loss alone would lead; that step counts as a constant. */
        STEP
    }

    /** Whether one task is learned after the other. */
    default boolean sequential() {
        return this instanceof Sequential;
    }
}
