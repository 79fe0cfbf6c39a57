package io.weightloom.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.layout.Ledger;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FootprintTests {

    static Stream<WeightsSpec> sources() {
        return Stream.concat(Stream.of(new WeightsSpec.Plain()), NetworkTests.generators());
    }

    @ParameterizedTest
    @MethodSource("sources")
    void countsWhatTheLedgerCountsAndWhatIsFixed(WeightsSpec weights) {
        TrialSpec trial = Trials.of(1, weights, Activation.RELU, Loss.MSE, 3, 5, 2);

        Footprint footprint = Footprint.of(trial, 10);

        Ledger ledger = Ledgers.of(trial.target(), weights);
        long fixed = weights instanceof HypernetSpec hypernet && hypernet.condition() instanceof ConditionSpec.Fixed z
                ? z.zDim()
                : weights instanceof HypernetSpec other
                                && other.generator() instanceof GeneratorSpec.Coordinates coordinates
                                && coordinates.emits() != GeneratorSpec.Coordinates.Emits.ROW
                        ? ledger.generated() // a scale for each
                        : 0;
        assertThat(footprint.theta()).isEqualTo((double) ledger.theta());
        assertThat(footprint.parameters()).isEqualTo((double) (ledger.trainable() + fixed));
        assertThat(footprint.activations()).isEqualTo((5 + 2) * 10);
    }

    @Test
    void hiddenLayersAreCountedOnceForEachChunk() {
        TrialSpec full = Trials.of(1, Trials.full(Initialisation.DEFAULT, 2, 6, 7), Activation.RELU, Loss.MSE, 3, 5, 2);
        TrialSpec chunked = Trials.of(
                1, Trials.chunked(Initialisation.DEFAULT, 2, 10, 0, 6, 7), Activation.RELU, Loss.MSE, 3, 5, 2);

        assertThat(Footprint.of(full, 1).hidden()).isEqualTo(13);
        assertThat(Footprint.of(chunked, 1).hidden()).isEqualTo(13 * 4);
        assertThat(Footprint.of(full, 1).largest()).isEqualTo("hyper/head/w");
        assertThat(Footprint.of(Trials.of(1, new WeightsSpec.Plain(), Activation.RELU, Loss.MSE, 3, 5, 2), 1)
                        .hidden())
                .isZero();
    }

    /** A patch of 9 numbers at each of 16 places, two channels, and two outputs; the kernel has 18 weights. */
    @Test
    void verificationTakesItsExamplesWhateverTheBatch() {
        TargetSpec pictures = new TargetSpec.Conv(
                List.of(1, 4, 4),
                List.of(new TargetSpec.Convolution(3, 3, 2)),
                2,
                TargetSpec.Pooling.MAX,
                List.of(2),
                Activation.RELU);
        TrialSpec one = Trials.of(1, pictures, Trials.full(Initialisation.DEFAULT, 2), Loss.MSE);
        TrialSpec ofTasks = one.with(Trials.hypernet(
                        new GeneratorSpec.Full(), new ConditionSpec.PerTask(2, 7), Initialisation.DEFAULT))
                .with(tasksPerStep(5, one.training()));
        int example = (9 + 2) * 16 + 2;

        assertThat(numbersOfLayers(one, 1)).isEqualTo(example * 31);
        assertThat(numbersOfLayers(one, 100)).isEqualTo(example * 100);
        assertThat(numbersOfLayers(ofTasks, 1)).isEqualTo((example + 18) * 31 * 3);
        assertThat(numbersOfLayers(ofTasks, 100)).isEqualTo(example * 100 * 5);
    }

    /** Of 42 operations at each step, whatever the batch; what a step computes of an example comes on top. */
    @Test
    void eachOperationOfAnUnrolledGraphTakesMemoryOfItsOwn() {
        TrialSpec few = Trials.of(1, lstm(50), new WeightsSpec.Plain(), Loss.CROSS_ENTROPY);
        TrialSpec many = Trials.of(1, lstm(200), new WeightsSpec.Plain(), Loss.CROSS_ENTROPY);
        int batch = Footprint.VERIFIED_EXAMPLES;
        double computed = 24
                * (Footprint.of(many, batch).activations()
                        - Footprint.of(few, batch).activations());

        assertThat(Footprint.of(many, batch).heapBytes()
                        - Footprint.of(few, batch).heapBytes())
                .isEqualTo(5_000 * 42 * 150);
        assertThat(Footprint.of(many, batch).nativeBytes()
                        - Footprint.of(few, batch).nativeBytes()
                        - computed)
                .isCloseTo(5_000 * 42 * 150, within(1.0));
    }

    private static RecurrentSpec lstm(int steps) {
        return new RecurrentSpec.Lstm(3, 2, 1, RecurrentSpec.Norm.NONE, 0, steps);
    }

    /** For which native memory is counted. */
    private static double numbersOfLayers(TrialSpec trial, int batch) {
        Footprint size = Footprint.of(trial, batch);
        double generated = size.theta() * trial.training().tasksPerStep();
        return (size.nativeBytes() - 55 * size.parameters() - 220 * generated) / 24;
    }

    private static TrainingSpec tasksPerStep(int tasks, TrainingSpec t) {
        return new TrainingSpec(
                t.epochs(), t.batchSize(), t.optimizer(), t.learningRate(), t.schedule(), t.loss(), 0, 0, 0, tasks);
    }
}
