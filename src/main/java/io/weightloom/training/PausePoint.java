package io.weightloom.training;

/**
 * Where a training pauses before its end: it can go on from there, in this process or another, with the same bits as if
 * it had not paused. Asked on the thread that trains; answers at once.
 */
@FunctionalInterface
public interface PausePoint {

    /** Nowhere: the training goes on to its end. */
    PausePoint NONE = () -> false;

    /** Whether to pause now that a step is done; asked after every step but the last. */
    boolean afterStep();

    /**
     * Whether to pause now that an epoch has been evaluated; asked after every epoch but the last.
     *
     * @param epoch counted from 1
     */
    default boolean afterEpoch(int epoch) {
        return false;
    }

    /**
     * The end of an epoch; of the next one, if that epoch has ended.
     *
     * @param last counted from 1
     */
    static PausePoint endOf(int last) {
        return new PausePoint() {
            @Override
            public boolean afterStep() {
                return false;
            }

            @Override
            public boolean afterEpoch(int epoch) {
                return epoch >= last;
            }
        };
    }
}
