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
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What the benchmark trains: a hypernetwork and its target, or that alone, by Adam with PyTorch's defaults at a
 * learning rate of 0.001, on one random batch that never changes. First weights and data are the same numbers for every
 * engine and on every JVM.
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
    W(new Design.Wide(), 64),
    /** A plain LSTM of 128 units on sequences of 50 codes. */
    R1(new RecurrentDesign(false, false), 32),
    /** HyperLSTM: a cell of 32 units scales the rows of one of 128 anew at each step, by signals of 4 numbers. */
    R2(new RecurrentDesign(true, false), 32),
    /** The same with layer norm in both cells. */
    R3(new RecurrentDesign(true, true), 32);

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

    /**
     * Rows of a table, as training hands them over.
     *
     * @param table row-major
     * @param rows numbers of rows
     */
    record Rows(float[] table, int[] rows) {

        /** Those rows end to end. */
        float[] all(int width) {
            float[] all = new float[rows.length * width];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(table, rows[i] * width, all, i * width, width);
            }
            return all;
        }
    }

    /** Rows that a network reads, and answers: an example each, or a step of one. */
    int rows() {
        return batch * design.steps();
    }

    /**
     * What is read: standard normal numbers; of sequences random codes, which are rows of the unit matrix, the first
     * steps of all examples, then the second ones, and so on.
     */
    Rows read() {
        return design.steps() > 1
                ? new Rows(units(), Arrays.copyOf(codes(), rows()))
                : new Rows(
                        Design.normal(new SplittableRandom(SEED + 1), batch * inputs(), 1),
                        IntStream.range(0, batch).toArray());
    }

    /** One-hot labels, in the same order. */
    Rows answered() {
        return new Rows(units(), labels());
    }

    /** The class of each row: all in turn; of sequences the next code. */
    int[] labels() {
        return design.steps() > 1
                ? Arrays.copyOfRange(codes(), batch, batch + rows())
                : IntStream.range(0, batch).map(example -> example % outputs()).toArray();
    }

    /** One more of each example than is read. */
    private int[] codes() {
        return new SplittableRandom(SEED + 1)
                .ints((long) batch + rows(), 0, outputs())
                .toArray();
    }

    /** One row for each class. */
    private float[] units() {
        float[] units = new float[outputs() * outputs()];
        for (int i = 0; i < outputs(); i++) {
            units[i * outputs() + i] = 1;
        }
        return units;
    }

    /** {@code [rows, inputs]}. */
    float[] x() {
        return read().all(inputs());
    }

    /** {@code [rows, outputs]}. */
    float[] y() {
        return answered().all(outputs());
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
                design.weights(),
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
