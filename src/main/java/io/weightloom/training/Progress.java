package io.weightloom.training;

import java.util.Optional;

/** Where one call of {@link Training#advance} ended. */
public sealed interface Progress {

    /** There is more to train. */
    record Paused() implements Progress {}

    /**
     * The training is over.
     *
     * @param result of the weights kept
     * @param probes of the generator that makes them, if there is one
     */
    record Finished(TrainingResult result, Optional<Probes> probes) implements Progress {}

    /**
     * A loss was not finite.
     *
     * @param epoch counted from 1
     * @param step counted from 1 over the whole training
     */
    record Diverged(int epoch, long step) implements Progress {}
}
