package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Ledger;
import io.weightloom.layout.Slot;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import io.weightloom.network.target.DynamicTarget;
import io.weightloom.network.target.TargetNetwork;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Counts a network from the list of its parameters, without a graph. */
public final class Ledgers {

    /** The end of the name of weights. */
    private static final Pattern WEIGHT = Pattern.compile("w(\\d*)$");

    private Ledgers() {}

    /**
     * The ledger of a target network whose weights come from {@code weights}. Of a network that is cut half-way it
     * counts the numbers that are left, which are trained directly. Where in a tensor the weights that a cut by
     * magnitude leaves are has to be stored as well; ratios do not count it, as papers do, which favours that control,
     * but bytes do.
     */
    public static Ledger of(TargetSpec target, WeightsSpec weights) {
        TargetNetwork network = Targets.of(target);
        List<Parameter> parameters = WeightSources.of(weights, network).parameters();
        Layout layout = network.layout();
        long theta = layout.size();
        if (weights instanceof WeightsSpec.Cut cut) {
            return new Ledger(
                    theta,
                    0,
                    Cuts.stored(cut, layout),
                    0,
                    0,
                    1,
                    largestLayer(network),
                    Cuts.positionBytes(cut, layout),
                    cut instanceof WeightsSpec.Fewer
                            ? Float.BYTES * Cuts.stored(cut, layout)
                            : Rounding.of(target, weights).bytes());
        }
        long direct = weights instanceof HypernetSpec hypernet ? direct(hypernet, network) : theta;
        Ledger ledger = new Ledger(
                theta,
                theta - direct,
                count(parameters, LedgerColumn.SHARED),
                count(parameters, LedgerColumn.GENERATOR),
                count(parameters, LedgerColumn.Z),
                weights instanceof HypernetSpec hypernet ? hypernet.condition().tasks() : 1,
                weights instanceof HypernetSpec ? largestLayer(parameters) : largestLayer(network),
                0,
                Rounding.of(target, weights, ParameterValues.trainables(parameters))
                        .bytes());
        return weights instanceof HypernetSpec hypernet && hypernet.adapts() ? ledger.withBase(theta) : ledger;
    }

    /** Weights that nothing makes. */
    private static long direct(HypernetSpec hypernet, TargetNetwork network) {
        Optional<DynamicTarget> anew = DynamicTarget.of(network, hypernet);
        return anew.isPresent()
                ? network.layout().slots().stream()
                        .filter(slot -> !anew.get().makes(slot))
                        .mapToLong(Ledgers::length)
                        .sum()
                : SharedTensors.of(hypernet.shared(), network).stream()
                        .mapToLong(slot -> length(network.layout().slot(slot)))
                        .sum();
    }

    private static long count(List<Parameter> parameters, LedgerColumn part) {
        return parameters.stream()
                .filter(parameter -> parameter.part() == part)
                .mapToLong(parameter -> parameter.shape().length())
                .sum();
    }

    /** A matrix of the generator, and the bias that goes with it if there is one. */
    private static long largestLayer(List<Parameter> parameters) {
        Map<String, Long> lengths = parameters.stream()
                .filter(parameter -> parameter.part() == LedgerColumn.GENERATOR)
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
        return WEIGHT.matcher(weight).replaceFirst("b$1");
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
