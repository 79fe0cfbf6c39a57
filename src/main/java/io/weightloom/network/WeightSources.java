package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.network.generator.Condition;
import io.weightloom.network.generator.Generator;
import io.weightloom.network.generator.Generators;
import io.weightloom.network.generator.Hyperfan;
import io.weightloom.network.generator.InitScheme;
import io.weightloom.network.target.TargetNetwork;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Weight sources by their spec. */
final class WeightSources {

    private WeightSources() {}

    /** What a trial begins with: a network that is cut half-way begins as a plain one. */
    static WeightSource of(WeightsSpec spec, TargetNetwork target) {
        if (spec instanceof HypernetSpec hypernet) {
            Layout layout = target.layout();
            Set<String> shared = SharedTensors.of(hypernet.shared(), target);
            Layout generated = layout.only(slot -> !shared.contains(slot.name()));
            Map<String, Double> variances = new LinkedHashMap<>(
                    InitScheme.of(hypernet.init()).variances().of(target, shared));
            Map<String, Double> direct = new LinkedHashMap<>(variances.isEmpty() ? Hyperfan.plain(layout) : variances);
            direct.keySet().retainAll(shared);
            variances.keySet().removeAll(shared);
            Generator generator = Generators.of(hypernet, generated, variances);
            Condition condition = Condition.of(hypernet.condition(), generator.vectors());
            return new GeneratedWeights(condition, generator, layout, direct);
        }
        return new OwnWeights(target);
    }

    /**
     * What a trial ends with: a network that is cut half-way ends as what the cut has left.
     *
     * @param trained the trainables' values by name
     */
    static WeightSource trained(WeightsSpec spec, TargetNetwork target, Map<String, double[]> trained) {
        return spec instanceof WeightsSpec.Cut cut ? Cuts.trained(cut, target.layout(), trained) : of(spec, target);
    }
}
