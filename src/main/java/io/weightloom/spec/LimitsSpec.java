package io.weightloom.spec;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What ends a run or a trial early. No number of a trial that is trained to its end depends on it.
 *
 * @param maxFailed failed and rejected trials after which a run ends, at least 1
 * @param maxDuration time after which a run stops, above 0
 * @param maxSeconds time in training after which a trial is halted, in whole seconds, at least 1
 */
public record LimitsSpec(OptionalInt maxFailed, Optional<Duration> maxDuration, OptionalInt maxSeconds) {

    /** No limits. */
    public static final LimitsSpec NONE = new LimitsSpec(OptionalInt.empty(), Optional.empty(), OptionalInt.empty());
}
