package io.weightloom.training;

/** Where one call of {@link Training#advance} ended. */
public sealed interface Progress {

    /** There is more to train. */
    record Paused() implements Progress {}

    /** The training is over. */
    record Finished(Scores scores) implements Progress {}

    /**
     * A loss was not finite.
     *
     * @param epoch counted from 1
     * @param step counted from 1 over the whole training
     */
    record Diverged(int epoch, long step) implements Progress {}
}
