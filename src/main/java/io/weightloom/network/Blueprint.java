package io.weightloom.network;

import io.weightloom.network.graph.Names;
import io.weightloom.network.target.TargetNetwork;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A network before it is built.
 *
 * @param target the target network
 * @param source of its weights
 * @param values of what the source is made of, by name
 */
record Blueprint(TargetNetwork target, WeightSource source, Map<String, double[]> values) {

    /** Of what a trial begins with. */
    static Blueprint of(TrialSpec spec) {
        TargetNetwork target = Targets.of(spec.target());
        WeightSource source = WeightSources.of(spec, target);
        return new Blueprint(
                target,
                source,
                isGiven(spec)
                        ? owned(target, spec.givenNetwork().flat())
                        : ParameterValues.draw(source.parameters(), spec.seed()));
    }

    /** The same at other values of the trainables, which lie end to end. */
    static Blueprint of(TrialSpec spec, double[] learned) {
        TargetNetwork target = Targets.of(spec.target());
        WeightSource source = WeightSources.of(spec, target);
        return new Blueprint(target, source, ParameterValues.values(source, spec, learned));
    }

    /** Of the plain network of the same target, with these weights. */
    static Blueprint plain(TrialSpec spec, double[] flat) {
        TargetNetwork target = Targets.of(spec.target());
        return new Blueprint(target, WeightSources.of(new WeightsSpec.Plain(), target), owned(target, flat));
    }

    /** Whether a trial begins with the network that it was given, as it is. */
    private static boolean isGiven(TrialSpec spec) {
        return spec.weights() instanceof WeightsSpec.Given
                || (spec.weights() instanceof WeightsSpec.Quantised
                        && spec.given().isPresent());
    }

    static Map<String, double[]> owned(TargetNetwork target, double[] flat) {
        Map<String, double[]> values = new HashMap<>();
        target.layout()
                .slots()
                .forEach(slot -> values.put(
                        Names.target(slot.name()), Arrays.copyOfRange(flat, (int) slot.offset(), (int) slot.end())));
        return values;
    }
}
