package io.weightloom.search;

import io.weightloom.spec.SweepSpec;
import java.util.Optional;

/** The pruners by the names that a spec gives them. */
public final class Pruners {

    private Pruners() {}

    /** The pruner that a sweep asks for, if it asks for one. */
    public static Optional<Pruner> of(SweepSpec sweep) {
        return sweep.pruning().map(pruning -> {
            throw new IllegalArgumentException("No pruner " + pruning.kind());
        });
    }
}
