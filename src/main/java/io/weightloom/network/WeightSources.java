package io.weightloom.network;

import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.WeightsSpec;

/** Weight sources by their spec. */
final class WeightSources {

    private WeightSources() {}

    /** What a trial begins with: a network that is cut half-way begins as a plain one. */
    static WeightSource of(WeightsSpec spec, TargetNetwork target) {
        if (spec instanceof HypernetSpec hypernet) {
            Generator generator = Generators.of(hypernet, target);
            Condition condition = Condition.of(hypernet.condition(), generator.vectors());
            return new GeneratedWeights(condition, generator, target.layout());
        }
        return new OwnWeights(target);
    }
}
