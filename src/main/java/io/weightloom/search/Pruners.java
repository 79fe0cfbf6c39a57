package io.weightloom.search;

import io.weightloom.spec.PruningSpec;
import io.weightloom.spec.SweepSpec;
import java.util.Optional;

/** The pruners by the names that a spec gives them. */
public final class Pruners {

    private Pruners() {}

    /** The pruner that a sweep asks for, if it asks for one. */
    public static Optional<Pruner> of(SweepSpec sweep) {
        return sweep.pruning().map(Pruners::of);
    }

    /** The pruner of this kind. */
    static Pruner of(PruningSpec pruning) {
        Rungs rungs = new Rungs(pruning.rungs());
        return switch (pruning.kind()) {
            case MEDIAN -> new MedianPruner(rungs);
            case SUCCESSIVE_HALVING -> new HalvingPruner(rungs, Brackets.ONE);
            case HYPERBAND -> new HalvingPruner(rungs, Brackets.hyperband(rungs));
        };
    }
}
