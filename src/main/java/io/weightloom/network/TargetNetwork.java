package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.spec.Activation;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** A network that owns no weights: it says which it needs, and computes with those it is given. */
interface TargetNetwork {

    /** The weights that it needs. */
    Layout layout();

    /** Its layers from input to output. */
    List<Layer> layers();

    /**
     * Computes its output.
     *
     * @param x the input, {@code [batch, inputs]}
     * @param weights gives the tensor of a slot in the slot's shape
     * @return the output, named {@link Names#OUTPUT}, {@code [batch, outputs]}
     */
    SDVariable forward(SameDiff graph, SDVariable x, Function<String, SDVariable> weights);

    /**
     * Computes its output for several tasks at once, each with weights of its own.
     *
     * @param x the input, {@code [tasks, batch, inputs]}
     * @param weights gives the tensors of a slot, {@code [tasks, ...]} and then the slot's shape
     * @return the output, named {@link Names#OUTPUT}, {@code [tasks, batch, outputs]}
     */
    SDVariable forwardOfTasks(SameDiff graph, SDVariable x, Function<String, SDVariable> weights);

    /**
     * What initialisation has to know of a layer.
     *
     * @param weight name of the slot of its weights
     * @param bias name of the slot of its biases
     * @param preActivation name of the variable before its activation, {@code [batch, out]}
     * @param activation what follows it; none after the last layer
     */
    record Layer(String weight, String bias, String preActivation, Optional<Activation> activation) {

        /** The {@code c} of the hyperfan formulas: 2 before a ReLU, else 1. */
        double gain() {
            return activation.filter(Activation.RELU::equals).isPresent() ? 2 : 1;
        }
    }
}
