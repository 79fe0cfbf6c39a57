package io.weightloom.search;

import java.util.List;
import java.util.OptionalInt;

/**
 * Decides which trials under way go on. It is asked between rounds, when each trial has paused at a rung or has ended;
 * what it knows is in the arguments, so that it decides after a restart what it would have decided. The trials of one
 * point, which differ in their seeds alone, share their fate.
 */
public interface Pruner {

    /**
     * Where the trials of a new point pause for the first time.
     *
     * @param point its place among the points of the sweep, counted from 1
     * @return the last epoch before the pause, at least 1; empty if they train to their end
     */
    OptionalInt first(int point);

    /**
     * What becomes of the trials that have paused.
     *
     * @param curves all trials proposed so far, in the order of their proposal
     * @param supply whether the search may have more points to propose. Where it has none, at least one of the trials
     *     that have paused, if there are any, is decided upon for good; else all of them may have to wait
     * @return one decision for each trial that has paused, in the order of the curves
     */
    List<Decision> decide(List<Curve> curves, Supply supply);

    /** Whether more points may come. */
    enum Supply {
        /** The search may propose more. */
        OPEN,
        /** The search is over. */
        OVER
    }

    /**
     * What is known of one trial.
     *
     * @param trial its number
     * @param point its place among the points of the sweep, counted from 1; the same for all its seeds
     * @param scores validation scores of its epochs so far, higher is better
     * @param paused the epoch after which it has paused; empty if it has ended
     */
    record Curve(int trial, int point, List<Double> scores, OptionalInt paused) {

        /** Copies the list. */
        public Curve {
            scores = List.copyOf(scores);
        }
    }

    /** What becomes of a trial that has paused. */
    sealed interface Decision {

        /** Number of the trial. */
        int trial();

        /** Where it was taken. */
        Rung rung();

        /** Why, for a person: a line without the trial's name. */
        String reason();
    }

    /**
     * A place where trials are compared.
     *
     * @param number in the pruning's list, counted from 1
     * @param epoch after which it is, counted from 1
     */
    record Rung(int number, int epoch) {}

    /**
     * It is in the next round.
     *
     * @param until the last epoch before it pauses again; empty if it trains to its end
     */
    record GoesOn(int trial, Rung rung, OptionalInt until, String reason) implements Decision {}

    /** It has ended here. */
    record Halts(int trial, Rung rung, String reason) implements Decision {}

    /** It stays paused until it is asked about again. */
    record Waits(int trial, Rung rung, String reason) implements Decision {}
}
