package io.weightloom.network.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.network.target.TargetNetwork;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.Activation;
import io.weightloom.spec.TargetSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The table of Chang et al. 2020, computed by hand for a target 3-8-2 with a ReLU, whose layers have c = 2 and c = 1.
 */
class HyperfanTests {

    private static final TargetNetwork TARGET = Targets.of(new TargetSpec.Mlp(List.of(3, 8, 2), Activation.RELU));

    @Test
    void hyperfanInSharesThePowerBetweenWeightsAndBiases() {
        assertVariances(Hyperfan.in(TARGET, Set.of()), 2 / 6.0, 1, 1 / 16.0, 0.5);
    }

    @Test
    void weightsHaveAllOfItWhereBiasesAreNotGenerated() {
        assertVariances(Hyperfan.in(TARGET, Set.of("b1", "b2")), 2 / 3.0, 0, 1 / 8.0, 0);
    }

    @Test
    void hyperfanOutGoesByTheOutputsAndBiasesFillUp() {
        assertVariances(Hyperfan.out(TARGET, Set.of()), 2 / 8.0, 2 * (1 - 3 / 8.0), 1 / 2.0, 0);
    }

    @Test
    void harmonicIsTheHarmonicMeanOfBoth() {
        assertVariances(
                Hyperfan.harmonic(TARGET, Set.of()),
                2 / (6 / 2.0 + 8 / 2.0),
                2 / (1 / 1.0 + 1 / 1.25),
                2 / (16 + 2.0),
                0);
    }

    @Test
    void plainIsWhatPyTorchGives() {
        assertVariances(Hyperfan.plain(TARGET.layout()), 1 / 9.0, 1 / 9.0, 1 / 24.0, 1 / 24.0);
    }

    private static void assertVariances(Map<String, Double> variances, double w1, double b1, double w2, double b2) {
        assertThat(variances.keySet()).containsExactly("w1", "b1", "w2", "b2");
        assertThat(variances.get("w1")).isCloseTo(w1, within(1e-15));
        assertThat(variances.get("b1")).isCloseTo(b1, within(1e-15));
        assertThat(variances.get("w2")).isCloseTo(w2, within(1e-15));
        assertThat(variances.get("b2")).isCloseTo(b2, within(1e-15));
    }
}
