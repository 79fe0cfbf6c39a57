package io.weightloom.runner.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.network.Trials;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.fault.Misfit;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class CapacityTests {

    private static final AvailableMemory PLENTY = new AvailableMemory(64L << 30, 256L << 30);

    private static final WeightsSpec LINEAR = Trials.full(Initialisation.DEFAULT, 1);

    @Test
    void theNetworksOfTheExamplesFitAnyMachine() {
        TrialSpec largest = trial(Trials.full(Initialisation.HYPERFAN_IN, 8, 64), 784, 32, 10);

        assertThat(Capacity.fault(largest, new AvailableMemory(256L << 20, 1L << 30)))
                .isEmpty();
    }

    /** A checkpoint of Adam could not hold more in one array. */
    @Test
    void moreThanAHundredMillionNumbersAreRefusedWhateverTheMemory() {
        assertThat(Capacity.fault(trial(LINEAR, 49, 980_000, 1), PLENTY)).isEmpty();
        assertThat(Capacity.fault(trial(LINEAR, 50, 1_000_000, 1), PLENTY))
                .hasValue("makes a network of 104,000,003 numbers for 52,000,001 target weights, most of the numbers in"
                        + " hyper/head/w; at most 100,000,000 of each are possible");
    }

    /** A head of one row for each chunk is small; what it makes is not. */
    @Test
    void targetWeightsAreLimitedToo() {
        WeightsSpec chunked = Trials.chunked(Initialisation.DEFAULT, 1, 10_000, 0, 4);

        assertThat(Capacity.fault(trial(chunked, 100, 1_000_000, 1), PLENTY))
                .hasValue("makes a network of 60,209 numbers for 102,000,001 target weights;"
                        + " at most 100,000,000 of each are possible");
    }

    /** It is not trained, but drawn. */
    @Test
    void aFixedConditionTakesRoom() {
        WeightsSpec fixed = Trials.hypernet(
                new GeneratorSpec.Chunked(1, 0), new ConditionSpec.Fixed(1000), Initialisation.DEFAULT, 4);

        assertThat(Capacity.fault(trial(fixed, 100, 1000, 1), PLENTY))
                .hasValue("makes a network of 102,005,009 numbers for 102,001 target weights, most of the numbers in z;"
                        + " at most 100,000,000 of each are possible");
    }

    @Test
    void whatOverflowsAnyWholeNumberIsRefusedAsWell() {
        WeightsSpec full = Trials.full(Initialisation.HYPERFAN_IN, 100_000, 1_000_000);
        Integer[] layers = new Integer[20];
        Arrays.fill(layers, 1_000_000);

        assertThat(Capacity.fault(trial(full, layers), PLENTY).orElseThrow())
                .startsWith("makes a network of 19,000,0")
                .endsWith("; at most 100,000,000 of each are possible");
    }

    @Test
    void hiddenLayersThatAreTooLargeForAllChunksTogetherAreRefused() {
        WeightsSpec chunked = Trials.chunked(Initialisation.DEFAULT, 1, 1, 0, 300);

        assertThat(Capacity.fault(trial(chunked, 10, 100_000, 1), PLENTY))
                .hasValue("makes a network of 1,200,902 numbers for 1,200,001 target weights by way of 360,000,300"
                        + " numbers in hidden layers; at most 250,000,000 are possible");
    }

    @Test
    void layersThatAreTooLargeForABatchAreRefused() {
        TrialSpec wide = trial(LINEAR, 2, 1_000_000, 1);
        TrainingSpec t = wide.training();
        TrainingSpec large = new TrainingSpec(1, 300, t.optimizer(), t.learningRate(), t.schedule(), t.loss(), 0, 0, 0);
        TrialSpec trial = new TrialSpec(wide.seed(), wide.data(), wide.target(), LINEAR, large, wide.verify());

        assertThat(Capacity.fault(wide, PLENTY)).isEmpty();
        assertThat(Capacity.fault(trial, PLENTY))
                .hasValue("makes a network of 8,000,003 numbers for 4,000,001 target weights, whose layers hold"
                        + " 300,000,300 numbers for a batch of 300; at most 250,000,000 are possible");
    }

    @Test
    void whatDoesNotFitTheHeapOrTheMachineIsRefusedWithItsSize() {
        TrialSpec trial = trial(Trials.full(Initialisation.DEFAULT, 8, 64), 784, 32, 10);

        assertThat(Capacity.fault(trial, new AvailableMemory(160_000_000, 1L << 40)))
                .hasValue("makes a network of 1,654,834 numbers for 25,450 target weights, which take about 167 MB of"
                        + " Java heap, but this process may use 160 MB (more with java -Xmx...)");
        assertThat(Capacity.fault(trial, new AvailableMemory(170_000_000, 260_000_000)))
                .hasValue("makes a network of 1,654,834 numbers for 25,450 target weights, which take about 263 MB of"
                        + " memory, but this machine has 260 MB");
        assertThat(Capacity.fault(trial, new AvailableMemory(170_000_000, 270_000_000)))
                .isEmpty();
    }

    @Test
    void thisMachineHasMemory() {
        assertThat(AvailableMemory.here().heap()).isPositive();
        assertThat(AvailableMemory.here().machine()).isGreaterThanOrEqualTo(256L << 20);
    }

    @Test
    void moreLayersThanCanBeWorkedAreRefused() {
        WeightsSpec deep = Trials.full(Initialisation.DEFAULT, 2, widths(1_990));

        assertThat(Capacity.tooDeep(trial(new WeightsSpec.Plain(), widths(2_001))))
                .isEmpty();
        assertThat(Capacity.tooDeep(trial(new WeightsSpec.Plain(), widths(2_002))))
                .hasValue(new Misfit(
                        "target",
                        "makes a network of 2,001 layers with weights, one behind the other (2,001 of the target, 0 hidden ones"
                                + " of the generator); at most 2,000 are possible"));
        assertThat(Capacity.tooDeep(trial(deep, widths(11)))).isEmpty();
        assertThat(Capacity.tooDeep(trial(deep, widths(12))).orElseThrow().setting())
                .isEqualTo("hypernet.hidden");
    }

    /** An LSTM with layer norms has 94 operations a step, and 235 where one with layer norms makes its weights. */
    @Test
    void windowsThatAreTooLongToBeUnrolledAreRefusedWithTheStepsThatAreNot() {
        RecurrentSpec most = new RecurrentSpec.Lstm(65, 128, 1, RecurrentSpec.Norm.LAYER, 31, 500);
        HypernetSpec anew = Trials.hypernet(
                new GeneratorSpec.RowScaling(),
                new ConditionSpec.Recurrent(4, 32, RecurrentSpec.Norm.LAYER, 0),
                Initialisation.DEFAULT);

        assertThat(Capacity.tooLong(Trials.of(1, most, new WeightsSpec.Plain(), Loss.CROSS_ENTROPY)))
                .isEmpty();
        assertThat(Capacity.tooLong(Trials.of(1, most.over(31, 501), new WeightsSpec.Plain(), Loss.CROSS_ENTROPY)))
                .hasValue(new Misfit(
                        "data.steps",
                        "and data.unscored make 532 steps, which are unrolled in one graph of about 50,008 operations; at most"
                                + " 50,000 are possible, which are 531 steps of this network"));
        assertThat(Capacity.objection(Trials.of(1, most, anew, Loss.CROSS_ENTROPY), PLENTY)
                        .orElseThrow()
                        .message())
                .contains("531 steps", "about 124,785 operations", "which are 212 steps");
        assertThat(Capacity.tooLong(trial(new WeightsSpec.Plain(), 2, 2))).isEmpty();
    }

    /**
     * An LSTM whose weights are made anew at each of 200 steps was seen to run out of a heap of 180 MB, but not of 220.
     */
    @Test
    void unrolledGraphsThatDoNotFitTheHeapAreRefusedHoweverSmallTheNetworkIs() {
        HypernetSpec anew = Trials.hypernet(
                new GeneratorSpec.RowScaling(),
                new ConditionSpec.Recurrent(2, 4, RecurrentSpec.Norm.LAYER, 0),
                Initialisation.DEFAULT);
        TrialSpec trial = Trials.of(
                1, new RecurrentSpec.Lstm(65, 4, 1, RecurrentSpec.Norm.LAYER, 0, 200), anew, Loss.CROSS_ENTROPY);

        assertThat(Capacity.objection(trial, new AvailableMemory(180_000_000, 1L << 40)))
                .hasValueSatisfying(misfit -> assertThat(misfit.message())
                        .contains("numbers for", "which take about 235 MB of Java heap", "may use 180 MB"));
        assertThat(Capacity.objection(trial, new AvailableMemory(240_000_000, 1L << 40)))
                .isEmpty();
    }

    private static Integer[] widths(int count) {
        return Collections.nCopies(count, 2).toArray(Integer[]::new);
    }

    private static TrialSpec trial(WeightsSpec weights, Integer... layers) {
        return Trials.of(1, weights, Activation.RELU, Loss.MSE, layers);
    }
}
