package io.weightloom.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.Names;
import io.weightloom.network.target.Targets;
import io.weightloom.program.TrainingProgram;
import io.weightloom.program.Work;
import io.weightloom.program.update.Updater;
import io.weightloom.spec.Activation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class CutsTests {

    private static final TargetSpec MNIST = new TargetSpec.Mlp(List.of(784, 32, 10), Activation.RELU);

    private static final Layout SMALL = Layout.empty()
            .with("w1", Shape.of(2, 2), 2, 2, Slot.Role.WEIGHT)
            .with("b1", Shape.of(2), 2, 2, Slot.Role.BIAS)
            .with("w2", Shape.of(2, 1), 2, 1, Slot.Role.WEIGHT)
            .with("b2", Shape.of(1), 2, 1, Slot.Role.BIAS);

    @Test
    void theLargestWeightsOfAllLayersStayAndBiasesAreNeverCut() {
        double[] flat = {0.1, -5, 3, 0.2, 0.001, 0.002, -4, 0.3, 0};

        Map<String, double[]> masks = Magnitudes.masks(SMALL, flat, 6);

        assertThat(masks).containsOnlyKeys("w1", "w2");
        assertThat(masks.get("w1")).containsExactly(0, 1, 1, 0);
        assertThat(masks.get("w2")).containsExactly(1, 0);
    }

    @Test
    void ofEqualWeightsTheFirstStay() {
        double[] flat = {1, -1, 1, 1, 0, 0, 1, -1, 0};

        Map<String, double[]> masks = Magnitudes.masks(SMALL, flat, 5);

        assertThat(masks.get("w1")).containsExactly(1, 1, 0, 0);
        assertThat(masks.get("w2")).containsExactly(0, 0);
    }

    @Test
    void theLedgerOfANetworkCutByMagnitudeCountsWhatIsLeft() {
        assertThat(Ledgers.of(MNIST, new WeightsSpec.Pruned(3_912)).trainable()).isEqualTo(3_912);
        assertThat(Ledgers.of(MNIST, new WeightsSpec.Pruned(3_912)).theta()).isEqualTo(25_450);
        assertThat(Ledgers.of(MNIST, new WeightsSpec.Pruned(99_999)).trainable())
                .isEqualTo(25_450);
        assertThat(Cuts.least(new WeightsSpec.Pruned(1), MNIST)).isEqualTo(42 + 1);
    }

    /** 816 numbers for each rank of the first layer; as a product the second is whole at rank 8, of 320 numbers. */
    @Test
    void ranksGrowWhereTheyAreTheSmallestUntilNothingFits() {
        Layout layout = Targets.layout(MNIST);

        Ranks ranks = Ranks.of(layout, 3_912);

        assertThat(ranks.matrices())
                .containsEntry("w1", new Ranks.Matrix(784, 32, 4))
                .containsEntry("w2", new Ranks.Matrix(32, 10, 10));
        assertThat(ranks.stored(layout)).isEqualTo(42 + 4 * 816 + 320);
        assertThat(Ledgers.of(MNIST, new WeightsSpec.RankCut(3_912)).trainable())
                .isEqualTo(3_626);
        assertThat(Cuts.least(new WeightsSpec.RankCut(1), MNIST)).isEqualTo(42 + 816 + 42);
    }

    /** A rank of one in front of ten classes would leave them one direction, whatever the first layer sees. */
    @Test
    void noRankIsFarBelowTheOthers() {
        Layout layout = Targets.layout(new TargetSpec.Mlp(List.of(256, 64, 10), Activation.RELU));

        assertThat(Ranks.of(layout, 2_068).matrices())
                .containsEntry("w1", new Ranks.Matrix(256, 64, 5))
                .containsEntry("w2", new Ranks.Matrix(64, 10, 5));
    }

    @Test
    void ranksNeverTakeMoreThanThereIsAndLeaveNoRoomForAnyOther() {
        Layout layout = Targets.layout(new TargetSpec.Mlp(List.of(20, 30, 15, 4), Activation.RELU));
        for (long most = Ranks.lowest(layout).stored(layout); most <= layout.size() + 10; most++) {
            Ranks ranks = Ranks.of(layout, most);

            assertThat(ranks.stored(layout)).isLessThanOrEqualTo(Math.min(most, layout.size()));
            ranks.matrices().values().stream()
                    .filter(matrix -> !matrix.whole())
                    .forEach(matrix -> assertThat((matrix.rank() + 1L) * (matrix.rows() + matrix.columns()))
                            .isLessThan((long) matrix.rows() * matrix.columns() + matrix.rows() + matrix.columns()));
        }
        assertThat(Ranks.of(layout, layout.size()).matrices().values()).allMatch(Ranks.Matrix::whole);
    }

    @Test
    void aKernelIsCutAsTheMatrixThatIsNearestToASquare() {
        Layout layout = Layout.empty().with("k", Shape.of(7, 7, 16, 16), 784, 784, Slot.Role.WEIGHT);

        assertThat(Ranks.lowest(layout).matrices()).containsEntry("k", new Ranks.Matrix(49, 256, 1));
    }

    /** The generated product, against the truncation that is computed here from the decomposition's own parts. */
    @Test
    void aCutInRankComputesWithTheNearestMatrixOfThatRank() {
        TrialSpec trial = Trials.of(7, new WeightsSpec.RankCut(60), Activation.TANH, Loss.MSE, 9, 7, 2);
        double[] flat = flat(trial);
        Ranks.Matrix cut =
                Ranks.of(Targets.layout(trial.target()), 60).matrices().get("w1");
        RealMatrix whole = new Array2DRowRealMatrix(9, 7);
        for (int i = 0; i < 63; i++) {
            whole.setEntry(i / 7, i % 7, flat[i]);
        }
        SingularValueDecomposition svd = new SingularValueDecomposition(whole);
        double lost = Math.sqrt(Arrays.stream(svd.getSingularValues())
                .skip(cut.rank())
                .map(s -> s * s)
                .sum());

        try (Network network = Network.cut(trial, cut(trial), flat, DataType.DOUBLE, Work.UNHEARD)) {
            double[] w1 = network.graph()
                    .getVariable(Names.target("w1"))
                    .eval()
                    .data()
                    .asDouble();

            double distance = Math.sqrt(IntStream.range(0, 63)
                    .mapToDouble(i -> w1[i] - flat[i])
                    .map(d -> d * d)
                    .sum());
            assertThat(cut.rank()).isBetween(1, 6);
            // Eckart and Young: the distance to the nearest matrix is the norm of the singular values left out
            assertThat(distance).isCloseTo(lost, within(1e-12));
        }
    }

    @Test
    void aCutInRankHoldsTheNumbersThatItsLedgerCounts() {
        TrialSpec trial = Trials.of(7, new WeightsSpec.RankCut(60), Activation.RELU, Loss.MSE, 9, 7, 2);

        try (Network network = Network.cut(trial, cut(trial), flat(trial), DataType.FLOAT, Work.UNHEARD)) {
            assertThat(network.trainables().stream()
                            .mapToLong(trainable -> trainable.shape().length())
                            .sum())
                    .isEqualTo(Ledgers.of(trial.target(), trial.weights()).trainable());
        }
    }

    /** Decay and moments would move a weight that is not zero, gradient or not. */
    @Test
    void whatIsCutByMagnitudeStaysZeroUnderEveryOptimiser() {
        TrialSpec trial = Trials.of(7, new WeightsSpec.Pruned(40), Activation.TANH, Loss.MSE, 9, 7, 2);
        SplittableRandom random = new SplittableRandom(5);
        float[] x = floats(random, 4 * 9);
        float[] y = floats(random, 4 * 2);
        for (Updater updater : List.of(
                new Updater.Sgd(0.9, 0.01, 1),
                new Updater.Adam(0.9, 0.999, 1e-8, 0.01, 0),
                new Updater.AdamW(0.9, 0.999, 1e-8, 0.01, 0))) {
            try (Network network = Network.cut(trial, cut(trial), flat(trial), DataType.FLOAT, Work.UNHEARD);
                    TrainingProgram program = TrainingProgram.compile(
                            network.graph(),
                            Names.LOSS,
                            network.trainableNames(),
                            Map.of(Names.X, new long[] {4, 9}, Names.Y, new long[] {4, 2}),
                            updater)) {
                double[] before = program.state().parameters();
                program.load(Names.X, x, 9, new int[] {0, 1, 2, 3}, 0, 4);
                program.load(Names.Y, y, 2, new int[] {0, 1, 2, 3}, 0, 4);
                IntStream.range(0, 5).forEach(step -> program.step(0.01));
                double[] after = program.state().parameters();

                assertThat(Arrays.stream(before).filter(value -> value != 0)).hasSize(40);
                IntStream.range(0, before.length)
                        .forEach(i -> assertThat(after[i] == 0).isEqualTo(before[i] == 0));
            }
        }
    }

    @Test
    void refusesWeightsOfAnotherTarget() {
        TrialSpec trial = Trials.of(7, new WeightsSpec.Pruned(40), Activation.TANH, Loss.MSE, 9, 7, 2);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.cut(trial, cut(trial), new double[3], DataType.FLOAT, Work.UNHEARD))
                .withMessage("3 weights do not fit a target of 86");
    }

    private static WeightsSpec.Cut cut(TrialSpec trial) {
        return (WeightsSpec.Cut) trial.weights();
    }

    /** Random weights, none of which is zero. */
    private static double[] flat(TrialSpec trial) {
        int theta = (int) Targets.layout(trial.target()).size();
        return new SplittableRandom(9).doubles(theta, 0.1, 1).toArray();
    }

    private static float[] floats(SplittableRandom random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
