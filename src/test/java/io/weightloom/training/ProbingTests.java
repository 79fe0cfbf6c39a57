package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.TaskMatrix;
import io.weightloom.network.Network;
import io.weightloom.network.Trainable;
import io.weightloom.network.Trials;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

class ProbingTests {

    @Test
    void aHeadWithoutWeightsDoesNothing() {
        Probes probes = probes(Trials.full(Initialisation.DEFAULT, 4, 8), Map.of("hyper/head/w", ProbingTests::zero));

        assertThat(probes).isEqualTo(new Probes(0, probes.constantShare(), 0, 32));
        assertThat(probes.constantShare()).isCloseTo(1, within(1e-12));
        assertThat(probes.doesNothing()).isTrue();
    }

    @Test
    void aBiasThatDwarfsTheRestLeavesNextToNothingToZ() {
        Probes probes = probes(Trials.full(Initialisation.DEFAULT, 4, 8), Map.of("hyper/head/b", ProbingTests::huge));

        assertThat(probes.movement()).isPositive();
        assertThat(probes.doesNothing()).isTrue();
    }

    /** A linear generator without biases: theta(z') - theta(z) is s r H, as large as theta(z) itself on average. */
    @Test
    void theWeightsOfALinearGeneratorMoveInAsManyDirectionsAsZHasNumbersAndAsFarAsZ() {
        Probes probes = probes(Trials.full(Initialisation.DEFAULT, 3), Map.of("hyper/head/b", ProbingTests::zero));

        assertThat(probes.effectiveRank()).isBetween(2.0, 3.0);
        assertThat(probes.movement()).isCloseTo(1, within(0.35)); // of three z's and 32 samples
        assertThat(probes.constantShare()).isCloseTo(0.5, within(0.2));
        assertThat(probes.doesNothing()).isFalse();
    }

    @Test
    void oneNumberMovesTheWeightsInOneDirection() {
        Probes probes = probes(Trials.full(Initialisation.DEFAULT, 1), Map.of());

        assertThat(probes.effectiveRank()).isCloseTo(1, within(1e-6)); // weights are floats
    }

    @Test
    void aFixedZIsVariedAsALearnedOne() {
        HypernetSpec learned = Trials.full(Initialisation.DEFAULT, 4, 8);
        HypernetSpec fixed =
                Trials.hypernet(new GeneratorSpec.Full(), new ConditionSpec.Fixed(4), Initialisation.DEFAULT, 8);

        assertThat(probes(fixed, Map.of())).isEqualTo(probes(learned, Map.of()));
    }

    /** Linear and without biases, of z's drawn independently of each other: so are the weights, nearly. */
    @Test
    void theWeightsOfTasksMoveByTheRootOfTwoInAsManyDirectionsAsZHasNumbers() {
        HypernetSpec bank = with(new ConditionSpec.PerTask(3, 20));

        Probes probes = probes(bank, Map.of("hyper/head/b", ProbingTests::zero), matrix(20));

        assertThat(probes.samples()).isEqualTo(20);
        assertThat(probes.movement()).isCloseTo(Math.sqrt(2), within(0.1));
        assertThat(probes.effectiveRank()).isBetween(2.0, 3.0);
        assertThat(probes.constantShare()).isCloseTo(0, within(0.2));
        assertThat(probes.residualShare()).isEmpty();
    }

    @Test
    void ofManyTasksSomeAreLookedAt() {
        assertThat(probes(with(new ConditionSpec.PerTask(3, 100)), Map.of(), matrix(100))
                        .samples())
                .isEqualTo(32);
    }

    @Test
    void tasksWithTheSameWeightsAreSaidToDoNothing() {
        HypernetSpec bank = with(new ConditionSpec.PerTask(3, 5));
        float[] first = new float[25];
        for (int task = 0; task < 5; task++) {
            first[5 * task] = 1;
        }

        Probes frozen = probes(bank, Map.of(), Optional.of(new TaskMatrix(first, 5, 5)));
        Probes ignoring = probes(bank, Map.of("hyper/head/w", ProbingTests::zero), matrix(5));

        for (Probes probes : List.of(frozen, ignoring)) {
            assertThat(probes.movement()).isZero();
            assertThat(probes.effectiveRank()).isZero();
            assertThat(probes.constantShare()).isCloseTo(1, within(1e-12));
            assertThat(probes.doesNothing()).isTrue();
        }
    }

    /** Linear and without biases: as with tasks, for draws are as independent of each other. */
    @Test
    void theWeightsOfDrawsMoveByTheRootOfTwoInAsManyDirectionsAsZHasNumbers() {
        Probes probes = probes(noise(3, 32), Map.of("hyper/head/b", ProbingTests::zero));

        assertThat(probes.samples()).isEqualTo(32);
        assertThat(probes.movement()).isCloseTo(Math.sqrt(2), within(0.1));
        assertThat(probes.effectiveRank()).isBetween(2.0, 3.0);
        assertThat(probes.constantShare()).isCloseTo(0, within(0.2));
    }

    @Test
    void asManyDrawsAreLookedAtAsEvaluationsAverageOverButTwoAtLeast() {
        assertThat(probes(noise(3, 5), Map.of()).samples()).isEqualTo(5);
        assertThat(probes(noise(3, 1), Map.of()).samples()).isEqualTo(2);
        assertThat(probes(noise(3, 1000), Map.of()).samples()).isEqualTo(32);
    }

    @Test
    void aGeneratorThatIgnoresItsDrawsDoesNothing() {
        Probes probes = probes(noise(3, 5), Map.of("hyper/head/w", ProbingTests::zero));

        assertThat(probes).isEqualTo(new Probes(0, probes.constantShare(), 0, 5));
        assertThat(probes.doesNothing()).isTrue();
    }

    @Test
    void whatHasNoZIsNotLookedAt() {
        GeneratorSpec coordinates = new GeneratorSpec.Coordinates(3, GeneratorSpec.Coordinates.Emits.ROW);
        TrialSpec trial = Trials.of(
                7,
                Trials.hypernet(coordinates, new ConditionSpec.None(), Initialisation.DEFAULT, 8),
                Activation.RELU,
                Loss.MSE,
                20,
                15,
                2);
        try (Network network = Network.build(trial, DataType.FLOAT)) {
            assertThat(Probing.of(network, new double[0], 7, Optional.empty(), Noise.of(network, trial)))
                    .isEmpty();
        }
    }

    /** At the start, a residual has 99 % of the intended variance. */
    @Test
    void theResidualsShareIsToldOfOneTaskAndOfSeveral() {
        HypernetSpec one = Trials.residual(Trials.full(Initialisation.HYPERFAN_IN, 4, 8));
        HypernetSpec several = Trials.residual(Trials.hypernet(
                new GeneratorSpec.Full(), new ConditionSpec.PerTask(4, 5), Initialisation.HYPERFAN_IN, 8));

        assertThat(probes(one, Map.of()).residualShare().orElseThrow()).isCloseTo(0.99, within(0.02));
        assertThat(probes(several, Map.of(), matrix(5)).residualShare().orElseThrow())
                .isCloseTo(0.99, within(0.02));
        assertThat(probes(one, Map.of("theta0", ProbingTests::zero)).residualShare())
                .contains(0.0);
        assertThat(probes(one, Map.of("hyper/head/w", ProbingTests::zero, "hyper/head/b", ProbingTests::zero))
                        .residualShare())
                .contains(1.0);
    }

    /** They lie among the generated weights, before, between and after them. */
    @ParameterizedTest
    @ValueSource(strings = {"b1", "first", "last", "biases"})
    void tensorsThatAreTrainedDirectlyHaveNoPartInTheResidualsShare(String shared) {
        HypernetSpec beside = Trials.sharing(Trials.residual(Trials.full(Initialisation.HYPERFAN_IN, 4, 8)), shared);

        assertThat(probes(beside, Map.of()).residualShare().orElseThrow()).isCloseTo(0.99, within(0.02));
        assertThat(probes(beside, Map.of("theta0", ProbingTests::zero)).residualShare())
                .contains(0.0);
        assertThat(probes(beside, Map.of("hyper/head/w", ProbingTests::zero, "hyper/head/b", ProbingTests::zero))
                        .residualShare())
                .contains(1.0);
    }

    private static HypernetSpec with(ConditionSpec condition) {
        return Trials.hypernet(new GeneratorSpec.Full(), condition, Initialisation.DEFAULT);
    }

    private static HypernetSpec noise(int zDim, int samples) {
        return with(new ConditionSpec.Noise(zDim, samples));
    }

    /** One-hot rows. */
    private static Optional<TaskMatrix> matrix(int tasks) {
        float[] rows = new float[tasks * tasks];
        for (int task = 0; task < tasks; task++) {
            rows[task * tasks + task] = 1;
        }
        return Optional.of(new TaskMatrix(rows, tasks, tasks));
    }

    private static double[] zero(double[] values) {
        return new double[values.length];
    }

    private static double[] huge(double[] values) {
        double[] huge = new double[values.length];
        Arrays.fill(huge, 1e5);
        return huge;
    }

    /** With some parameters replaced. */
    private static Probes probes(HypernetSpec hypernet, Map<String, UnaryOperator<double[]>> changes) {
        return probes(hypernet, changes, Optional.empty());
    }

    private static Probes probes(
            HypernetSpec hypernet, Map<String, UnaryOperator<double[]>> changes, Optional<TaskMatrix> matrix) {
        TrialSpec trial = Trials.of(7, hypernet, Activation.RELU, Loss.MSE, 20, 15, 2);
        try (Network network = Network.build(trial, DataType.FLOAT)) {
            double[] parameters = network.trainables().stream()
                    .map(trainable -> changes.getOrDefault(trainable.name(), UnaryOperator.identity())
                            .apply(values(network, trainable)))
                    .flatMapToDouble(Arrays::stream)
                    .toArray();
            return Probing.of(network, parameters, 7, matrix, Noise.of(network, trial))
                    .orElseThrow();
        }
    }

    private static double[] values(Network network, Trainable trainable) {
        return network.graph()
                .getVariable(trainable.name())
                .getArr()
                .dup('c')
                .data()
                .asDouble();
    }
}
