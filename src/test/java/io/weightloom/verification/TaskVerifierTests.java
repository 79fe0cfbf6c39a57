package io.weightloom.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Datasets;
import io.weightloom.network.Trials;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.ConditionSpec.Damage;
import io.weightloom.spec.ConditionSpec.Encoding;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks of several tasks pass verification, all its checks. */
class TaskVerifierTests {

    static Stream<ConditionSpec> conditions() {
        return Stream.of(
                new ConditionSpec.Learned(3),
                new ConditionSpec.PerTask(3, 5),
                new ConditionSpec.Descriptor(2, Encoding.NONE, 5),
                new ConditionSpec.Descriptor(2, Encoding.MIP, 5),
                new ConditionSpec.PerTask(3, 5, Damage.FROZEN),
                new ConditionSpec.Descriptor(2, Encoding.NONE, 5, Damage.FROZEN),
                new ConditionSpec.Descriptor(2, Encoding.MIP, 5, Damage.FROZEN),
                new ConditionSpec.Noise(3, 5));
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void everyConditionOnEveryGeneratorIsSound(ConditionSpec condition) {
        for (Loss loss : new Loss[] {Loss.CROSS_ENTROPY, Loss.MAE}) {
            for (GeneratorSpec generator :
                    new GeneratorSpec[] {new GeneratorSpec.Full(), new GeneratorSpec.Chunked(9, 3)}) {
                HypernetSpec hypernet = Trials.hypernet(generator, condition, Initialisation.HYPERFAN_IN, 8);
                TrialSpec one = Trials.of(3, hypernet, Activation.TANH, loss, 2, 6, 2);
                TrainingSpec t = one.training();
                TrialSpec trial = new TrialSpec(
                        3,
                        new DataSpec(new SourceSpec.RotatedMoons(5, 2, 60, 0.1), 0.2, 0.2),
                        one.target(),
                        hypernet,
                        new TrainingSpec(
                                t.epochs(), 8, t.optimizer(), t.learningRate(), t.schedule(), loss, 0, 0.01, 0, 4),
                        one.verify());

                Verification verification = Verifier.verify(trial, new Datasets().load(trial.data(), 3));

                assertThat(verification.faults()).isEmpty();
                assertThat(verification.findings())
                        .filteredOn(finding -> finding.check() == Check.EQUIVALENCE)
                        .hasSize(6)
                        .allSatisfy(finding -> assertThat(finding.measures().get("relative-error"))
                                .isLessThan(1e-13));
            }
        }
    }
}
