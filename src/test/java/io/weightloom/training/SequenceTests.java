package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.program.OpenArrays;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.ConditionSpec.Encoding;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.OrderSpec;
import io.weightloom.spec.OrderSpec.LookAhead;
import io.weightloom.spec.ScheduleSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.VerifySpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Tasks learned one after the other. */
class SequenceTests {

    private static final SourceSpec POLYNOMIALS = new SourceSpec.Polynomials(60, 0.05);
    private static final OrderSpec FREE = new OrderSpec.Sequential(0, LookAhead.NONE);

    /** Kinds of weights, each with ways of holding them. */
    static Stream<TrialSpec> trials() {
        return Stream.of(
                        bank(new GeneratorSpec.Full()),
                        bank(new GeneratorSpec.Chunked(11, 3)),
                        bank(new GeneratorSpec.Chunked(11, 0)),
                        withSharedBiases())
                .flatMap(weights -> Stream.of(FREE, held(LookAhead.NONE), held(LookAhead.STEP))
                        .map(order -> trial(POLYNOMIALS, weights, order, 2)));
    }

    /** Those of all conditions. */
    static Stream<TrialSpec> all() {
        return Stream.concat(
                trials(),
                Stream.of(
                        trial(POLYNOMIALS, new WeightsSpec.Plain(), FREE, 2),
                        trial(POLYNOMIALS, Trials.full(Initialisation.HYPERFAN_IN, 3, 6), FREE, 2),
                        trial(
                                new SourceSpec.SineFamily(3, 1, 40),
                                Trials.hypernet(
                                        new GeneratorSpec.Full(),
                                        new ConditionSpec.Descriptor(2, Encoding.NONE, 3),
                                        Initialisation.HYPERFAN_IN,
                                        6),
                                held(LookAhead.STEP),
                                2)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aTrainingThatIsPausedAfterEachStepEndsWithTheSameBits(TrialSpec trial) {
        Dataset data = new Datasets().load(trial.data(), 1);
        Recorded whole = new Recorded();
        Recorded pieces = new Recorded();

        TrainingResult result = train(trial, data, whole);
        Progress progress = new Progress.Paused();
        Optional<Checkpoint> checkpoint = Optional.empty();
        while (progress instanceof Progress.Paused) {
            try (Training training = Training.of(trial, data, checkpoint)) {
                progress = training.advance(() -> true, pieces);
                checkpoint = Optional.of(training.checkpoint());
            }
        }

        assertThat(((Progress.Finished) progress).result()).isEqualTo(result);
        assertThat(pieces.numbers()).isEqualTo(whole.numbers());
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyTaskHasItsEpochsAndIsTestedWithAllOthersWhenItIsLearned(TrialSpec trial) {
        Recorded recorded = new Recorded();

        TrainingResult result = train(trial, new Datasets().load(trial.data(), 1), recorded);

        assertThat(recorded.epochs).extracting(EpochMetrics::epoch).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(result.epochs()).isEqualTo(trial.epochs()).isEqualTo(6);
        List<List<TaskScore>> rows = result.forgetting().orElseThrow().rows();
        assertThat(rows).hasSize(3);
        assertThat(rows.get(2)).isEqualTo(result.tasks());
        assertThat(rows)
                .allSatisfy(row -> assertThat(row).extracting(TaskScore::task).containsExactly(0, 1, 2));
        assertThat(rows.get(0)).isNotEqualTo(rows.get(1));
    }

    /** On the same examples validation and test say the same, of all tasks and not of the last alone. */
    @ParameterizedTest
    @MethodSource("all")
    void theWeightsKeptAreValidatedByAllTasks(TrialSpec trial) {
        Dataset data = new Datasets().load(trial.data(), 1);
        Dataset same = new Dataset(
                data.labelKind(),
                data.train(),
                data.test(),
                data.test(),
                data.heldOut(),
                data.fingerprint(),
                data.preprocessing());

        TrainingResult result = train(trial, same, new Recorded());

        assertThat(result.validationScore()).isEqualTo(result.testScore());
    }

    /** Adam's first step moves every number with a gradient by about the learning rate, however small that is. */
    @Test
    void theOptimiserStartsAnewWithEachTask() {
        TrialSpec trial = trial(POLYNOMIALS, bank(new GeneratorSpec.Full()), FREE, 1);
        Dataset data = new Datasets().load(trial.data(), 1);

        List<double[]> steps = parameters(trial, data);

        int perTask = steps.size() / 3;
        double first = largestMove(steps.get(perTask - 1), steps.get(perTask));
        assertThat(first).isCloseTo(0.01, within(1e-5));
    }

    @ParameterizedTest
    @MethodSource("trials")
    void onlyTheZOfTheTaskThatIsBeingLearnedMoves(TrialSpec trial) {
        Dataset data = new Datasets().load(trial.data(), 1);
        List<double[]> steps = parameters(trial, data);
        int width = z(trial) / 3;

        int perTask = steps.size() / 3;
        for (int task = 0; task < 3; task++) {
            double[] from = steps.get(Math.max(0, task * perTask - 1));
            double[] to = steps.get((task + 1) * perTask - 1);
            for (int other = 0; other < 3; other++) {
                int at = other * width;
                boolean same = Arrays.equals(from, at, at + width, to, at, at + width);
                assertThat(same)
                        .as("z of task %s while learning %s", other, task)
                        .isEqualTo(other != task);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatIsHeldIsForgottenLess(LookAhead lookAhead) {
        WeightsSpec weights = bank(new GeneratorSpec.Full());
        TrialSpec free = trial(new SourceSpec.Polynomials(200, 0.05), weights, FREE, 60);
        TrialSpec held = free.with(free.training().with(new OrderSpec.Sequential(0.005, lookAhead)));
        Dataset data = new Datasets().load(free.data(), 1);

        double forgotten = train(free, data, new Recorded()).measures().get(Forgetting.MSE_RISE);
        double kept = train(held, data, new Recorded()).measures().get(Forgetting.MSE_RISE);

        assertThat(kept).isLessThan(forgotten / 4);
    }

    static Stream<LookAhead> ways() {
        return Stream.of(LookAhead.values());
    }

    /** SameDiff's own scalars have some dozen bytes; a row of generated weights that is left open has hundreds. */
    @Test
    void aClosedTrainingHasFreedItsMemory() {
        TrialSpec free = trial(POLYNOMIALS, bank(new GeneratorSpec.Full()), FREE, 1);
        TrialSpec held = trial(POLYNOMIALS, bank(new GeneratorSpec.Full()), held(LookAhead.STEP), 1);
        Dataset data = new Datasets().load(held.data(), 1);

        long without = OpenArrays.bytesLeftBy(() -> train(free, data, new Recorded()));
        long with = OpenArrays.bytesLeftBy(() -> train(held, data, new Recorded()));

        assertThat(with).isLessThan(without + 200);
    }

    /** With R = ((0.9, 0.1), (0.5, 0.8)) and squared errors ((0.2, 2), (0.7, 0.1)). */
    @Test
    void aMatrixIsToldInMeansOverTasks() {
        Forgetting matrix = new Forgetting(List.of(
                List.of(score(0, 0.9, 0.2), score(1, 0.1, 2)), List.of(score(0, 0.5, 0.7), score(1, 0.8, 0.1))));

        Map<String, Double> measures = matrix.measures();

        assertThat(measures).hasSize(4);
        assertThat(measures.get("mean-final-score")).isCloseTo(0.65, within(1e-15));
        assertThat(measures.get("mean-forgetting")).isCloseTo(0.4, within(1e-15));
        assertThat(measures.get("mean-final-mse")).isCloseTo(0.4, within(1e-15));
        assertThat(measures.get("mean-mse-rise")).isCloseTo(0.5, within(1e-15));
    }

    @Test
    void aMatrixOfClassesSaysNothingOfSquaredErrors() {
        Forgetting matrix = new Forgetting(List.of(
                List.of(score(0, 0.9, Double.NaN), score(1, 0.1, Double.NaN)),
                List.of(score(0, 0.5, Double.NaN), score(1, 0.8, Double.NaN))));

        assertThat(matrix.measures()).containsOnlyKeys("mean-final-score", "mean-forgetting");
    }

    @Test
    void refusesAMatrixThatIsNotSquare() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Forgetting(List.of(List.of(score(0, 1, 0), score(1, 1, 0)))))
                .withMessage("A matrix of at least 2 tasks has as many rows as columns, but these are [2]");
    }

    private static TaskScore score(int task, double score, double meanSquaredError) {
        return new TaskScore(task, score, 1, meanSquaredError);
    }

    private static double largestMove(double[] from, double[] to) {
        double largest = 0;
        for (int i = 0; i < from.length; i++) {
            largest = Math.max(largest, Math.abs(to[i] - from[i]));
        }
        return largest;
    }

    /** After each step; the z come first. */
    private static List<double[]> parameters(TrialSpec trial, Dataset data) {
        List<double[]> steps = new ArrayList<>();
        try (Training training = Training.of(trial, data, Optional.empty())) {
            Recorded recorded = new Recorded();
            while (training.advance(() -> true, recorded) instanceof Progress.Paused) {
                steps.add(CheckpointFormat.read(training.checkpoint().bytes())
                        .state()
                        .parameters());
            }
            steps.add(
                    CheckpointFormat.read(training.checkpoint().bytes()).state().parameters());
        }
        return steps;
    }

    private static int z(TrialSpec trial) {
        try (Network network = Network.build(trial, DataType.FLOAT)) {
            assertThat(network.trainables().get(0).name()).isEqualTo("z");
            return Math.toIntExact(network.trainables().get(0).shape().length());
        }
    }

    private static TrainingResult train(TrialSpec trial, Dataset data, Recorded recorded) {
        PausePoint never = () -> false;
        try (Training training = Training.of(trial, data, Optional.empty())) {
            return ((Progress.Finished) training.advance(never, recorded)).result();
        }
    }

    private static final class Recorded implements TrainingListener {

        private final List<EpochMetrics> epochs = new ArrayList<>();

        /** All that must be the same in every run: not the seconds. */
        private List<List<Double>> numbers() {
            return epochs.stream()
                    .map(epoch -> List.of(
                            epoch.trainLoss(),
                            epoch.validationLoss(),
                            epoch.validationScore(),
                            epoch.learningRate(),
                            (double) epoch.steps()))
                    .toList();
        }

        @Override
        public void epoch(EpochMetrics metrics) {
            epochs.add(metrics);
        }

        @Override
        public void steps(long steps, double seconds) {}
    }

    private static HypernetSpec bank(GeneratorSpec generator) {
        return new HypernetSpec(
                generator, new ConditionSpec.PerTask(3, 3), List.of(8), Activation.TANH, Initialisation.HYPERFAN_IN);
    }

    private static WeightsSpec withSharedBiases() {
        HypernetSpec bank = bank(new GeneratorSpec.Full());
        return new HypernetSpec(
                bank.generator(),
                bank.condition(),
                bank.hidden(),
                bank.activation(),
                bank.init(),
                bank.norm(),
                List.of("biases"),
                bank.residual());
    }

    private static OrderSpec held(LookAhead lookAhead) {
        return new OrderSpec.Sequential(0.01, lookAhead);
    }

    private static TrialSpec trial(SourceSpec source, WeightsSpec weights, OrderSpec order, int epochs) {
        return new TrialSpec(
                1,
                new DataSpec(source, 0.2, 0.2),
                new TargetSpec.Mlp(List.of(1, 8, 8, 1), Activation.TANH),
                weights,
                new TrainingSpec(
                        epochs,
                        10,
                        new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0),
                        1e-2,
                        new ScheduleSpec.Constant(0),
                        Loss.MSE,
                        0,
                        0,
                        0,
                        1,
                        order),
                new VerifySpec(VerifySpec.OnFault.REJECT, 8));
    }
}
