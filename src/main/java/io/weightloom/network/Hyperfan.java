package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.spec.Initialisation;
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
 * divides by {@code d Var(e)} to get the head's variance; {@link Draw.Head} does that, with the second moment of
 * {@code e} in place of its variance.
 */
final class Hyperfan {

    private Hyperfan() {}

    /**
     * The variance of each slot, in the order of the slots; empty for {@code DEFAULT}, which promises none.
     *
     * @param shared slots that are not generated
     */
    static Map<String, Double> variances(Initialisation init, TargetNetwork target, Set<String> shared) {
        Map<String, Double> variances = new LinkedHashMap<>();
        Layout layout = target.layout();
        for (TargetNetwork.Layer layer : target.layers()) {
            Slot w = layout.slot(layer.weight());
            TargetNetwork.Signal signal = layer.signal();
            double c = signal.gain() / (signal.factor() * signal.factor());
            double in = w.fanIn() * signal.input();
            double out = w.fanOut() * signal.input();
            boolean generated =
                    layer.bias().filter(bias -> !shared.contains(bias)).isPresent();
            switch (init) {
                case DEFAULT -> {}
                case HYPERFAN_IN -> {
                    variances.put(layer.weight(), c / (generated ? 2 * in : in));
                    layer.bias().ifPresent(bias -> variances.put(bias, generated ? c / 2 : 0));
                }
                case HYPERFAN_OUT -> {
                    variances.put(layer.weight(), c / out);
                    double bias = generated ? Math.max(0, c * (1 - (double) w.fanIn() / w.fanOut())) : 0;
                    layer.bias().ifPresent(name -> variances.put(name, bias));
                }
            }
        }
        if (!variances.isEmpty()) {
            layout.slots().forEach(slot -> variances.putIfAbsent(slot.name(), 0.0));
        }
        return variances;
    }

    /** What PyTorch's {@code Linear} gives weights and biases of a plain network: {@code 1 / (3 fan-in)}. */
    static Map<String, Double> plain(Layout layout) {
        Map<String, Double> variances = new LinkedHashMap<>();
        layout.slots().forEach(slot -> variances.put(slot.name(), slot.isNorm() ? 0.0 : 1.0 / (3 * slot.fanIn())));
        return variances;
    }
}
