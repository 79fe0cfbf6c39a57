package io.weightloom.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.layout.Slot;
import io.weightloom.network.graph.Names;
import io.weightloom.network.graph.NativeArrays;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.ConditionSpec.Encoding;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Networks that make the weights of several tasks in one pass. */
class TaskNetworkTests {

    private static final int TASKS = 3;
    private static final int BATCH = 4;

    /** Both sum the same products in double precision, in another order. */
    private static final double EXACT = 1e-12;

    static Stream<Arguments> networks() {
        List<Arguments> all = new ArrayList<>();
        TargetSpec mlp = new TargetSpec.Mlp(List.of(3, 5, 2), Activation.TANH);
        for (Loss loss : Loss.values()) {
            for (ConditionSpec condition : List.of(
                    new ConditionSpec.PerTask(4, 5),
                    new ConditionSpec.Descriptor(2, Encoding.NONE, 5),
                    new ConditionSpec.Descriptor(2, Encoding.MIP, 5))) {
                all.add(Arguments.of(
                        mlp,
                        loss,
                        Trials.hypernet(new GeneratorSpec.Full(), condition, Initialisation.HYPERFAN_IN, 6)));
                all.add(Arguments.of(
                        mlp,
                        loss,
                        Trials.hypernet(
                                new GeneratorSpec.Chunked(9, 3), condition, Initialisation.HYPERFAN_OUT, 6, 5)));
            }
            all.add(Arguments.of(
                    mlp,
                    loss,
                    Trials.hypernet(
                            new GeneratorSpec.Chunked(9, 0),
                            new ConditionSpec.PerTask(2, 5),
                            Initialisation.DEFAULT,
                            6)));
        }
        for (TargetSpec target : Trials.targets()) {
            all.add(Arguments.of(
                    target,
                    Loss.MSE,
                    Trials.hypernet(
                            new GeneratorSpec.Full(), new ConditionSpec.PerTask(4, 5), Initialisation.DEFAULT, 6)));
            all.add(Arguments.of(
                    target,
                    Loss.CROSS_ENTROPY,
                    Trials.hypernet(
                            new GeneratorSpec.Chunked(9, 3),
                            new ConditionSpec.Descriptor(2, Encoding.MIP, 5),
                            Initialisation.HYPERFAN_OUT,
                            6)));
        }
        return all.stream();
    }

    /** The outputs, the loss, and the gradients of all trainables and of the flat vectors. */
    @ParameterizedTest
    @MethodSource("networks")
    void allTasksInOnePassEqualOneTaskAfterTheOther(TargetSpec target, Loss loss, HypernetSpec hypernet) {
        TrialSpec trial = trial(target, hypernet, loss, 0.1);
        Map<String, INDArray> all = batch(target, hypernet.condition(), loss, 0, TASKS);

        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            Computed together = Computed.of(network, all);
            List<Computed> alone = new ArrayList<>();
            for (int task = 0; task < TASKS; task++) {
                alone.add(Computed.of(network, batch(target, hypernet.condition(), loss, task, 1)));
            }

            assertThat(together.output())
                    .containsExactly(joined(alone.stream().map(Computed::output).toList()), within(EXACT));
            assertThat(together.loss())
                    .isCloseTo(
                            alone.stream().mapToDouble(Computed::loss).average().orElseThrow(), within(EXACT));
            together.gradients().forEach((name, gradient) -> {
                double[] mean = new double[gradient.length];
                alone.forEach(one -> {
                    double[] own = one.gradients().get(name);
                    Arrays.setAll(mean, i -> mean[i] + own[i] / TASKS);
                });
                assertThat(gradient).as(name).containsExactly(mean, within(EXACT));
            });
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void eachTasksOutputIsThatOfAPlainNetworkWithItsWeights(TargetSpec target, Loss loss, HypernetSpec hypernet) {
        TrialSpec trial = trial(target, hypernet, loss, 0);
        Map<String, INDArray> all = batch(target, hypernet.condition(), loss, 0, TASKS);

        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            double[] flat = numbers(network.graph().output(all, Names.FLAT).get(Names.FLAT));
            double[] output = Computed.of(network, all).output();
            int theta = flat.length / TASKS;
            for (int task = 0; task < TASKS; task++) {
                try (Network plain = Network.plain(
                        trial, Arrays.copyOfRange(flat, task * theta, (task + 1) * theta), DataType.DOUBLE)) {
                    INDArray x = batch(target, hypernet.condition(), loss, task, 1)
                            .get(Names.X)
                            .reshape(BATCH, target.input().width());
                    double[] own = numbers(plain.graph()
                            .output(Map.of(Names.X, x), Names.OUTPUT)
                            .get(Names.OUTPUT));
                    assertThat(Arrays.copyOfRange(output, task * own.length, (task + 1) * own.length))
                            .containsExactly(own, within(EXACT));
                }
            }
        }
    }

    @Test
    void theLedgerCountsABankWholeAndItsTasks() {
        HypernetSpec hypernet = Trials.hypernet(
                new GeneratorSpec.Full(), new ConditionSpec.PerTask(4, 5), Initialisation.HYPERFAN_IN, 6);
        TrialSpec trial = trial(new TargetSpec.Mlp(List.of(3, 5, 2), Activation.TANH), hypernet, Loss.MSE, 0);

        var ledger = Ledgers.of(trial.target(), hypernet);

        assertThat(ledger.z()).isEqualTo(20);
        assertThat(ledger.tasks()).isEqualTo(5);
        assertThat(ledger.taskCompressionRatio()).isEqualTo(5 * ledger.compressionRatio());
    }

    @Test
    void aDescriptionIsNoTrainable() {
        HypernetSpec hypernet = Trials.hypernet(
                new GeneratorSpec.Full(),
                new ConditionSpec.Descriptor(2, Encoding.MIP, 5),
                Initialisation.HYPERFAN_IN,
                6);

        var ledger = Ledgers.of(
                trial(new TargetSpec.Mlp(List.of(3, 5, 2), Activation.TANH), hypernet, Loss.MSE, 0)
                        .target(),
                hypernet);

        assertThat(ledger.z()).isZero();
        assertThat(ledger.tasks()).isEqualTo(5);
        assertThat(ledger.generator()).isEqualTo(4 * 6 + 6 + 7 * ledger.theta());
    }

    /** Second moments of the generated weights, over 20 seeds, within 20 % of what hyperfan-in promises. */
    @ParameterizedTest
    @MethodSource("descriptions")
    void weightsOfDescribedTasksStartWithTheVarianceThatIsPromised(ConditionSpec.Descriptor condition) {
        HypernetSpec hypernet = Trials.hypernet(new GeneratorSpec.Full(), condition, Initialisation.HYPERFAN_IN, 32);
        double moment = 0;
        for (int seed = 0; seed < 20; seed++) {
            TrialSpec trial = Trials.of(seed, hypernet, Activation.RELU, Loss.MSE, 16, 16, 1);
            try (Network network = Network.build(trial, DataType.DOUBLE)) {
                INDArray task = descriptions(condition, 16, seed);
                double[] flat = numbers(network.graph()
                        .output(Map.of(Names.TASK, task), Names.FLAT)
                        .get(Names.FLAT));
                Slot slot = network.layout().slot("w1");
                int theta = (int) network.layout().size();
                for (int t = 0; t < 16; t++) {
                    for (int i = (int) slot.offset(); i < slot.end(); i++) {
                        moment += Math.pow(flat[t * theta + i], 2)
                                / (20 * 16 * slot.shape().length());
                    }
                }
            }
        }

        assertThat(moment).isCloseTo(2.0 / (2 * 16), within(0.2 * 2.0 / (2 * 16)));
    }

    static Stream<ConditionSpec.Descriptor> descriptions() {
        return Stream.of(
                new ConditionSpec.Descriptor(3, Encoding.NONE, 16), new ConditionSpec.Descriptor(3, Encoding.MIP, 16));
    }

    private static INDArray descriptions(ConditionSpec.Descriptor condition, int tasks, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] z = new double[tasks * condition.zDim()];
        for (int row = 0; row < z.length; row += condition.zDim()) {
            for (int j = row; j < row + condition.width(); j++) {
                double u = random.nextDouble();
                z[j] = condition.encoding() == Encoding.NONE ? Math.sqrt(12) * (u - 0.5) : Math.cos(Math.PI * u / 2);
                if (condition.encoding() == Encoding.MIP) {
                    z[j + condition.width()] = Math.sin(Math.PI * u / 2);
                }
            }
        }
        return NativeArrays.of(z, DataType.DOUBLE, tasks, condition.zDim());
    }

    private static TrialSpec trial(TargetSpec target, HypernetSpec hypernet, Loss loss, double decay) {
        TrialSpec one = Trials.of(7, target, hypernet, loss);
        TrainingSpec t = one.training();
        TrainingSpec decayed = new TrainingSpec(
                t.epochs(), 4, t.optimizer(), t.learningRate(), t.schedule(), t.loss(), 0, decay, 0, TASKS);
        return new TrialSpec(one.seed(), one.data(), one.target(), one.weights(), decayed, one.verify());
    }

    /** The examples and rows of some tasks, the same for each task whichever are asked for. */
    private static Map<String, INDArray> batch(
            TargetSpec target, ConditionSpec condition, Loss loss, int first, int tasks) {
        int inputs = Math.toIntExact(target.input().width());
        int width = condition instanceof ConditionSpec.PerTask bank ? bank.tasks() : condition.zDim();
        double[] x = new double[tasks * BATCH * inputs];
        double[] y = new double[tasks * BATCH * 2];
        double[] rows = new double[tasks * width];
        for (int task = 0; task < tasks; task++) {
            SplittableRandom random = new SplittableRandom(first + task);
            for (int i = 0; i < BATCH * inputs; i++) {
                x[task * BATCH * inputs + i] = random.nextDouble(-1, 1);
            }
            for (int i = 0; i < BATCH * 2; i++) {
                double label = loss == Loss.CROSS_ENTROPY ? (i + i / 2 + first + task) % 2 : random.nextDouble(-1, 1);
                y[task * BATCH * 2 + i] = label;
            }
            for (int i = 0; i < width; i++) {
                rows[task * width + i] = condition instanceof ConditionSpec.PerTask
                        ? (i == first + task + 1 ? 1 : 0)
                        : random.nextDouble(-1, 1);
            }
        }
        Map<String, INDArray> batch = new HashMap<>();
        batch.put(Names.X, NativeArrays.of(x, DataType.DOUBLE, tasks, BATCH, inputs));
        batch.put(Names.Y, NativeArrays.of(y, DataType.DOUBLE, tasks, BATCH, 2));
        batch.put(Names.TASK, NativeArrays.of(rows, DataType.DOUBLE, tasks, width));
        return batch;
    }

    private static double[] joined(List<double[]> parts) {
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] numbers(INDArray array) {
        return array.dup('c').reshape(-1).toDoubleVector();
    }

    private record Computed(double[] output, double loss, Map<String, double[]> gradients) {

        static Computed of(Network network, Map<String, INDArray> batch) {
            Map<String, INDArray> values = network.graph().output(batch, Names.OUTPUT, Names.LOSS);
            Map<String, double[]> gradients = new HashMap<>();
            network.graph()
                    .calculateGradients(batch, network.trainableNames())
                    .forEach((name, gradient) -> gradients.put(name, numbers(gradient)));
            return new Computed(
                    numbers(values.get(Names.OUTPUT)), values.get(Names.LOSS).getDouble(0), gradients);
        }
    }
}
