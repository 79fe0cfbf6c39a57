package io.weightloom.network.generator;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.init.Initializer;
import io.weightloom.network.target.TargetNetwork;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The variances that generated weights and biases shall have, so that a layer with inputs of unit second moment
 * computes pre-activations of second moment {@code c} ({@code c = 2} before a ReLU, else 1).
 *
 * <pre>
 * hyperfan-in    Var(w) = c / (2 fan-in)   Var(b) = c / 2        without bias: Var(w) = c / fan-in
 * hyperfan-out   Var(w) = c / fan-out      Var(b) = max(0, c (1 - fan-in / fan-out))
 * harmonic       2 / (1 / in + 1 / out) of both; 0 if one of them is 0
 * </pre>
 *
 * <p>A kernel's fans count its receptive field. Where inputs are presumed to have another second moment, {@code Var(w)}
 * is divided by it; where the layer multiplies what it adds up by a factor, both are divided by the factor's square.
 * Scales and shifts of norms start at {@code 0}, which for a scale stands for 1 ({@link Slot.Role#SCALE}).
 *
 * <p>A bias that is not generated starts at zero, and its layer's weights have {@code Var(w) = c / fan-in} with
 * hyperfan-in.
 *
 * <p>Source: Chang, Flokas, Lipson 2020, "Principled weight initialization for hypernetworks", table 1. The table
 * divides by {@code d Var(e)} to get the head's variance; {@link Initializer.Head} does that, with the second moment of
 * {@code e} in place of its variance. The library hypnettorch has {@code 2 (1 / in + 1 / out)} for a harmonic mean: 384
 * in place of 0.0104 where the fans are 128 and 256.
 */
public final class Hyperfan {

    private Hyperfan() {}

    /**
     * The variances of one layer.
     *
     * @param weight of its weights
     * @param bias of its biases
     */
    private record Pair(double weight, double bias) {}

    private interface Rule {

        /**
         * For one layer.
         *
         * @param w the slot of its weights
         * @param c what its pre-activation shall have
         * @param biases whether its biases are generated
         */
        Pair of(Slot w, double c, boolean biases);
    }

    /**
     * By slot, in the order of the slots.
     *
     * @param shared slots that are not generated
     */
    static Map<String, Double> in(TargetNetwork target, Set<String> shared) {
        return each(target, shared, Hyperfan::in);
    }

    /** By slot, in the order of the slots. */
    static Map<String, Double> out(TargetNetwork target, Set<String> shared) {
        return each(target, shared, Hyperfan::out);
    }

    /** By slot, in the order of the slots. */
    static Map<String, Double> harmonic(TargetNetwork target, Set<String> shared) {
        return each(target, shared, (w, c, biases) -> {
            Pair in = in(w, c, biases);
            Pair out = out(w, c, biases);
            return new Pair(harmonic(in.weight(), out.weight()), harmonic(in.bias(), out.bias()));
        });
    }

    /** What PyTorch's {@code Linear} gives weights and biases of a plain network: {@code 1 / (3 fan-in)}. */
    public static Map<String, Double> plain(Layout layout) {
        Map<String, Double> variances = new LinkedHashMap<>();
        layout.slots().forEach(slot -> variances.put(slot.name(), slot.isNorm() ? 0.0 : 1.0 / (3 * slot.fanIn())));
        return variances;
    }

    /** The harmonic mean of two variances, each at least 0. */
    static double harmonic(double one, double other) {
        return one == 0 || other == 0 ? 0 : 2 / (1 / one + 1 / other);
    }

    private static Pair in(Slot w, double c, boolean biases) {
        return biases ? new Pair(c / (2 * w.fanIn()), c / 2) : new Pair(c / w.fanIn(), 0);
    }

    private static Pair out(Slot w, double c, boolean biases) {
        return new Pair(c / w.fanOut(), biases ? Math.max(0, c * (1 - (double) w.fanIn() / w.fanOut())) : 0);
    }

    private static Map<String, Double> each(TargetNetwork target, Set<String> shared, Rule rule) {
        Map<String, Double> variances = new LinkedHashMap<>();
        Layout layout = target.layout();
        for (TargetNetwork.Layer layer : target.layers()) {
            TargetNetwork.Signal signal = layer.signal();
            boolean biases = layer.bias().filter(bias -> !shared.contains(bias)).isPresent();
            double c = signal.gain() / (signal.factor() * signal.factor());
            Pair pair = rule.of(layout.slot(layer.weight()), c, biases);
            variances.put(layer.weight(), pair.weight() / signal.input());
            layer.bias().ifPresent(bias -> variances.put(bias, pair.bias()));
        }
        layout.slots().forEach(slot -> variances.putIfAbsent(slot.name(), 0.0));
        return variances;
    }
}
