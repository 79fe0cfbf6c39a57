package io.weightloom.runner.run;

import io.weightloom.runner.store.PausedTrials;
import io.weightloom.runner.store.PruningDecision;
import io.weightloom.runner.store.PruningDecision.Kind;
import io.weightloom.search.Pruner.Decision;
import io.weightloom.search.Pruner.GoesOn;
import io.weightloom.search.Pruner.Halts;
import io.weightloom.search.Pruner.Waits;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Does what a pruner has decided about the trials of a run that have paused. */
final class RungDecisions {

    private final PausedTrials paused;

    RungDecisions(PausedTrials paused) {
        this.paused = paused;
    }

    /**
     * Stores decisions with their reasons; who goes on is open, who halts has ended.
     *
     * @param run id of the run
     * @param ids of its trials, by their numbers
     */
    void carryOut(long run, Map<Integer, Long> ids, List<Decision> decisions) {
        for (Decision decision : decisions) {
            long trial = Objects.requireNonNull(ids.get(decision.trial()));
            if (decision instanceof GoesOn on) {
                paused.goesOn(run, trial, stored(decision, Kind.GOES_ON), on.until());
            } else if (decision instanceof Halts) {
                paused.halts(run, trial, stored(decision, Kind.HALTS));
            } else {
                paused.waits(run, trial, stored(decision, Kind.WAITS));
            }
        }
    }

    private static PruningDecision stored(Decision decision, Kind kind) {
        return new PruningDecision(decision.rung().number(), decision.rung().epoch(), kind, decision.reason());
    }

    /** How many go on, halt and wait, in words. */
    static String remark(List<Decision> decisions) {
        return "of %s trials that had paused %s go on, %s halt and %s wait"
                .formatted(
                        decisions.size(),
                        count(decisions, GoesOn.class),
                        count(decisions, Halts.class),
                        count(decisions, Waits.class));
    }

    private static long count(List<Decision> decisions, Class<? extends Decision> kind) {
        return decisions.stream().filter(kind::isInstance).count();
    }
}
