package io.weightloom.network.generator;

import io.weightloom.network.init.Initializer;
import io.weightloom.network.init.LayerInitializer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** How the layers are drawn that emit target weights, or what target weights are made of. */
public sealed interface Heads {

    Initializer weights(Layer layer);

    Initializer biases(Layer layer);

    /**
     * A linear layer {@code [inputs, outputs]} that emits.
     *
     * @param inputs at least 1
     * @param outputs at least 1
     * @param variances that the outputs shall have, one for each, or a single one for all; made only when they are
     *     needed, for a network can be counted that no memory holds
     * @param secondMoment of the inputs, from the tensors drawn before
     * @param balance the biases beside weights that were drawn for these variances
     * @param adjusted what becomes of weights that were drawn for these variances
     */
    record Layer(
            int inputs,
            long outputs,
            Supplier<double[]> variances,
            ToDoubleFunction<Function<String, double[]>> secondMoment,
            Initializer balance,
            Function<Initializer.Head, Initializer> adjusted) {

        /** A layer without a need for anything else. */
        static Layer of(
                int inputs,
                long outputs,
                Supplier<double[]> variances,
                ToDoubleFunction<Function<String, double[]>> secondMoment) {
            return new Layer(inputs, outputs, variances, secondMoment, new Initializer.Zero(), head -> head);
        }
    }

    /** Like any layer in front of a ReLU: whatever variance comes of it. */
    record AsLayers(LayerInitializer initializer) implements Heads {

        /** What PyTorch's Kaiming draws presume unless they are told otherwise. */
        private static final double GAIN = 2;

        @Override
        public Initializer weights(Layer layer) {
            return initializer.weights(layer.inputs(), layer.outputs(), GAIN);
        }

        @Override
        public Initializer biases(Layer layer) {
            return initializer.biases(layer.inputs());
        }
    }

    /** So that the outputs have the variances wanted, by the second moment of the inputs. */
    record Measured() implements Heads {

        @Override
        public Initializer weights(Layer layer) {
            return layer.adjusted()
                    .apply(new Initializer.Head(layer.variances(), layer.inputs(), layer.secondMoment()));
        }

        @Override
        public Initializer biases(Layer layer) {
            return layer.balance();
        }
    }

    /** Nothing is emitted at first; what lies before it moves when it has moved. */
    record Still() implements Heads {

        @Override
        public Initializer weights(Layer layer) {
            return new Initializer.Zero();
        }

        @Override
        public Initializer biases(Layer layer) {
            return new Initializer.Zero();
        }
    }

    /** The biases alone have the variances wanted, and weights of zero let nothing else through at first. */
    record Constant() implements Heads {

        @Override
        public Initializer weights(Layer layer) {
            return new Initializer.Zero();
        }

        @Override
        public Initializer biases(Layer layer) {
            return new Initializer.Uniforms(layer.variances());
        }
    }
}
