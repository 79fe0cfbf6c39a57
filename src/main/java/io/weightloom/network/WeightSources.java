package io.weightloom.network;

import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.WeightsSpec;

/** Weight sources by their spec. */
final class WeightSources {

    private WeightSources() {}

    /** What a trial begins with: a network that is cut half-way begins as a plain one. */
    static WeightSource of(WeightsSpec spec, TargetNetwork target) {
        return spec instanceof HypernetSpec hypernet
                ? new GeneratedWeights(Generators.of(hypernet, target), target.layout())
                : new OwnWeights(target);
    }
}
