package io.weightloom.bench;

import io.weightloom.network.Network;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.ScheduleSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.VerifySpec;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What the benchmark trains: a hypernetwork and its target, by Adam with PyTorch's defaults at a learning rate of
 * 0.001, on one random batch that never changes. First weights and data are the same numbers for every engine and on
 * every JVM.
 */
public enum Cell {
    /** Full generator, tiny target: 82 generated weights. */
    S(new Design.Perceptron(0, 2, 16, 2), 32),
    /** Full generator, 25,450 generated weights: its head has 1.6 million parameters. */
    M(new Design.Perceptron(0, 784, 32, 10), 64),
    /** Chunked generator, 199 chunks of 512 for 101,770 weights. */
    C(new Design.Perceptron(512, 784, 128, 10), 64),
    /** Tile generator, 12,544 generated weights of a convolution from 4,244 numbers. */
    V(new Design.Tiles(), 64),
    /** Tile generator, 170,496 weights of the kernels of a wide residual network from 24,016 numbers. */
    W(new Design.Wide(), 64);

    static final double LEARNING_RATE = 1e-3;

    private static final long SEED = 7;

    @SuppressWarnings("ImmutableEnumChecker") // designs are records of numbers
    private final Design design;

    private final int batch;

    Cell(Design design, int batch) {
        this.design = design;
        this.batch = batch;
    }

    Design design() {
        return design;
    }

    int inputs() {
        return design.inputs();
    }

    int outputs() {
        return design.outputs();
    }

    int batch() {
        return batch;
    }

    /**
     * How far losses of engines may lie apart after some steps, relatively: each update carries on what they round
     * differently, and Adam makes a whole step of what is next to no gradient behind a batch norm. At the first step
     * all are alike.
     */
    double tolerance() {
        return this == W ? 0.01 : 0.001;
    }

    /** First values of all that is trained, in the product's order. */
    List<float[]> start() {
        return design.start(new SplittableRandom(SEED));
    }

    /** Standard normal, {@code [batch, inputs]}. */
    float[] x() {
        return Design.normal(new SplittableRandom(SEED + 1), batch * inputs(), 1);
    }

    /** The class of an example: all in turn. */
    int label(int example) {
        return example % outputs();
    }

    /** One-hot labels, {@code [batch, outputs]}. */
    float[] y() {
        float[] y = new float[batch * outputs()];
        for (int example = 0; example < batch; example++) {
            y[example * outputs() + label(example)] = 1;
        }
        return y;
    }

    /** The graph that SameDiff differentiates, at first weights of its own. */
    Network network() {
        return Network.build(trial(), DataType.FLOAT);
    }

    /** The product's own setting; of its data only the batch size counts here. */
    TrialSpec trial() {
        return new TrialSpec(
                SEED,
                new DataSpec(new SourceSpec.Moons(300, 0.1), 0.1, 0.1),
                design.target(),
                design.hypernet(),
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
}
