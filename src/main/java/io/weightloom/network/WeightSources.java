package io.weightloom.network;

import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.WeightsSpec;

/** Weight sources by their spec. */
final class WeightSources {

    private WeightSources() {}

    static WeightSource of(WeightsSpec spec, TargetNetwork target) {
        return spec instanceof HypernetSpec hypernet
                ? new GeneratedWeights(Generators.of(hypernet, target), target.layout())
                : new OwnWeights(target);
    }
}
