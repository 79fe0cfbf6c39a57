package io.weightloom.bench;

import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.HypernetSpec.Norm;
import io.weightloom.spec.HypernetSpec.ResidualWeights;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.TargetSpec;
import java.util.List;
import java.util.SplittableRandom;

/** The networks of a cell: in settings of the product, and in what it takes to build the same ones elsewhere. */
sealed interface Design {

    /** Numbers of an example. */
    int inputs();

    int outputs();

    /** Weights of the target network that a generator makes. */
    int generated();

    TargetSpec target();

    HypernetSpec hypernet();

    /** First values of all that is trained, in the product's order, each tensor row by row. */
    List<float[]> start(SplittableRandom random);

    /**
     * A hypernetwork with one hidden layer and ReLU, whose target is a multi-layer perceptron with one hidden layer and
     * ReLU.
     *
     * @param chunkSize of a chunked generator; 0 for a full one
     * @param hidden units of the target
     */
    record Perceptron(int chunkSize, int inputs, int hidden, int outputs) implements Design {

        static final int Z_DIM = 8;
        static final int TRUNK = 64;

        @Override
        public int generated() {
            return inputs * hidden + hidden + hidden * outputs + outputs;
        }

        /** Condition vectors: one, or one for each chunk. */
        int rows() {
            return chunkSize == 0 ? 1 : (generated() + chunkSize - 1) / chunkSize;
        }

        /** Outputs of the head. */
        int width() {
            return chunkSize == 0 ? generated() : chunkSize;
        }

        @Override
        public TargetSpec target() {
            return new TargetSpec.Mlp(List.of(inputs, hidden, outputs), Activation.RELU);
        }

        @Override
        public HypernetSpec hypernet() {
            return new HypernetSpec(
                    chunkSize == 0 ? new GeneratorSpec.Full() : new GeneratorSpec.Chunked(chunkSize, 0),
                    new ConditionSpec.Learned(Z_DIM),
                    List.of(TRUNK),
                    Activation.RELU,
                    Initialisation.DEFAULT);
        }

        /**
         * As PyTorch draws {@code randn} and {@code Linear}: z {@code [rows, 8]}, the hidden layer's weights {@code [8,
         * 64]} and biases {@code [64]}, the head's weights {@code [64, width]} and biases {@code [width]}.
         */
        @Override
        public List<float[]> start(SplittableRandom random) {
            return List.of(
                    normal(random, rows() * Z_DIM, 1),
                    uniform(random, Z_DIM * TRUNK, Z_DIM),
                    uniform(random, TRUNK, Z_DIM),
                    uniform(random, TRUNK * width(), TRUNK),
                    uniform(random, width(), TRUNK));
        }
    }

    /**
     * The network for MNIST of Ha, Dai and Le (2016, HyperNetworks, arXiv 1609.09106, section 4.1): two convolutions of
     * 7x7 to 16 channels, each with ReLU and the largest of 2x2, and a dense layer. Two linear layers make the second
     * kernel from a z of 4 numbers, as one tile; all else is trained directly.
     */
    record Tiles() implements Design {

        /** Rows, and columns, of the images. */
        static final int SIDE = 28;

        /** Rows, and columns, of a kernel. */
        static final int KERNEL = 7;

        static final int TAPS = KERNEL * KERNEL;
        static final int CHANNELS = 16;

        /** Of z, and between the two layers. */
        static final int DIM = 4;

        /** Numbers of an image behind both poolings. */
        static final int FEATURES = SIDE / 4 * (SIDE / 4) * CHANNELS;

        @Override
        public int inputs() {
            return SIDE * SIDE;
        }

        @Override
        public int outputs() {
            return 10;
        }

        @Override
        public int generated() {
            return TAPS * CHANNELS * CHANNELS;
        }

        @Override
        public TargetSpec target() {
            TargetSpec.Convolution convolution = new TargetSpec.Convolution(KERNEL, KERNEL, CHANNELS);
            return new TargetSpec.Conv(
                    List.of(1, SIDE, SIDE),
                    List.of(convolution, convolution),
                    2,
                    TargetSpec.Pooling.MAX,
                    List.of(outputs()),
                    Activation.RELU);
        }

        @Override
        public HypernetSpec hypernet() {
            return new HypernetSpec(
                    new GeneratorSpec.Tile(List.of(CHANNELS, CHANNELS), DIM),
                    new ConditionSpec.Learned(DIM),
                    List.of(),
                    Activation.RELU,
                    Initialisation.DEFAULT,
                    Norm.NONE,
                    List.of("first", "last", "biases"),
                    ResidualWeights.NONE);
        }

        /**
         * z {@code [4]}; the first layer's weights {@code [4, 16 * 4]}, input channel by input channel, and biases
         * {@code [16 * 4]}; the second layer's weights {@code [4, 49 * 16]}, place by place, and biases {@code [49 *
         * 16]}; the first kernel {@code [7, 7, 1, 16]} and its biases {@code [16]}, the biases of the second, the dense
         * layer's weights {@code [784, 10]} and biases {@code [10]}. Drawn so that the second kernel is of the size
         * that PyTorch's {@code Conv2d} would have; what is trained directly, as PyTorch draws it, but for the second
         * kernel's biases of zero.
         */
        @Override
        public List<float[]> start(SplittableRandom random) {
            return List.of(
                    normal(random, DIM, 1),
                    normal(random, DIM * CHANNELS * DIM, 0.5),
                    new float[CHANNELS * DIM],
                    normal(random, DIM * TAPS * CHANNELS, 0.02),
                    new float[TAPS * CHANNELS],
                    uniform(random, TAPS * CHANNELS, TAPS),
                    uniform(random, CHANNELS, TAPS),
                    new float[CHANNELS],
                    uniform(random, FEATURES * outputs(), FEATURES),
                    uniform(random, outputs(), FEATURES));
        }
    }

    /** All that is trained. */
    default int trainable() {
        return start(new SplittableRandom(0)).stream()
                .mapToInt(tensor -> tensor.length)
                .sum();
    }

    /** Of mean 0. */
    static float[] normal(SplittableRandom random, int size, double deviation) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
            values[i] = (float) (deviation * radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble()));
        }
        return values;
    }

    private static float[] uniform(SplittableRandom random, int size, int fanIn) {
        double bound = 1 / StrictMath.sqrt(fanIn);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        return values;
    }
}
