package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
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
     * @param h {@code [batch, in]}
     * @return named {@link #preActivation}, {@code [batch, out]}
     */
    SDVariable affine(int layer, SDVariable h, Function<String, SDVariable> weights) {
        return affine(layer, preActivation(layer), h, weights);
    }

    /** The same with a name of its own. */
    SDVariable affine(int layer, String name, SDVariable h, Function<String, SDVariable> weights) {
        SDVariable b = weights.apply(bias(layer)).reshape(1, width(layer)); // [1, out]
        return h.mmul(weights.apply(weight(layer))).add(name, b);
    }

    /**
     * The same of several tasks at once, each with weights of its own.
     *
     * @param h {@code [tasks, batch, in]}
     * @param weights gives {@code [tasks, in, out]} and {@code [tasks, out]}
     * @return {@code [tasks, batch, out]}
     */
    SDVariable affineOfTasks(int layer, SDVariable h, Function<String, SDVariable> weights) {
        return affineOfTasks(layer, preActivation(layer), h, weights);
    }

    /** The same with a name of its own. */
    SDVariable affineOfTasks(int layer, String name, SDVariable h, Function<String, SDVariable> weights) {
        SDVariable b = weights.apply(bias(layer)).reshape(-1, 1, width(layer)); // [tasks, 1, out]
        return h.mmul(weights.apply(weight(layer))).add(name, b);
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
