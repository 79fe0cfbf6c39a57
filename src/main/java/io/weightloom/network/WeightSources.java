package io.weightloom.network;

import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.WeightsSpec;

/** Weight sources by their spec. */
final class WeightSources {

    private WeightSources() {}

    static WeightSource of(WeightsSpec spec, TargetNetwork target) {
        if (spec instanceof HypernetSpec hypernet) {
            Generator generator = Generators.of(hypernet, target);
            Condition condition = Condition.of(hypernet.condition(), generator.vectors());
            return new GeneratedWeights(condition, generator, target.layout());
        }
        return new OwnWeights(target.layout());
    }
}
