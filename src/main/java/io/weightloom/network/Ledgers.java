package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Ledger;
import io.weightloom.layout.Slot;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.List;

/** Counts a network from the list of its parameters, without a graph. */
public final class Ledgers {

    private Ledgers() {}

    /**
     * The ledger of a target network whose weights come from {@code weights}. Of a network that is cut half-way it
     * counts the numbers that are left, which are trained directly. Where in a tensor the weights that a cut by
     * magnitude leaves are has to be stored as well and is not counted, as papers do, which favours that control: a bit
     * for each weight, or about two bytes for each that is left.
     */
    public static Ledger of(TargetSpec target, WeightsSpec weights) {
        TargetNetwork network = Targets.of(target);
        List<Parameter> parameters = WeightSources.of(weights, network).parameters();
        long theta = network.layout().size();
        if (weights instanceof WeightsSpec.Cut cut) {
            return new Ledger(theta, 0, Cuts.stored(cut, network.layout()), 0, 0, 1, largestLayer(network));
        }
        long generated = weights instanceof HypernetSpec ? theta : 0;
        return new Ledger(
                theta,
                generated,
                count(parameters, Part.SHARED),
                count(parameters, Part.GENERATOR),
                count(parameters, Part.Z),
                weights instanceof HypernetSpec hypernet ? hypernet.condition().tasks() : 1,
                weights instanceof HypernetSpec ? largestLayer(parameters) : largestLayer(network));
    }

    private static long count(List<Parameter> parameters, Part part) {
        return parameters.stream()
                .filter(parameter -> parameter.part() == part)
                .mapToLong(parameter -> parameter.shape().length())
                .sum();
    }

    /**
     * Weights and biases of a layer have the same last extent, so the largest matrix and its last extent make the
     * largest layer.
     */
    private static long largestLayer(List<Parameter> parameters) {
        return parameters.stream()
                .filter(parameter -> parameter.part() == Part.GENERATOR
                        && parameter.shape().extents().size() == 2)
                .mapToLong(parameter ->
                        parameter.shape().length() + parameter.shape().extents().get(1))
                .max()
                .orElseThrow();
    }

    private static long largestLayer(TargetNetwork network) {
        Layout layout = network.layout();
        return network.layers().stream()
                .mapToLong(layer -> length(layout.slot(layer.weight()))
                        + layer.bias().map(bias -> length(layout.slot(bias))).orElse(0L))
                .max()
                .orElseThrow();
    }

    private static long length(Slot slot) {
        return slot.shape().length();
    }
}
