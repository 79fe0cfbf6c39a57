package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Ledger;
import io.weightloom.layout.Slot;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts a network from the list of its parameters, without a graph. */
public final class Ledgers {

    private Ledgers() {}

    /** The ledger of a target network whose weights come from {@code weights}. */
    public static Ledger of(TargetSpec target, WeightsSpec weights) {
        TargetNetwork network = Targets.of(target);
        List<Parameter> parameters = WeightSources.of(weights, network).parameters();
        long theta = network.layout().size();
        long direct = weights instanceof HypernetSpec hypernet
                ? SharedTensors.of(hypernet.shared(), network).stream()
                        .mapToLong(slot -> length(network.layout().slot(slot)))
                        .sum()
                : theta;
        return new Ledger(
                theta,
                theta - direct,
                count(parameters, Part.SHARED),
                count(parameters, Part.GENERATOR),
                count(parameters, Part.Z),
                1,
                weights instanceof HypernetSpec ? largestLayer(parameters) : largestLayer(network));
    }

    private static long count(List<Parameter> parameters, Part part) {
        return parameters.stream()
                .filter(parameter -> parameter.part() == part)
                .mapToLong(parameter -> parameter.shape().length())
                .sum();
    }

    /** A matrix of the generator, and the bias that goes with it if there is one. */
    private static long largestLayer(List<Parameter> parameters) {
        Map<String, Long> lengths = parameters.stream()
                .filter(parameter -> parameter.part() == Part.GENERATOR)
                .collect(Collectors.toMap(
                        Parameter::name, parameter -> parameter.shape().length()));
        return lengths.entrySet().stream()
                .mapToLong(weight -> weight.getValue() + lengths.getOrDefault(bias(weight.getKey()), 0L))
                .max()
                .orElse(0);
    }

    /**
     * The name of the bias beside these weights: {@code head/b} beside {@code head/w}, {@code b1} beside {@code w1}.
     */
    private static String bias(String weight) {
        return weight.replaceFirst("w(\\d*)$", "b$1");
    }

    private static long largestLayer(TargetNetwork network) {
        Layout layout = network.layout();
        return network.layers().stream()
                .mapToLong(layer -> length(layout.slot(layer.weight())) + length(layout.slot(layer.bias())))
                .max()
                .orElseThrow();
    }

    private static long length(Slot slot) {
        return slot.shape().length();
    }
}
