package io.weightloom.network.target;

import io.weightloom.layout.ExampleShape;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.Names;
import java.util.List;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The slots of dense layers in a row, {@code w1 [in, out], b1 [out], w2, ...}, and their products. Immutable.
 *
 * @param widths from input to output
 * @param first number of the first layer
 */
record DenseLayers(List<Integer> widths, int first) {

    /** Number of the last layer. */
    int last() {
        return first + widths.size() - 2;
    }

    /** Outputs of a layer. */
    int width(int layer) {
        return widths.get(layer - first + 1);
    }

    /** What the first layer takes. */
    ExampleShape input() {
        return new ExampleShape.Vector(width(first - 1));
    }

    /** What the last layer makes. */
    ExampleShape output() {
        return new ExampleShape.Vector(width(last()));
    }

    /** A layout with these slots at its end. */
    Layout after(Layout before) {
        Layout layout = before;
        for (int l = first; l <= last(); l++) {
            long in = width(l - 1);
            long out = width(l);
            layout = layout.with(weight(l), Shape.of(in, out), in, out, Slot.Role.WEIGHT)
                    .with(bias(l), Shape.of(out), in, out, Slot.Role.BIAS);
        }
        return layout;
    }

    /**
     * {@code h w + b} of one layer.
     *
     * @param name of the result
     * @param h {@code [(tasks,) batch, in]}
     * @return {@code [(tasks,) batch, out]}
     */
    SDVariable affine(WeightSets sets, int layer, String name, SDVariable h, Function<String, SDVariable> weights) {
        return sets.affine(
                name, h, weights.apply(weight(layer)), weights.apply(bias(layer)), width(layer - 1), width(layer));
    }

    /** Name of what a layer computes before its activation. */
    String preActivation(int layer) {
        return layer < last() ? Names.preActivation(layer) : Names.OUTPUT;
    }

    static String weight(int layer) {
        return "w" + layer;
    }

    static String bias(int layer) {
        return "b" + layer;
    }
}
