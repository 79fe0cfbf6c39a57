package io.weightloom.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Datasets;
import io.weightloom.network.Trials;
import io.weightloom.spec.Activation;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoundedTests {

    static Stream<WeightsSpec> rounded() {
        return Stream.of(
                new WeightsSpec.Quantised(8),
                new WeightsSpec.Quantised(4),
                Trials.inBits(Trials.full(Initialisation.HYPERFAN_IN, 4, 70), 16),
                Trials.inBits(Trials.full(Initialisation.HYPERFAN_IN, 4, 70), 8));
    }

    /** All that is verified of other networks is, where gradients are taken: loss, gradients, updates, evaluation. */
    @ParameterizedTest
    @MethodSource("rounded")
    void aRoundedNetworkIsVerifiedAtItsRoundedNumbersAndSaysSo(WeightsSpec weights) {
        TrialSpec trial = new TrialSpec(
                3,
                new DataSpec(new SourceSpec.Moons(120, 0.1), 0.2, 0.2),
                new TargetSpec.Mlp(List.of(2, 16, 2), Activation.TANH),
                weights,
                new TrainingSpec(2, 16, 0.01, Loss.CROSS_ENTROPY));

        Verification verification = Verifier.verify(trial, new Datasets().load(trial.data(), trial.seed()));

        assertThat(verification.faults()).isEmpty();
        assertThat(verification.findings())
                .anySatisfy(finding -> {
                    assertThat(finding.check()).isEqualTo(CheckKind.UPDATE);
                    assertThat(finding.subject()).isEqualTo("rounding");
                    assertThat(finding.measures().get("largest-move")).isPositive();
                })
                .anySatisfy(finding -> {
                    assertThat(finding.check()).isEqualTo(CheckKind.EVALUATION);
                    assertThat(finding.verdict()).isEqualTo(Verdict.OK);
                })
                .anySatisfy(finding -> assertThat(finding.check()).isEqualTo(CheckKind.BATCH));
    }
}
