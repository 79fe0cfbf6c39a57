package io.weightloom.network;

import io.weightloom.layout.ExampleShape;
import io.weightloom.layout.Layout;
import io.weightloom.network.target.TargetNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * What is known of one layer of the target, and what the initialisation promises for it.
 *
 * @param weight name of the slot of its weights
 * @param bias name of the slot of its biases; none if it has none
 * @param preActivation name of the variable before its activation: that of each example, as {@code made} says
 * @param made what it makes of one example; its channels are the units
 * @param numbers that it holds for one example
 * @param weightVariance of the weights at the start, dimensionless; NaN if nothing is promised
 * @param biasVariance of the biases at the start; NaN if nothing is promised
 * @param slope by which the second moment of the pre-activation grows with that of the layer's inputs; NaN if nothing
 *     is promised
 * @param offset of that second moment
 * @param behind from the pre-activation's second moment, that of the next layer's inputs; NaN if it cannot be told
 * @param power second moment of the pre-activation at the start for network inputs of unit second moment; NaN if
 *     nothing is promised
 * @param wanted second moment of the pre-activation that suits what follows, such as 2 before a ReLU
 */
public record LayerScale(
        String weight,
        Optional<String> bias,
        String preActivation,
        ExampleShape made,
        long numbers,
        double weightVariance,
        double biasVariance,
        double slope,
        double offset,
        DoubleUnaryOperator behind,
        double power,
        double wanted) {

    /** Second moment of the pre-activation for inputs of this second moment. */
    public double power(double input) {
        return slope * input + offset;
    }

    /**
     * The layers of a target, from input to output. Follows the second moment through the layers: {@code factor^2
     * (fan-in Var(w) E[x^2] + Var(b))}.
     */
    static List<LayerScale> of(TargetNetwork target, WeightSource source) {
        Map<String, Double> variances = source.intendedVariances();
        List<LayerScale> scales = new ArrayList<>();
        double input = 1;
        Layout layout = target.layout();
        for (TargetNetwork.Layer layer : target.layers()) {
            TargetNetwork.Signal signal = layer.signal();
            double weight = variances.getOrDefault(layer.weight(), Double.NaN);
            double bias = layer.bias()
                    .map(name -> variances.getOrDefault(name, Double.NaN))
                    .orElse(0.0);
            double square = signal.factor() * signal.factor();
            double slope =
                    square * signal.inside() * layout.slot(layer.weight()).fanIn() * weight;
            double power = slope * input + square * bias;
            scales.add(new LayerScale(
                    layer.weight(),
                    layer.bias(),
                    layer.preActivation(),
                    layer.made(),
                    layer.numbers(),
                    weight,
                    bias,
                    slope,
                    square * bias,
                    signal.behind(),
                    power,
                    signal.gain()));
            input = signal.behind().applyAsDouble(power);
        }
        return scales;
    }
}
