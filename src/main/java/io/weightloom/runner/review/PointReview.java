package io.weightloom.runner.review;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A point with all that is shown of it.
 *
 * @param number that of its first trial
 * @param summary as in the run
 * @param whole whether all of its trials have ended
 * @param outcome how the trial ended that ended worst; null while none has
 * @param ledger of its first trial
 * @param validationScore interval of the mean; null if there is none
 * @param testScore the same of the test score
 * @param difference the same of the mean difference to the plain networks, seed by seed
 * @param intervalMissing why one of these intervals is missing; null if none is
 * @param fronts where it is on each front that it takes part in
 */
public record PointReview(
        int number,
        PointSummary summary,
        boolean whole,
        @Nullable String outcome,
        LedgerReview ledger,
        @Nullable MeanInterval validationScore,
        @Nullable MeanInterval testScore,
        @Nullable MeanInterval difference,
        MeanInterval.@Nullable Missing intervalMissing,
        Map<Axis, Place> fronts) {

    /** What a front holds scores against. */
    public enum Axis {
        /** Numbers trained. */
        TRAINABLE,
        /** How much smaller than its target, within each target: a ratio of a larger target flatters. */
        RATIO,
        /** Bytes of the network on disk. */
        BYTES
    }

    /** Where a point is that takes part. */
    public enum Place {
        /** Nothing is better. */
        ON,
        /** Off the front, by no more than seeds scatter. */
        TIED,
        /** Off the front. */
        OFF
    }

    /** Where it is on a front; null if it takes no part. */
    public @Nullable Place on(Axis axis) {
        return fronts.get(axis);
    }

    /** Why an interval is missing, as a word; null if none is. */
    public @Nullable String missing() {
        return intervalMissing == null ? null : intervalMissing.word();
    }

    /** How many trials it has, each with a seed of its own. */
    public int seeds() {
        return summary.trials().size();
    }

    PointReview at(Map<Axis, Place> places) {
        Place place = places.get(Axis.TRAINABLE);
        return new PointReview(
                number,
                summary.with(place == Place.ON, place == Place.TIED),
                whole,
                outcome,
                ledger,
                validationScore,
                testScore,
                difference,
                intervalMissing,
                places);
    }

    /** Whether all of its trials have completed with a score to choose by. */
    boolean isSound() {
        return whole && summary.completed() == seeds() && summary.validationScore() != null;
    }

    double score() {
        return Objects.requireNonNull(summary.validationScore());
    }
}
