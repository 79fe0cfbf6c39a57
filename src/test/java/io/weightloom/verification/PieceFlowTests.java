package io.weightloom.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Examples;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.Network;
import io.weightloom.network.Trainable;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class PieceFlowTests {

    /** Seven chunks of five weights for a target of 32. */
    private static final TrialSpec TRIAL = Trials.of(
            7, Trials.chunked(Initialisation.DEFAULT, 2, 5, 0, 6), Activation.TANH, Loss.CROSS_ENTROPY, 3, 5, 2);

    static Stream<HypernetSpec> repeating() {
        GeneratorSpec tile = new GeneratorSpec.Tile(List.of(1, 1), 3);
        return Stream.of(Initialisation.HYPERFAN_IN, Initialisation.DEFAULT)
                .flatMap(init -> Stream.of(
                        Trials.chunked(init, 4, 5, 0, 6),
                        Trials.chunked(init, 4, 5, 3, 6),
                        Trials.sharing(Trials.chunked(init, 4, 5, 0, 6), "b1"),
                        Trials.chunked(init, 4, 5, 0, 2), // of which some are silent by chance
                        Trials.chunked(init, 1, 1, 0, 1, 1, 1), // or all
                        Trials.sharing(Trials.learned(tile, init, 3, 6), "biases")));
    }

    @ParameterizedTest
    @MethodSource("repeating")
    void everyPieceOfASoundNetworkHasAVectorOfItsOwn(HypernetSpec hypernet) {
        for (TargetSpec target : List.of(
                new TargetSpec.Mlp(List.of(3, 5, 2), Activation.TANH),
                new TargetSpec.Conv(
                        List.of(1, 3, 1),
                        List.of(TargetSpec.Convolution.of("2x1x2")),
                        1,
                        TargetSpec.Pooling.MAX,
                        List.of(2),
                        Activation.TANH))) {
            TrialSpec trial = Trials.of(7, target, hypernet, Loss.CROSS_ENTROPY);
            try (Network network = Network.build(trial, DataType.DOUBLE)) {
                List<Finding> findings = findings(trial, network, Planted.examples());

                assertThat(findings).singleElement().satisfies(finding -> {
                    assertThat(finding.verdict()).as(finding.message()).isEqualTo(Verdict.OK);
                    assertThat(finding.measures().get("silent-rows")).isZero();
                });
            }
        }
    }

    /** A tile is made of its own z: moving that moves its own weights alone, by which the table of places is held. */
    @ParameterizedTest
    @MethodSource("repeating")
    void aVectorMovesTheWeightsThatAreSaidToBeMadeOfIt(HypernetSpec hypernet) {
        TrialSpec trial = Trials.of(
                7,
                new TargetSpec.Mlp(List.of(3, 5, 2), Activation.TANH),
                Trials.activated(hypernet, Activation.TANH),
                Loss.MSE);
        try (Network network = Network.build(trial, DataType.DOUBLE);
                ProbedNetwork probed = new ProbedNetwork(trial, network, Planted.examples())) {
            Embeddings embeddings = Embeddings.of(probed).get(0);
            double[] before = probed.compute(Names.FLAT);
            for (Embeddings.Row row : embeddings.rows()) {
                double value = probed.value(embeddings.trainable())[row.from()];
                probed.set(embeddings.trainable(), row.from(), value + 1);
                double[] after = probed.compute(Names.FLAT);
                probed.set(embeddings.trainable(), row.from(), value);

                assertThat(IntStream.range(0, before.length)
                                .filter(i -> after[i] != before[i])
                                .boxed())
                        .containsExactlyInAnyOrder(
                                Arrays.stream(row.weights()).boxed().toArray(Integer[]::new));
            }
        }
    }

    @Test
    void theVectorsOfABankAreLookedAtTaskByTask() {
        HypernetSpec bank = Trials.hypernet(
                new GeneratorSpec.Chunked(5, 0), new ConditionSpec.PerTask(3, 4), Initialisation.HYPERFAN_IN, 6);
        TrialSpec trial = Trials.of(7, bank, Activation.TANH, Loss.CROSS_ENTROPY, 3, 5, 2);
        Examples examples = Planted.examples();
        try (Network network = Network.build(trial, DataType.DOUBLE);
                ProbedNetwork probed = new ProbedNetwork(trial, network, Planted.ofTasks(network, examples, 4, 2, 0))) {
            Embeddings embeddings = Embeddings.of(probed).get(0);

            assertThat(embeddings.rows()).hasSize(14);
            assertThat(embeddings.rows().get(1).name()).isEqualTo("row 1 of task 2");
            assertThat(embeddings.rows().get(1).from()).isEqualTo((2 * 7 + 1) * 3);
            assertThat(embeddings.rows().get(8).weights()).containsExactly(37, 38, 39, 40, 41);
            assertThat(new PieceFlow().findings(probed))
                    .singleElement()
                    .satisfies(finding ->
                            assertThat(finding.verdict()).as(finding.message()).isEqualTo(Verdict.OK));
        }
    }

    /** Their gradient is zero because their weights do not matter, and that is no fault. */
    @Test
    void aPieceThatTheLossDoesNotNeedMayHaveNoGradient() {
        Examples examples = Planted.examples();
        for (int row = 0; row < examples.size(); row++) {
            examples.features()[3 * row] = 0; // the first chunk makes this input's weights
        }
        try (Network network = chunked(z -> z)) {
            assertThat(findings(TRIAL, network, examples))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.OK));
        }
    }

    @Test
    void piecesThatAreAllMadeOfTheFirstVectorAreAFault() {
        try (Network network = chunked(z -> {
            SameDiff graph = z.getSameDiff();
            SDVariable first = graph.slice(z, new int[] {0, 0}, 1, 2);
            return graph.constant(Nd4j.ones(DataType.DOUBLE, 7, 1)).mmul(first);
        })) {
            Finding finding = FindingAssertions.on("z", findings(TRIAL, network, Planted.examples()));

            assertThat(finding.verdict()).isEqualTo(Verdict.DEAD);
            assertThat(finding.message())
                    .isEqualTo("z: 6 of 7 rows have no gradient, whatever their values, although the loss needs the"
                            + " weights that are made of them (row 1, row 2, row 3, row 4, row 5, ...): those weights"
                            + " are not made of these rows.");
        }
    }

    @Test
    void aSinglePieceWhoseVectorIsIgnoredIsAFault() {
        double[] mask = {1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1};
        try (Network network = chunked(
                z -> z.mul(z.getSameDiff().constant(Nd4j.createFromArray(mask).reshape(7, 2))))) {
            assertThat(FindingAssertions.on("z", findings(TRIAL, network, Planted.examples()))
                            .message())
                    .contains("z: 1 of 7 rows", "(row 4)");
        }
    }

    private static List<Finding> findings(TrialSpec trial, Network network, Examples examples) {
        try (ProbedNetwork probed = new ProbedNetwork(trial, network, examples)) {
            return new PieceFlow().findings(probed);
        }
    }

    /** The network of {@link #TRIAL} by hand, with ReLUs, but with something else in place of z. */
    private static Network chunked(UnaryOperator<SDVariable> condition) {
        try (Network sound = Network.build(TRIAL, DataType.DOUBLE)) {
            SameDiff graph = SameDiff.create();
            Map<String, SDVariable> t = new HashMap<>();
            for (Trainable trainable : sound.trainables()) {
                t.put(
                        trainable.name(),
                        graph.var(
                                trainable.name(),
                                sound.graph()
                                        .getVariable(trainable.name())
                                        .getArr()
                                        .dup()));
            }
            SDVariable pre = condition
                    .apply(t.get("z"))
                    .mmul(t.get("hyper/w0"))
                    .add(t.get("hyper/b0").reshape(1, 6));
            SDVariable all = graph.nn()
                    .relu(pre, 0)
                    .mmul(t.get("hyper/head/w"))
                    .add(t.get("hyper/head/b").reshape(1, 5));
            SDVariable flat = graph.slice(all.reshape(1, 35), new int[] {0, 0}, 1, 32)
                    .reshape(32)
                    .rename(Names.FLAT);
            Layout layout = sound.layout();
            Map<String, SDVariable> w = new HashMap<>();
            for (Slot slot : layout.slots()) {
                w.put(
                        slot.name(),
                        graph.slice(flat, new int[] {(int) slot.offset()}, (int)
                                        slot.shape().length())
                                .reshape(slot.shape().toArray()));
            }
            SDVariable x = graph.placeHolder(Names.X, DataType.DOUBLE, -1, 3);
            SDVariable y = graph.placeHolder(Names.Y, DataType.DOUBLE, -1, 2);
            SDVariable output = graph.math()
                    .tanh(x.mmul(w.get("w1")).add(w.get("b1").reshape(1, 5)))
                    .mmul(w.get("w2"))
                    .add(Names.OUTPUT, w.get("b2").reshape(1, 2));
            graph.loss()
                    .softmaxCrossEntropy("data-loss", y, output, null, LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT, 0)
                    .rename(Names.LOSS);
            graph.setLossVariables(Names.LOSS);
            return new Network(graph, layout, sound.trainables(), sound.layers(), List.of(), sound.examples());
        }
    }
}
