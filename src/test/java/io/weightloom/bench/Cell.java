package io.weightloom.bench;

import io.weightloom.network.Network;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.ScheduleSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.VerifySpec;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What the benchmark trains: a hypernetwork of z-dim 8 with one hidden layer of 64 and ReLU, whose target is a
 * multi-layer perceptron with one hidden layer and ReLU, or, in cell V, convolutions with weights of their own; by Adam
 * with PyTorch's defaults at a learning rate of 0.001, on one random batch that never changes. First weights and data
 * are the same numbers for every engine and on every JVM.
 */
public enum Cell {
    /** Full generator, tiny target: 82 generated weights. */
    S(0, 2, 16, 2, 32),
    /** Full generator, 25,450 generated weights: its head has 1.6 million parameters. */
    M(0, 784, 32, 10, 64),
    /** Chunked generator, 199 chunks of 512 for 101,770 weights. */
    C(512, 784, 128, 10, 64),
    /**
     * The plain network for MNIST of Ha, Dai and Le (2016, HyperNetworks, arXiv 1609.09106, section 4.1): two
     * convolutions of 7x7 to 16 channels, each with ReLU and the largest of 2x2, and a dense layer.
     */
    V(0, 784, 16, 10, 64);

    /** Rows, and columns, of the kernels of V. */
    static final int KERNEL = 7;

    /** Rows, and columns, of the images of V. */
    static final int SIDE = 28;

    static final int Z_DIM = 8;
    static final int TRUNK = 64;
    static final double LEARNING_RATE = 1e-3;

    private static final long SEED = 7;

    private final int chunkSize;
    private final int inputs;
    private final int hidden;
    private final int outputs;
    private final int batch;

    Cell(int chunkSize, int inputs, int hidden, int outputs, int batch) {
        this.chunkSize = chunkSize;
        this.inputs = inputs;
        this.hidden = hidden;
        this.outputs = outputs;
        this.batch = batch;
    }

    int inputs() {
        return inputs;
    }

    int hidden() {
        return hidden;
    }

    int outputs() {
        return outputs;
    }

    int batch() {
        return batch;
    }

    boolean isConvolutional() {
        return this == V;
    }

    /** Weights of the target network that a generator makes. */
    int generated() {
        return isConvolutional() ? 0 : inputs * hidden + hidden + hidden * outputs + outputs;
    }

    /** Condition vectors: one, or one for each chunk. */
    int rows() {
        return chunkSize == 0 ? 1 : (generated() + chunkSize - 1) / chunkSize;
    }

    /** Outputs of the head. */
    int width() {
        return chunkSize == 0 ? generated() : chunkSize;
    }

    /** All that is trained. */
    int trainable() {
        return start().stream().mapToInt(tensor -> tensor.length).sum();
    }

    /**
     * First values of all that is trained, in its order. They are drawn as PyTorch draws {@code randn}, {@code Linear}
     * and {@code Conv2d}.
     */
    List<float[]> start() {
        return isConvolutional() ? convolutions() : hypernetwork();
    }

    /**
     * First values of the kernels {@code [7, 7, 1, 16]} and their biases {@code [16]}, the kernels {@code [7, 7, 16,
     * 16]} and their biases, the dense layer's weights {@code [784, 10]} and biases {@code [10]}.
     */
    private List<float[]> convolutions() {
        SplittableRandom random = new SplittableRandom(SEED);
        int taps = KERNEL * KERNEL;
        int features = inputs / 16 * hidden;
        return List.of(
                uniform(random, taps * hidden, taps),
                uniform(random, hidden, taps),
                uniform(random, taps * hidden * hidden, taps * hidden),
                uniform(random, hidden, taps * hidden),
                uniform(random, features * outputs, features),
                uniform(random, outputs, features));
    }

    /**
     * First values of z {@code [rows, 8]}, the hidden layer's weights {@code [8, 64]} and biases {@code [64]}, the
     * head's weights {@code [64, width]} and biases {@code [width]}, each row by row.
     */
    private List<float[]> hypernetwork() {
        SplittableRandom random = new SplittableRandom(SEED);
        return List.of(
                normal(random, rows() * Z_DIM),
                uniform(random, Z_DIM * TRUNK, Z_DIM),
                uniform(random, TRUNK, Z_DIM),
                uniform(random, TRUNK * width(), TRUNK),
                uniform(random, width(), TRUNK));
    }

    /** Standard normal, {@code [batch, inputs]}. */
    float[] x() {
        return normal(new SplittableRandom(SEED + 1), batch * inputs);
    }

    /** The class of an example: all in turn. */
    int label(int example) {
        return example % outputs;
    }

    /** One-hot labels, {@code [batch, outputs]}. */
    float[] y() {
        float[] y = new float[batch * outputs];
        for (int example = 0; example < batch; example++) {
            y[example * outputs + label(example)] = 1;
        }
        return y;
    }

    /** The graph that SameDiff differentiates. */
    Subject subject() {
        return isConvolutional() ? Subject.convolutions(this) : Subject.of(Network.build(trial(), DataType.FLOAT));
    }

    /** A hypernetwork's cell as the product's own setting; of its data only the batch size counts here. */
    TrialSpec trial() {
        return new TrialSpec(
                SEED,
                new DataSpec(new SourceSpec.Moons(300, 0.1), 0.1, 0.1),
                new TargetSpec.Mlp(List.of(inputs, hidden, outputs), Activation.RELU),
                new HypernetSpec(
                        chunkSize == 0 ? new GeneratorSpec.Full() : new GeneratorSpec.Chunked(chunkSize, 0),
                        new ConditionSpec.Learned(Z_DIM),
                        List.of(TRUNK),
                        Activation.RELU,
                        Initialisation.DEFAULT),
                new TrainingSpec(
                        1,
                        batch,
                        new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0),
                        LEARNING_RATE,
                        new ScheduleSpec.Constant(0),
                        Loss.CROSS_ENTROPY,
                        0,
                        0,
                        0),
                new VerifySpec(VerifySpec.OnFault.REJECT, 8));
    }

    private static float[] normal(SplittableRandom random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
            values[i] = (float) (radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble()));
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
