package io.weightloom.search;

import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.SweepSpec;
import java.util.Collections;
import java.util.List;

/** The searches by the names that a spec gives them. */
public final class Searches {

    private Searches() {}

    /** The search that an experiment asks for, which ends with the most trials that it may have. */
    public static Search of(ExperimentSpec experiment, Feasibility feasibility) {
        SweepSpec sweep = experiment.sweep();
        Search search = of(
                sweep.search(),
                Space.of(sweep),
                feasibility,
                sweep.score() == SweepSpec.ScoreKind.FRONT ? 2 : 1,
                experiment.seed());
        return (observed, wanted) -> {
            int left = Math.min(wanted, sweep.mostPoints() - observed.size());
            return left > 0 ? search.propose(observed, left) : new Proposed(List.of(), Collections.emptySortedMap());
        };
    }

    /**
     * The search of this name.
     *
     * @param objectives how many numbers are to be minimised, at least 1
     * @param seed from which all that is random is derived
     */
    public static Search of(
            SweepSpec.Strategy strategy, Space space, Feasibility feasibility, int objectives, long seed) {
        return switch (strategy) {
            case GRID -> new GridSearch(space, feasibility);
            case RANDOM -> new RandomSearch(space, feasibility, seed);
            case SOBOL -> new SobolSearch(space, feasibility, seed);
            case TPE -> new TpeSearch(space, feasibility, seed);
            case EVOLUTION -> new EvolutionSearch(space, feasibility, seed);
        };
    }
}
