package io.weightloom.network.target;

import io.weightloom.layout.ExampleShape;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.Initializer;
import io.weightloom.spec.Activation;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;

/** A network that owns no weights: it says which it needs, and computes with those it is given. */
public interface TargetNetwork {

    /** The weights that it needs. */
    Layout layout();

    /** What it takes. */
    ExampleShape input();

    /** What it makes of it. */
    ExampleShape output();

    /** What it is told of each example of what training leaves out, {@link Names#DROPOUT}; empty if that is nothing. */
    default Optional<ExampleShape> dropout() {
        return Optional.empty();
    }

    /** Its layers with weights, from input to output. */
    List<Layer> layers();

    /** Its units that may be reordered, each group by itself, from input to output. */
    List<HiddenUnits> hidden();

    /**
     * Computes its output, with one set of weights, or with one for each of several tasks.
     *
     * @param x examples of {@link #input()}, {@code [(tasks,) batch, inputs]}
     * @param weights gives the tensor of a slot in the slot's shape, behind the tasks if there are several
     * @return the output, named {@link Names#OUTPUT}, {@code [(tasks,) batch, outputs]}
     */
    SDVariable forward(WeightSets sets, SDVariable x, Function<String, SDVariable> weights);

    /**
     * Names of the variables that are computed from a whole batch, so that an example's output depends on the others:
     * means and variances of norms.
     */
    default List<String> statistics() {
        return List.of();
    }

    /** The smallest of what its norms take the mean of over a batch; empty if it has none. */
    default Optional<FeatureMap> smallestNormed() {
        return Optional.empty();
    }

    /** Whether the scales and shifts of its norms are trained directly, whatever makes its other weights. */
    default boolean sharesNorms() {
        return false;
    }

    /**
     * How the plain network's tensor is drawn: as PyTorch's {@code Linear} and {@code Conv2d} do it, both uniform in
     * {@code +-1/sqrt(fan-in)}, and its {@code BatchNorm2d}.
     */
    default Initializer initializer(Slot slot) {
        return switch (slot.role()) {
            case WEIGHT, BIAS -> new Initializer.Uniform(1 / StrictMath.sqrt((double) slot.fanIn()));
            case SCALE, SHIFT -> new Initializer.Zero();
        };
    }

    /**
     * What initialisation, verification and counting have to know of a layer.
     *
     * @param weight name of the slot of its weights
     * @param bias name of the slot of its biases; none if it has none
     * @param preActivation name of the variable before its activation, {@code [(tasks,) batch, units]} or
     *     {@code [pictures, units, height, width]}
     * @param made what it makes of one example; its channels are the units: columns of a matrix, channels of a picture
     * @param numbers that it holds for one example: outputs, and for a convolution the patches that it multiplies
     * @param signal how large the numbers are that go through it
     */
    record Layer(
            String weight,
            Optional<String> bias,
            String preActivation,
            ExampleShape made,
            long numbers,
            Signal signal) {

        /** A layer {@code [batch, in] [in, units]}. */
        static Layer dense(String weight, String bias, String preActivation, int units, Signal signal) {
            return new Layer(weight, Optional.of(bias), preActivation, new ExampleShape.Vector(units), units, signal);
        }
    }

    /**
     * How large the numbers are that go through a layer {@code pre = factor (x w + b)}, as second moments.
     *
     * @param gain that {@code pre} is meant to have: the {@code c} of the hyperfan formulas, 2 before a ReLU, else 1
     * @param input that {@code x} is presumed to have: 1 in those formulas
     * @param factor as in the formula
     * @param inside share of what {@code x w} adds up that is not padding, as a mean over all places, in (0, 1]
     * @param behind from that of {@code pre}, that of the next layer's {@code x}; NaN where nothing general can be said
     */
    record Signal(double gain, double input, double factor, double inside, DoubleUnaryOperator behind) {

        /** Of a layer in front of an activation, or of the last one. A ReLU halves the second moment. */
        static Signal before(Optional<Activation> activation) {
            return activation.filter(Activation.RELU::equals).isPresent()
                    ? new Signal(2, 1, 1, 1, power -> power / 2)
                    : new Signal(1, 1, 1, 1, power -> Double.NaN);
        }

        /** The same with padding. */
        Signal inside(double share) {
            return new Signal(gain, input, factor, share, behind);
        }

        /** The same in front of something else. */
        Signal behind(DoubleUnaryOperator other) {
            return new Signal(gain, input, factor, inside, other);
        }
    }
}
