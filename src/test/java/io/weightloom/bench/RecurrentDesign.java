package io.weightloom.bench;

import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An LSTM that reads codes of an alphabet and tells the next one at each step; alone, or with a smaller LSTM that makes
 * its weights anew at each step: the HyperLSTM of Ha, Dai and Le (2016, HyperNetworks, arXiv 1609.09106, equations 10
 * to 13).
 *
 * @param anew whether a smaller cell makes the weights
 * @param normed whether both cells have layer norms
 */
record RecurrentDesign(boolean anew, boolean normed) implements Design {

    /** Codes. */
    static final int ALPHABET = 65;

    static final int STEPS = 50;

    /** Parts of a cell's sums. */
    static final int PARTS = 4;

    static final int UNITS = 128;

    /** Units of the smaller cell. */
    static final int SMALL = 32;

    /** Signals for each part of the sums. */
    static final int DIM = 4;

    private static final double SCATTER = 0.1;

    @Override
    public int inputs() {
        return ALPHABET;
    }

    @Override
    public int outputs() {
        return ALPHABET;
    }

    @Override
    public int steps() {
        return STEPS;
    }

    @Override
    public int generated() {
        return anew ? (ALPHABET + UNITS + 1) * PARTS * UNITS : 0;
    }

    /** Numbers of the sums of all cells, of one example at one step. */
    int sums() {
        return PARTS * UNITS + (anew ? PARTS * SMALL : 0);
    }

    private RecurrentSpec.Norm norm() {
        return normed ? RecurrentSpec.Norm.LAYER : RecurrentSpec.Norm.NONE;
    }

    @Override
    public TargetSpec target() {
        return new RecurrentSpec.Lstm(ALPHABET, UNITS, 1, norm(), 0, STEPS);
    }

    @Override
    public WeightsSpec weights() {
        return anew
                ? new HypernetSpec(
                        new GeneratorSpec.RowScaling(),
                        new ConditionSpec.Recurrent(DIM, SMALL, norm(), 0),
                        List.of(),
                        Activation.RELU,
                        Initialisation.DEFAULT)
                : new WeightsSpec.Plain();
    }

    /**
     * The larger cell's {@code wx [65, 4 * 128], wh [128, 4 * 128], b}, the scale's excess over 1 and the shift of the
     * norms of its sums and of its output, the dense layer; then the smaller cell's {@code ux [65, 4 * 32], uh [128, 4
     * * 32], ue [32, 4 * 32]}, its norms or {@code ub}, the signals' {@code sh [32, 4 * 4], bh, sx, bx, sb} and what
     * scales by these, {@code dh [4, 4 * 128], dx, db}. Matrices as PyTorch draws {@code LSTM}; all others scatter
     * around what the paper begins with, but larger, so that no two numbers can be taken for each other; and norms
     * begin with scales of a tenth, because with 1 each step makes more of what engines round differently.
     */
    @Override
    public List<float[]> start(SplittableRandom random) {
        int sums = PARTS * UNITS;
        List<float[]> start = new ArrayList<>(List.of(
                Design.uniform(random, ALPHABET * sums, UNITS),
                Design.uniform(random, UNITS * sums, UNITS),
                Design.uniform(random, sums, UNITS)));
        addNorms(start, random, UNITS);
        start.add(Design.uniform(random, UNITS * ALPHABET, UNITS));
        start.add(Design.uniform(random, ALPHABET, UNITS));
        if (anew) {
            int own = PARTS * SMALL;
            start.add(Design.uniform(random, ALPHABET * own, SMALL));
            start.add(Design.uniform(random, UNITS * own, SMALL));
            start.add(Design.uniform(random, SMALL * own, SMALL));
            if (normed) {
                addNorms(start, random, SMALL);
            } else {
                start.add(Design.uniform(random, own, SMALL));
            }
            addSignals(start, random);
        }
        return start;
    }

    private void addNorms(List<float[]> start, SplittableRandom random, int units) {
        if (normed) {
            for (int width : List.of(PARTS * units, units)) {
                start.add(around(-0.9f, random, width, SCATTER / 10));
                start.add(Design.normal(random, width, SCATTER));
            }
        }
    }

    private static void addSignals(List<float[]> start, SplittableRandom random) {
        int signals = PARTS * DIM;
        for (int matrix = 0; matrix < 2; matrix++) {
            start.add(Design.normal(random, SMALL * signals, SCATTER));
            start.add(around(1, random, signals, SCATTER));
        }
        start.add(Design.normal(random, SMALL * signals, SCATTER));
        for (int matrix = 0; matrix < 2; matrix++) {
            start.add(around(1f / DIM, random, DIM * PARTS * UNITS, SCATTER / DIM));
        }
        start.add(Design.normal(random, DIM * PARTS * UNITS, SCATTER / DIM));
    }

    private static float[] around(float mean, SplittableRandom random, int size, double deviation) {
        float[] values = Design.normal(random, size, deviation);
        for (int i = 0; i < size; i++) {
            values[i] += mean;
        }
        return values;
    }
}
