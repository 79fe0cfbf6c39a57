package io.weightloom.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.layout.Slot;
import io.weightloom.network.graph.Names;
import io.weightloom.network.target.Activations;
import io.weightloom.program.OpenArrays;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Facts that hold for each generator, each initialisation, each activation and each loss. */
class NetworkTests {

    private static final double EXACT = 1e-12; // sums of a few dozen products in double precision

    static Stream<HypernetSpec> generators() {
        List<HypernetSpec> all = new ArrayList<>();
        for (Initialisation init : Initialisation.values()) {
            all.add(Trials.full(init, 4, 6));
            all.add(Trials.full(init, 3));
            all.add(Trials.chunked(init, 4, 5, 0, 6, 7));
            all.add(Trials.chunked(init, 2, 16, 3, 6));
            all.add(Trials.chunked(init, 2, 1000, 0));
            all.add(Trials.hypernet(new GeneratorSpec.Full(), new ConditionSpec.Fixed(4), init, 5));
            all.addAll(Trials.kinds(init));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("generators")
    void everyGeneratorEqualsAPlainNetworkGivenItsNumbers(HypernetSpec hypernet) {
        TrialSpec trial = Trials.of(7, hypernet, Activation.TANH, Loss.CROSS_ENTROPY, 3, 5, 2);
        Map<String, INDArray> batch = batch(3, 2);

        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            double[] flat =
                    network.graph().output(batch, Names.FLAT).get(Names.FLAT).toDoubleVector();
            double[] output = output(network, batch);

            assertThat(network.layout().size()).isEqualTo(flat.length);
            assertThat(output)
                    .containsExactly(slowMlp(network, flat, batch.get(Names.X), Activation.TANH), within(EXACT));
            try (Network plain = Network.plain(trial, flat, DataType.DOUBLE)) {
                assertThat(output(plain, batch)).containsExactly(output, within(EXACT));
            }
        }
    }

    /** All but some scalars of SameDiff's own; each copy of the trainables would be at least 80 KB. */
    @ParameterizedTest
    @MethodSource("generators")
    void aClosedNetworkHasFreedItsArrays(HypernetSpec hypernet) {
        TrialSpec trial = Trials.of(7, hypernet, Activation.TANH, Loss.CROSS_ENTROPY, 60, 160, 2);

        for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            assertThat(OpenArrays.bytesLeftBy(() -> Network.build(trial, type).close()))
                    .as("%s", type)
                    .isLessThan(1000);
        }
    }

    @ParameterizedTest
    @MethodSource("generators")
    void everyGeneratorHasExactlyTheTrainablesThatTheLedgerCounts(HypernetSpec hypernet) {
        TrialSpec trial = Trials.of(7, hypernet, Activation.RELU, Loss.CROSS_ENTROPY, 3, 5, 2);

        try (Network network = Network.build(trial, DataType.FLOAT)) {
            long trained = network.trainableNames().stream()
                    .mapToLong(
                            name -> network.graph().getVariable(name).getArr().length())
                    .sum();

            assertThat(trained).isEqualTo(Ledgers.of(trial.target(), hypernet).trainable());
            assertThat(network.layout().faults()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("generators")
    void everyGeneratorStartsFromItsSeedAlone(HypernetSpec hypernet) {
        assertThat(flat(hypernet, 7)).isEqualTo(flat(hypernet, 7)).isNotEqualTo(flat(hypernet, 8));
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void everyActivationIsTheSameInTheGraphAndOutsideIt(Activation activation) {
        TrialSpec trial = Trials.of(1, Trials.full(Initialisation.DEFAULT, 4), activation, Loss.MSE, 3, 5, 2);
        Map<String, INDArray> batch = batch(3, 2);

        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            double[] flat =
                    network.graph().output(batch, Names.FLAT).get(Names.FLAT).toDoubleVector();

            assertThat(output(network, batch))
                    .containsExactly(slowMlp(network, flat, batch.get(Names.X), activation), within(1e-9));
        }
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void everyLossIsAMeanOverTheBatch(Loss loss) {
        TrialSpec trial = Trials.of(1, new WeightsSpec.Plain(), Activation.RELU, loss, 3, 2);
        Map<String, INDArray> batch = batch(3, 2);

        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            double[] output = output(network, batch);
            double[] y = batch.get(Names.Y).dup().reshape(-1).toDoubleVector();

            assertThat(network.graph().output(batch, Names.LOSS).get(Names.LOSS).getDouble(0))
                    .isCloseTo(slowLoss(loss, output, y), within(EXACT));
        }
    }

    /**
     * Table 1's fixed point: inputs of unit second moment give pre-activations of second moment c, here 2, before a
     * ReLU, and 1 at the end.
     */
    @ParameterizedTest
    @MethodSource("hyperfans")
    void hyperfanKeepsThePowerOfPreActivationsWithinAFifthOfTheory(HypernetSpec hypernet) {
        int seeds = 20;
        double[] measured = new double[3];
        double[] promised = new double[3];
        for (int seed = 0; seed < seeds; seed++) {
            TrialSpec trial = Trials.of(seed, hypernet, Activation.RELU, Loss.CROSS_ENTROPY, 64, 96, 48, 40);
            try (Network network = Network.build(trial, DataType.FLOAT)) {
                Map<String, INDArray> batch =
                        Map.of(Names.X, normal(seed, 256, 64), Names.Y, Nd4j.zeros(DataType.FLOAT, 256, 40));
                for (int layer = 0; layer < 3; layer++) {
                    String name = network.layers().get(layer).preActivation();
                    INDArray pre = network.graph().output(batch, name).get(name);
                    measured[layer] += pre.mul(pre).meanNumber().doubleValue() / seeds;
                    promised[layer] = network.layers().get(layer).power();
                }
            }
        }
        for (int layer = 0; layer < 3; layer++) {
            assertThat(measured[layer]).isCloseTo(promised[layer], within(0.2 * promised[layer]));
        }
        if (hypernet.init() == Initialisation.HYPERFAN_IN) {
            assertThat(promised).containsExactly(new double[] {2, 2, 1}, within(1e-9));
        }
    }

    static Stream<HypernetSpec> hyperfans() {
        return Stream.of(Initialisation.HYPERFAN_IN, Initialisation.HYPERFAN_OUT, Initialisation.HARMONIC)
                .flatMap(init -> Stream.of(
                        Trials.full(init, 16, 64, 64),
                        Trials.full(init, 64), // without hidden layers
                        Trials.activated(Trials.full(init, 16, 64, 64), Activation.TANH),
                        Trials.activated(Trials.full(init, 16, 64, 64), Activation.SINE),
                        Trials.chunked(init, 8, 64, 0, 32),
                        Trials.chunked(init, 16, 64, 0),
                        Trials.activated(Trials.chunked(init, 8, 64, 0, 32), Activation.TANH),
                        Trials.activated(Trials.chunked(init, 8, 64, 0, 32), Activation.SINE),
                        Trials.chunked(init, 8, 128, 8, 32),
                        Trials.learned(new GeneratorSpec.PerTensor(), init, 16, 64),
                        Trials.sharing(Trials.learned(new GeneratorSpec.Tile(List.of(16, 8), 16), init, 16), "biases"),
                        Trials.sharing(
                                Trials.learned(new GeneratorSpec.Tile(List.of(16, 8), 0), init, 8, 32), "biases"),
                        Trials.learned(low(24, GeneratorSpec.LowRank.Base.NONE), init, 16, 64),
                        Trials.learned(low(4, GeneratorSpec.LowRank.Base.MULTIPLIED), init, 16, 64),
                        Trials.learned(new GeneratorSpec.Svd(24), init, 16, 64),
                        Trials.learned(new GeneratorSpec.RowScaling(), init, 16, 64),
                        Trials.learned(new GeneratorSpec.Templates(8), init, 16, 64),
                        Trials.residual(Trials.full(init, 16, 64)),
                        Trials.sharing(Trials.full(init, 16, 64), "first", "biases")));
    }

    private static GeneratorSpec low(int rank, GeneratorSpec.LowRank.Base base) {
        return new GeneratorSpec.LowRank(rank, base);
    }

    @Test
    void decayOfGeneratedWeightsAddsHalfTheirSquaredNorm() {
        TrialSpec base = Trials.of(1, Trials.full(Initialisation.DEFAULT, 4), Activation.RELU, Loss.MSE, 3, 2);
        TrialSpec decayed =
                new TrialSpec(base.seed(), base.data(), base.target(), base.weights(), withDecay(base), base.verify());
        Map<String, INDArray> batch = batch(3, 2);

        try (Network without = Network.build(base, DataType.DOUBLE);
                Network with = Network.build(decayed, DataType.DOUBLE)) {
            double norm = without.graph()
                    .output(batch, Names.FLAT)
                    .get(Names.FLAT)
                    .norm2Number()
                    .doubleValue();

            assertThat(loss(with, batch) - loss(without, batch)).isCloseTo(0.3 * norm * norm / 2, within(EXACT));
        }
    }

    private static TrainingSpec withDecay(TrialSpec base) {
        var t = base.training();
        return new TrainingSpec(
                t.epochs(),
                t.batchSize(),
                t.optimizer(),
                t.learningRate(),
                t.schedule(),
                t.loss(),
                t.clipNorm(),
                0.3,
                t.patience());
    }

    private static double loss(Network network, Map<String, INDArray> batch) {
        return network.graph().output(batch, Names.LOSS).get(Names.LOSS).getDouble(0);
    }

    private static double[] flat(HypernetSpec hypernet, long seed) {
        TrialSpec trial = Trials.of(seed, hypernet, Activation.RELU, Loss.CROSS_ENTROPY, 3, 5, 2);
        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            return network.graph()
                    .output(batch(3, 2), Names.FLAT)
                    .get(Names.FLAT)
                    .toDoubleVector();
        }
    }

    private static double[] output(Network network, Map<String, INDArray> batch) {
        return network.graph()
                .output(batch, Names.OUTPUT)
                .get(Names.OUTPUT)
                .dup('c')
                .reshape(-1)
                .toDoubleVector();
    }

    private static Map<String, INDArray> batch(int inputs, int classes) {
        int size = 6;
        INDArray y = Nd4j.zeros(DataType.DOUBLE, size, classes);
        for (int i = 0; i < size; i++) {
            y.putScalar(i, i % classes, 1);
        }
        return Map.of(Names.X, normal(3, size, inputs).castTo(DataType.DOUBLE), Names.Y, y);
    }

    private static INDArray normal(long seed, int rows, int columns) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) RandomStream.gaussian(random);
        }
        return Nd4j.createFromArray(values).reshape(rows, columns);
    }

    /** The target network as loops over numbers cut out of the flat vector. */
    private static double[] slowMlp(Network network, double[] flat, INDArray x, Activation activation) {
        int rows = (int) x.size(0);
        double[] h = x.dup('c').reshape(-1).toDoubleVector();
        List<Slot> slots = network.layout().slots();
        for (int l = 0; l < slots.size(); l += 2) {
            Slot w = slots.get(l);
            Slot b = slots.get(l + 1);
            int in = (int) w.fanIn();
            int out = (int) w.fanOut();
            double[] next = new double[rows * out];
            for (int row = 0; row < rows; row++) {
                for (int o = 0; o < out; o++) {
                    double sum = flat[(int) b.offset() + o];
                    for (int i = 0; i < in; i++) {
                        sum += h[row * in + i] * flat[(int) w.offset() + i * out + o];
                    }
                    next[row * out + o] = l + 2 < slots.size() ? Activations.apply(activation, sum) : sum;
                }
            }
            h = next;
        }
        return h;
    }

    private static double slowLoss(Loss loss, double[] output, double[] y) {
        int classes = 2;
        int rows = y.length / classes;
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            double exponentials = 0;
            for (int c = 0; c < classes; c++) {
                exponentials += Math.exp(output[row * classes + c]);
            }
            for (int c = 0; c < classes; c++) {
                int i = row * classes + c;
                sum += switch (loss) {
                    case CROSS_ENTROPY -> -y[i] * Math.log(Math.exp(output[i]) / exponentials) * classes;
                    case MSE -> (output[i] - y[i]) * (output[i] - y[i]);
                    case MAE -> Math.abs(output[i] - y[i]);
                };
            }
        }
        return sum / (rows * classes);
    }
}
