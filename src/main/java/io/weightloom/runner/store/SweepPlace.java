package io.weightloom.runner.store;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a trial stands in its run's search.
 *
 * @param round in which it was proposed, counted from 1; 0 of a control, which no search proposes
 * @param place of its point among those that the search proposed, counted from 1; none of a control, and of a trial
 *     that was planned before places were noted, whose number says as much
 * @param point of the search space, as JSON: swept settings by path; none of a control
 * @param pauseEpoch the epoch after whose end it pauses, to be asked whether it goes on; none if it goes on to its end
 */
public record SweepPlace(int round, OptionalInt place, Optional<String> point, OptionalInt pauseEpoch) {

    /** Of a trial that no search proposed. */
    public static final SweepPlace NONE = new SweepPlace(0, OptionalInt.empty(), Optional.empty(), OptionalInt.empty());
}
