package io.weightloom.bench;

import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.HypernetSpec.Norm;
import io.weightloom.spec.HypernetSpec.ResidualWeights;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The networks of a cell: in settings of the product, and in what it takes to build the same ones elsewhere. */
sealed interface Design permits Design.Perceptron, Design.Tiles, Design.Wide, RecurrentDesign {

    /** Numbers of an example, or of one step of a sequence. */
    int inputs();

    int outputs();

    /** Steps of an example. */
    default int steps() {
        return 1;
    }

    /** Weights of the target network that a generator makes. */
    int generated();

    TargetSpec target();

    WeightsSpec weights();

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
        public WeightsSpec weights() {
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
        public WeightsSpec weights() {
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

    /**
     * The wide residual network of 16 layers and width 1 (Zagoruyko, Komodakis 2016, arXiv 1605.07146) on pictures of
     * 16 by 16 pixels in colour: a convolution, three stages of two blocks of two convolutions of 3x3 to 16, 32 and 64
     * channels behind batch norm and ReLU, the second and third stage at half the height and width, and a dense layer.
     * Two linear layers make all kernels of the stages but the shortcuts', a tile of 16 by 16 channels from a z of 32
     * numbers each; all else is trained directly.
     */
    record Wide() implements Design {

        /** Rows, and columns, of the pictures. */
        static final int SIDE = 16;

        /** Channels of the pictures. */
        static final int COLOURS = 3;

        /** Rows, and columns, of a kernel. */
        static final int KERNEL = 3;

        static final int TAPS = KERNEL * KERNEL;

        /** Inputs, and outputs, of a tile. */
        static final int TILE = 16;

        /** Of z, and between the two layers. */
        static final int DIM = 32;

        /** Channels of the first convolution and of the stages. */
        static final List<Integer> WIDTHS = List.of(16, 16, 32, 64);

        static final int BLOCKS = 2;

        /**
         * A block.
         *
         * @param in channels
         * @param out channels
         * @param stride of its first convolution
         */
        record Block(int in, int out, int stride) {

            /** Whether its shortcut is a convolution of 1x1. */
            boolean skips() {
                return in != out || stride > 1;
            }

            /** Tiles of both kernels. */
            int tiles() {
                return (in / TILE + out / TILE) * (out / TILE);
            }
        }

        static List<Block> blocks() {
            List<Block> blocks = new ArrayList<>();
            int in = WIDTHS.get(0);
            for (int stage = 1; stage < WIDTHS.size(); stage++) {
                for (int i = 0; i < BLOCKS; i++) {
                    blocks.add(new Block(in, WIDTHS.get(stage), i == 0 && stage > 1 ? 2 : 1));
                    in = WIDTHS.get(stage);
                }
            }
            return blocks;
        }

        static int tiles() {
            return blocks().stream().mapToInt(Block::tiles).sum();
        }

        @Override
        public int inputs() {
            return COLOURS * SIDE * SIDE;
        }

        @Override
        public int outputs() {
            return 10;
        }

        @Override
        public int generated() {
            return tiles() * TAPS * TILE * TILE;
        }

        @Override
        public TargetSpec target() {
            return new TargetSpec.Residual(
                    List.of(COLOURS, SIDE, SIDE),
                    WIDTHS,
                    BLOCKS,
                    TargetSpec.BatchNorm.SHARED,
                    outputs(),
                    Activation.RELU);
        }

        @Override
        public WeightsSpec weights() {
            return new HypernetSpec(
                    new GeneratorSpec.Tile(List.of(TILE, TILE), DIM),
                    new ConditionSpec.Learned(DIM),
                    List.of(),
                    Activation.RELU,
                    Initialisation.DEFAULT,
                    Norm.NONE,
                    List.of("first", "last", "biases", "block3/skip", "block5/skip"),
                    ResidualWeights.NONE);
        }

        /**
         * z {@code [74, 32]}; the first layer's weights {@code [32, 16 * 32]}, input channel by input channel, and
         * biases; the second layer's weights {@code [32, 9 * 16]}, place by place, and biases; the first kernel
         * {@code [3, 3, 3, 16]}; for each block what two norms' scales have more than 1, and their shifts, and the
         * shortcut's kernel {@code [1, 1, in, out]}, if it has one; the same of the last norm; and the dense layer.
         */
        @Override
        public List<float[]> start(SplittableRandom random) {
            List<float[]> start = new ArrayList<>(List.of(
                    normal(random, tiles() * DIM, 1),
                    normal(random, DIM * TILE * DIM, 0.18),
                    new float[TILE * DIM],
                    normal(random, DIM * TAPS * TILE, 0.015),
                    new float[TAPS * TILE],
                    uniform(random, TAPS * COLOURS * WIDTHS.get(0), TAPS * COLOURS)));
            int last = WIDTHS.get(WIDTHS.size() - 1);
            for (Block block : blocks()) {
                for (int channels : List.of(block.in(), block.out())) {
                    start.add(new float[channels]);
                    start.add(new float[channels]);
                }
                if (block.skips()) {
                    start.add(uniform(random, block.in() * block.out(), block.in()));
                }
            }
            start.add(new float[last]);
            start.add(new float[last]);
            start.add(uniform(random, last * outputs(), last));
            start.add(uniform(random, outputs(), last));
            return start;
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

    /** As PyTorch draws a layer. */
    static float[] uniform(SplittableRandom random, int size, int fanIn) {
        double bound = 1 / StrictMath.sqrt(fanIn);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        return values;
    }
}
