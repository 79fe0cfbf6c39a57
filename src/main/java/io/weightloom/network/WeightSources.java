package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.network.generator.Condition;
import io.weightloom.network.generator.Generator;
import io.weightloom.network.generator.Generators;
import io.weightloom.network.generator.Hyperfan;
import io.weightloom.network.generator.InitScheme;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.Initializer;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import io.weightloom.network.target.DynamicTarget;
import io.weightloom.network.target.TargetNetwork;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Weight sources by their spec. */
final class WeightSources {

    private WeightSources() {}

    /** What a trial begins with: a network that is cut half-way begins as a plain one. */
    static WeightSource of(TrialSpec trial, TargetNetwork target) {
        return of(trial.weights(), target, () -> trial.givenNetwork().flat());
    }

    /** The same to be counted, not to be built: a network that the user has is not known. */
    static WeightSource of(WeightsSpec spec, TargetNetwork target) {
        return of(spec, target, () -> {
            throw new IllegalStateException("A network that is only counted has no given weights");
        });
    }

    private static WeightSource of(WeightsSpec spec, TargetNetwork target, Supplier<double[]> given) {
        if (spec instanceof HypernetSpec hypernet) {
            Optional<DynamicTarget> anew = DynamicTarget.of(target, hypernet);
            if (anew.isPresent()) {
                return new DynamicWeights(anew.get());
            }
            Layout layout = target.layout();
            Set<String> shared = SharedTensors.of(hypernet.shared(), target);
            Layout generated = layout.only(slot -> !shared.contains(slot.name()));
            Map<String, Double> variances = new LinkedHashMap<>(
                    InitScheme.of(hypernet.init()).variances().of(target, shared));
            Map<String, Double> direct = new LinkedHashMap<>(variances.isEmpty() ? Hyperfan.plain(layout) : variances);
            direct.keySet().retainAll(shared);
            variances.keySet().removeAll(shared);
            Generator generator = Generators.of(hypernet, generated, variances);
            Condition condition = Generators.condition(hypernet.condition(), generator);
            return new GeneratedWeights(
                    condition,
                    generator,
                    layout,
                    direct,
                    hypernet.adapts() ? Optional.of(base(layout, given)) : Optional.empty());
        }
        return new OwnWeights(target);
    }

    /** Held fixed as it is: nothing draws it. */
    private static Parameter base(Layout layout, Supplier<double[]> given) {
        return new Parameter(
                Names.BASE,
                Shape.of(1, layout.size()),
                LedgerColumn.FIXED,
                new Initializer.Computed(drawn -> given.get()));
    }

    /**
     * What a trial ends with: a network that is cut half-way ends as what the cut has left.
     *
     * @param trained the trainables' values by name
     */
    static WeightSource trained(TrialSpec trial, TargetNetwork target, Map<String, double[]> trained) {
        return trial.weights() instanceof WeightsSpec.Cut cut
                ? Cuts.trained(cut, target.layout(), trained)
                : of(trial, target);
    }

    /** The same to be counted. */
    static WeightSource trained(WeightsSpec spec, TargetNetwork target, Map<String, double[]> trained) {
        return spec instanceof WeightsSpec.Cut cut ? Cuts.trained(cut, target.layout(), trained) : of(spec, target);
    }
}
