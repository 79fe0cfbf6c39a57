package io.weightloom.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.network.Trials;
import io.weightloom.spec.Activation;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeasuredStartsTests {

    private static final Examples EXAMPLES = Planted.examples(200, 64, 10);

    /** Two layers, so that the second one shows what the first one's start leads to. */
    private static final TrialSpec TRIAL = Trials.of(
            3, Trials.full(Initialisation.HYPERFAN_IN, 16, 64, 64), Activation.RELU, Loss.CROSS_ENTROPY, 64, 96, 10);

    @Test
    void hyperfanInFitsAndKaimingIsAHundredTimesTooLoud() {
        Map<Initialisation, MeasuredStart> starts = measured(TRIAL);

        assertThat(starts.keySet()).containsExactlyInAnyOrder(Initialisation.values());
        assertThat(start(starts, Initialisation.HYPERFAN_IN).fits()).isTrue();
        assertThat(List.of(Initialisation.DEFAULT_HEADS, Initialisation.KAIMING, Initialisation.BIAS_HYPERINIT))
                .noneMatch(init -> start(starts, init).fits());
        MeasuredStart.Layer good =
                start(starts, Initialisation.HYPERFAN_IN).layers().get(0);
        assertThat(good.wantedVariance()).isEqualTo(2.0 / 64);
        assertThat(good.wantedPower()).isEqualTo(2);
        assertThat(good.biasShare()).isCloseTo(0.5, within(0.05));
        MeasuredStart.Layer loud =
                start(starts, Initialisation.KAIMING).layers().get(0);
        assertThat(loud.variance().value() / good.variance().value()).isBetween(50.0, 150.0);
        assertThat(loud.varianceFits() || loud.powerFits()).isFalse();
        assertThat(start(starts, Initialisation.KAIMING).loss().value())
                .isGreaterThan(
                        10 * start(starts, Initialisation.HYPERFAN_IN).loss().value());
    }

    @Test
    void whatOneHeadMakesManyPartsOfIsNotComparedWithBiasHyperinit() {
        TrialSpec chunked = Trials.of(
                3, Trials.chunked(Initialisation.MIP, 8, 64, 0, 16), Activation.TANH, Loss.CROSS_ENTROPY, 64, 96, 10);

        Map<Initialisation, MeasuredStart> starts = measured(chunked);

        assertThat(starts).doesNotContainKey(Initialisation.BIAS_HYPERINIT).containsKey(Initialisation.HARMONIC);
        MeasuredStart.Layer second =
                start(starts, Initialisation.HYPERFAN_IN).layers().get(1);
        assertThat(second.wantedPower()).isNaN(); // behind tanh
        assertThat(second.powerFits()).isTrue();
    }

    @Test
    void everyNetworkThatIsBuiltIsTold() {
        MeasuredStarts comparison = MeasuredStarts.of(TRIAL);
        List<Integer> built = new ArrayList<>();

        comparison.measure(data(), built::add);

        assertThat(comparison.seeds()).isEqualTo(20);
        assertThat(built)
                .isEqualTo(
                        IntStream.rangeClosed(1, comparison.networks()).boxed().toList());
    }

    @Test
    void ofLargeNetworksFewerAreDrawn() {
        TrialSpec large =
                Trials.of(3, Trials.full(Initialisation.MIP, 8, 64), Activation.RELU, Loss.CROSS_ENTROPY, 784, 400, 10);

        assertThat(MeasuredStarts.of(large).seeds()).isEqualTo(3);
    }

    @Test
    void aPlainNetworkHasNoneToCompare() {
        TrialSpec plain = Trials.of(3, new WeightsSpec.Plain(), Activation.RELU, Loss.CROSS_ENTROPY, 64, 10);

        assertThatIllegalArgumentException().isThrownBy(() -> MeasuredStarts.of(plain));
    }

    /** numpy 2.2.1: {@code numpy.std([1, 2, 6], ddof=1) / 3 ** 0.5} is 1.5275252316519465. */
    @Test
    void meansHaveTheirStandardErrors() {
        MeasuredStart.Mean mean = MeasuredStart.Mean.of(new double[] {1, 2, 6});

        assertThat(mean.value()).isEqualTo(3);
        assertThat(mean.error()).isCloseTo(1.5275252316519465, within(1e-15));
        assertThat(mean.isNear(7)).isTrue(); // 7 - 3 < 0.2 * 7 + 2 * 1.53
        assertThat(mean.isNear(8)).isFalse();
        assertThat(mean.isNear(2)).isTrue(); // 3 - 2 < 0.2 * 2 + 2 * 1.53 * 2 / 3
        assertThat(mean.isNear(1)).isFalse();
        assertThat(MeasuredStart.Mean.of(new double[] {3}).isNear(3.5)).isTrue();
        assertThat(MeasuredStart.Mean.of(new double[] {3}).isNear(4)).isFalse();
    }

    private static MeasuredStart start(Map<Initialisation, MeasuredStart> starts, Initialisation init) {
        MeasuredStart start = starts.get(init);
        if (start == null) {
            throw new AssertionError("No " + init + " in " + starts.keySet());
        }
        return start;
    }

    private static Map<Initialisation, MeasuredStart> measured(TrialSpec trial) {
        return MeasuredStarts.of(trial).measure(data(), built -> {}).stream()
                .collect(Collectors.toMap(MeasuredStart::init, Function.identity()));
    }

    private static Dataset data() {
        return new Dataset(LabelKind.CLASSIFICATION, EXAMPLES, EXAMPLES, EXAMPLES, "");
    }
}
