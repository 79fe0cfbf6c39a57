package io.weightloom.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.weightloom.layout.Ledger;
import io.weightloom.network.graph.Names;
import io.weightloom.program.GradientProgram;
import io.weightloom.program.TrainingProgram;
import io.weightloom.program.update.Updater;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.RecurrentSpec.Norm;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.verification.loop.TargetLoops;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Facts about networks that read sequences, whose weights are their own, generated, or others at each step. */
class RecurrentNetworksTests {

    private static final int WIDTH = 3;
    private static final int BATCH = 3;

    /** Sums of some dozen products, through four steps, in double precision. */
    private static final double EXACT = 1e-12;

    static Stream<RecurrentSpec> targets() {
        return Stream.of(
                new RecurrentSpec.Rnn(WIDTH, 4, 1, Norm.NONE, 1, 3),
                new RecurrentSpec.Rnn(WIDTH, 4, 2, Norm.LAYER, 0, 3),
                new RecurrentSpec.Lstm(WIDTH, 4, 1, Norm.NONE, 1, 3),
                new RecurrentSpec.Lstm(WIDTH, 4, 1, Norm.LAYER, 0, 4),
                new RecurrentSpec.Lstm(WIDTH, 4, 2, Norm.LAYER, 2, 1),
                new RecurrentSpec.Lstm(WIDTH, 4, 2, Norm.LAYER, 1, 2, 0.4),
                new RecurrentSpec.Lstm(WIDTH, 3, 3, Norm.NONE, 0, 3));
    }

    static Stream<TrialSpec> trials() {
        Stream<TrialSpec> plain = targets().map(target -> trial(target, new WeightsSpec.Plain()));
        Stream<TrialSpec> generated = targets()
                .flatMap(target -> Stream.concat(
                                Stream.of(Trials.full(Initialisation.HYPERFAN_IN, 4, 6)),
                                Trials.kinds(Initialisation.HYPERFAN_OUT).stream())
                        .map(weights -> trial(target, weights))
                        .filter(trial -> Suitability.misfits(trial).isEmpty()));
        return Stream.concat(Stream.concat(plain, generated), dynamic());
    }

    static Stream<TrialSpec> dynamic() {
        return targets()
                .filter(RecurrentSpec.Lstm.class::isInstance)
                .flatMap(target -> Stream.of(
                        trial(target, anew(2, 3, Norm.NONE)),
                        trial(target, anew(1, 2, Norm.LAYER)),
                        trial(target, whole(3, 2, Norm.LAYER)),
                        trial(target, whole(1, 3, Norm.NONE))));
    }

    private static HypernetSpec anew(int zDim, int units, Norm norm) {
        return anew(new GeneratorSpec.RowScaling(), zDim, units, norm);
    }

    /** Each weight of the cell's matrices is made of z. */
    private static HypernetSpec whole(int zDim, int units, Norm norm) {
        return anew(new GeneratorSpec.Full(), zDim, units, norm);
    }

    private static HypernetSpec anew(GeneratorSpec generator, int zDim, int units, Norm norm) {
        return Trials.hypernet(generator, new ConditionSpec.Recurrent(zDim, units, norm, 0), Initialisation.DEFAULT);
    }

    private static TrialSpec trial(RecurrentSpec target, WeightsSpec weights) {
        return Trials.of(5, target, weights, Loss.CROSS_ENTROPY);
    }

    @ParameterizedTest
    @MethodSource("trials")
    void everyNetworkComputesWhatLoopsOverStepsDo(TrialSpec trial) {
        RecurrentSpec target = (RecurrentSpec) trial.target();
        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            displace(network);
            Map<String, INDArray> batch = batch(target);
            double[] output = values(network, batch, Names.OUTPUT);
            double[] x = numbers(batch.get(Names.X));
            double[] dropout = target.dropout() == 0 ? new double[0] : numbers(batch.get(Names.DROPOUT));

            double[] wanted;
            if (trial.weights() instanceof HypernetSpec hypernet
                    && hypernet.condition() instanceof ConditionSpec.Recurrent) {
                wanted = TargetLoops.dynamic(
                        target, hypernet, trained(network, network.trainableNames()), x, BATCH, dropout);
            } else if (trial.weights() instanceof HypernetSpec) {
                wanted = TargetLoops.output(target, values(network, batch, Names.FLAT), x, BATCH, dropout);
            } else {
                wanted = TargetLoops.output(target, trained(network, network.trainableNames()), x, BATCH, dropout);
            }
            assertThat(output).containsExactly(wanted, within(EXACT));
        }
    }

    @ParameterizedTest
    @MethodSource("trials")
    void theLedgerCountsWhatIsTrained(TrialSpec trial) {
        try (Network network = Network.build(trial, DataType.FLOAT)) {
            long trained = network.trainables().stream()
                    .mapToLong(trainable -> trainable.shape().length())
                    .sum();

            assertThat(Ledgers.of(trial.target(), trial.weights()).trainable()).isEqualTo(trained);
        }
    }

    @Test
    void countsAreThoseOfThePaper() {
        RecurrentSpec plain = new RecurrentSpec.Lstm(50, 1000, 1, Norm.NONE, 0, 100);
        RecurrentSpec normed = new RecurrentSpec.Lstm(50, 1000, 1, Norm.LAYER, 0, 100);

        Ledger ledger = Ledgers.of(plain, anew(4, 128, Norm.NONE));

        assertThat(Ledgers.of(plain, new WeightsSpec.Plain()).trainable()).isEqualTo(4_254_050);
        assertThat(Ledgers.of(normed, new WeightsSpec.Plain()).trainable()).isEqualTo(4_264_050);
        assertThat(ledger.trainable()).isEqualTo(4_911_874);
        assertThat(Ledgers.of(normed, anew(4, 128, Norm.LAYER)).trainable()).isEqualTo(4_922_642);
        assertThat(ledger.generated()).isEqualTo(4_254_050 - 50_050);
        assertThat(ledger.compressionRatio()).isLessThan(1);
    }

    @Test
    void countsFollowTheFormulaForAnySize() {
        for (int h : List.of(1, 5)) {
            for (int own : List.of(1, 3)) {
                for (int n : List.of(1, 2)) {
                    int v = 7;
                    long main = 4L * h * (v + h) + 4L * h;
                    long small = 4L * own * (v + h + own);
                    long rest = 8L * (own * n + n) + 4L * own * n + 12L * n * h + v * (h + 1L);

                    assertThat(count(v, h, Norm.NONE, anew(n, own, Norm.NONE)))
                            .isEqualTo(main + small + 4L * own + rest);
                    assertThat(count(v, h, Norm.LAYER, anew(n, own, Norm.LAYER)))
                            .isEqualTo(main + small + rest + 10L * h + 10L * own);
                }
            }
        }
    }

    /** Of N numbers for each weight of the matrices, beside what a cell that scales rows has. */
    @Test
    void countsOfMatricesThatAreMadeWholeFollowEquationFive() {
        int v = 7;
        for (int h : List.of(1, 5)) {
            for (int n : List.of(1, 2, 4)) {
                int own = 3;
                long matrices = n * 4L * h * (v + h);
                long biases = 4L * h + n * 4L * h;
                long small = 4L * own * (v + h + own) + 4L * own;
                long signals = 8L * (own * n + n) + 4L * own * n;
                Ledger ledger = Ledgers.of(new RecurrentSpec.Lstm(v, h, 1, Norm.NONE, 0, 2), whole(n, own, Norm.NONE));

                assertThat(ledger.trainable()).isEqualTo(matrices + biases + small + signals + v * (h + 1L));
                assertThat(ledger.generated()).isEqualTo(4L * h * (v + h) + 4L * h);
                assertThat(ledger.compressionRatio()).isLessThan(1);
            }
        }
    }

    @Test
    void whatIsTooLargeToBeMadeWholeIsToldInNumbers() {
        RecurrentSpec large = new RecurrentSpec.Lstm(50, 1000, 1, Norm.NONE, 0, 100);

        assertThat(Suitability.misfits(trial(large, whole(4, 128, Norm.NONE))))
                .singleElement()
                .satisfies(misfit -> {
                    assertThat(misfit.setting()).isEqualTo("hypernet.generator");
                    assertThat(misfit.message())
                            .contains("4200000 weights", "16800000 numbers", "at most 10000000", "must be row-scaling");
                });
        assertThat(Suitability.misfits(trial(large, whole(2, 128, Norm.NONE)))).isEmpty();
        assertThat(Suitability.misfits(trial(large, anew(4, 128, Norm.NONE)))).isEmpty();
    }

    /** What decides whether a network can be unrolled is counted before it is. */
    @ParameterizedTest
    @MethodSource("trials")
    void theOperationsOfAStepAreAboutAsManyAsAreTold(TrialSpec trial) {
        RecurrentSpec target = (RecurrentSpec) trial.target();
        long more = operations(trial.with(target.over(0, 9))) - operations(trial.with(target.over(0, 5)));

        assertThat(UnrolledGraph.of(trial).orElseThrow().perStep()).isCloseTo(more / 4, withinPercentage(15));
    }

    private static long operations(TrialSpec trial) {
        try (Network network = Network.build(trial, DataType.FLOAT)) {
            return network.graph().getFunction("grad").getOps().size();
        }
    }

    private static long count(int width, int units, Norm norm, HypernetSpec weights) {
        return Ledgers.of(new RecurrentSpec.Lstm(width, units, 1, norm, 0, 2), weights)
                .trainable();
    }

    static Stream<TrialSpec> fiveSteps() {
        return Stream.of(
                trial(new RecurrentSpec.Rnn(WIDTH, 4, 2, Norm.LAYER, 0, 5), new WeightsSpec.Plain()),
                trial(new RecurrentSpec.Lstm(WIDTH, 4, 1, Norm.NONE, 0, 5), new WeightsSpec.Plain()),
                trial(new RecurrentSpec.Lstm(WIDTH, 4, 2, Norm.LAYER, 1, 4), new WeightsSpec.Plain()),
                trial(
                        new RecurrentSpec.Lstm(WIDTH, 4, 1, Norm.NONE, 1, 4),
                        Trials.full(Initialisation.HYPERFAN_IN, 4, 6)),
                trial(new RecurrentSpec.Lstm(WIDTH, 4, 1, Norm.NONE, 0, 5), anew(2, 3, Norm.NONE)),
                trial(new RecurrentSpec.Lstm(WIDTH, 4, 2, Norm.LAYER, 1, 4), anew(2, 3, Norm.LAYER)),
                trial(new RecurrentSpec.Lstm(WIDTH, 4, 1, Norm.NONE, 0, 5), whole(3, 2, Norm.LAYER)),
                trial(new RecurrentSpec.Lstm(WIDTH, 4, 2, Norm.LAYER, 1, 4, 0.4), whole(1, 3, Norm.NONE)),
                trial(new RecurrentSpec.Lstm(WIDTH, 4, 2, Norm.NONE, 0, 5, 0.4), new WeightsSpec.Plain()),
                trial(new RecurrentSpec.Lstm(WIDTH, 4, 1, Norm.LAYER, 0, 5, 0.4), anew(2, 3, Norm.NONE)));
    }

    /** The sums over time that the compiler stacks are those that SameDiff adds up one by one. */
    @ParameterizedTest
    @MethodSource("fiveSteps")
    void compiledGradientsThroughFiveStepsAreThoseOfSameDiff(TrialSpec trial) {
        RecurrentSpec target = (RecurrentSpec) trial.target();
        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            displace(network);
            Map<String, INDArray> batch = batch(target);
            Map<String, INDArray> wanted = network.graph().calculateGradients(batch, network.trainableNames());
            try (GradientProgram program = GradientProgram.compile(
                    network.graph(), Names.LOSS, network.trainableNames(), network.shapes(1, BATCH))) {
                batch.forEach((name, array) ->
                        load(program, name, array, network.example(name).stretch()));
                program.gradients();

                for (String name : network.trainableNames()) {
                    assertThat(program.gradient(name))
                            .as(name)
                            .containsExactly(numbers(wanted.get(name)), within(EXACT));
                }
            }
        }
    }

    private static void load(GradientProgram program, String name, INDArray array, int width) {
        double[] numbers = numbers(array);
        float[] values = new float[numbers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers[i];
        }
        int rows = values.length / width;
        program.load(name, values, width, IntStream.range(0, rows).toArray(), 0, rows);
    }

    static Stream<TrialSpec> learners() {
        RecurrentSpec target = new RecurrentSpec.Lstm(WIDTH, 8, 1, Norm.NONE, 2, 6);
        return Stream.of(
                trial(target, new WeightsSpec.Plain()),
                trial(new RecurrentSpec.Rnn(WIDTH, 8, 1, Norm.LAYER, 2, 6), new WeightsSpec.Plain()),
                trial(target, Trials.full(Initialisation.HYPERFAN_IN, 4, 8)),
                trial(target, anew(2, 4, Norm.LAYER)),
                trial(new RecurrentSpec.Lstm(WIDTH, 8, 1, Norm.LAYER, 2, 6), anew(2, 4, Norm.NONE)),
                trial(target, whole(2, 4, Norm.NONE)));
    }

    /** Chance is {@code log 3 = 1.1}: what was read two steps before is nowhere but in the state. */
    @ParameterizedTest
    @MethodSource("learners")
    void everyNetworkLearnsToTellWhatItReadTwoStepsBefore(TrialSpec trial) {
        RecurrentSpec target = (RecurrentSpec) trial.target();
        SplittableRandom random = new SplittableRandom(3);
        int batch = 32;
        int[] rows = IntStream.range(0, target.length() * batch).toArray();
        int[] scored = IntStream.range(0, target.steps() * batch).toArray();
        try (Network network = Network.build(trial, DataType.FLOAT);
                TrainingProgram program = TrainingProgram.compile(
                        network.graph(),
                        Names.LOSS,
                        network.trainableNames(),
                        network.shapes(1, batch),
                        new Updater.Adam(0.9, 0.999, 1e-8, 0, 0))) {
            double loss = Double.NaN;
            for (int step = 0; step < 600; step++) {
                float[] x = new float[rows.length * WIDTH];
                for (int row : rows) {
                    x[row * WIDTH + random.nextInt(WIDTH)] = 1;
                }
                float[] y = Arrays.copyOf(x, scored.length * WIDTH); // of two steps before, as two are not scored
                program.load(Names.X, x, WIDTH, rows, 0, rows.length);
                program.load(Names.Y, y, WIDTH, scored, 0, scored.length);
                loss = program.step(0.02);
            }
            assertThat(loss).isLessThan(0.3);
        }
    }

    /** Moves all trainables, because tensors of zeros would hide what is done with them. */
    private static void displace(Network network) {
        SplittableRandom random = new SplittableRandom(9);
        for (Trainable trainable : network.trainables()) {
            INDArray array = network.graph().getVariable(trainable.name()).getArr();
            for (long i = 0; i < array.length(); i++) {
                array.putScalar(i, array.getDouble(i) + 0.3 * (2 * random.nextDouble() - 1));
            }
        }
    }

    private static Map<String, INDArray> batch(RecurrentSpec target) {
        SplittableRandom random = new SplittableRandom(8);
        double[] x = new double[target.length() * BATCH * WIDTH];
        Arrays.setAll(x, i -> (float) (2 * random.nextDouble() - 1));
        double[] y = new double[target.steps() * BATCH * WIDTH];
        for (int row = 0; row < target.steps() * BATCH; row++) {
            y[row * WIDTH + random.nextInt(WIDTH)] = 1;
        }
        Map<String, INDArray> batch = new HashMap<>();
        batch.put(Names.X, Nd4j.createFromArray(x).reshape(target.length(), BATCH, WIDTH));
        batch.put(Names.Y, Nd4j.createFromArray(y).reshape(target.steps(), BATCH, WIDTH));
        if (target.dropout() > 0) {
            int steps = target.depth() * target.length();
            double[] factors = new double[steps * BATCH * target.units()];
            Arrays.setAll(factors, i -> random.nextDouble() < target.dropout() ? 0 : 1.75);
            batch.put(Names.DROPOUT, Nd4j.createFromArray(factors).reshape(steps, BATCH, target.units()));
        }
        return batch;
    }

    private static double[] trained(Network network, List<String> names) {
        return names.stream()
                .flatMapToDouble(name ->
                        Arrays.stream(numbers(network.graph().getVariable(name).getArr())))
                .toArray();
    }

    private static double[] values(Network network, Map<String, INDArray> batch, String name) {
        return numbers(network.graph().output(batch, name).get(name));
    }

    private static double[] numbers(INDArray array) {
        return array.dup('c').data().asDouble();
    }
}
