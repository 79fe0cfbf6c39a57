package io.weightloom.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.data.Examples;
import io.weightloom.data.Preprocessing;
import io.weightloom.network.Suitability;
import io.weightloom.network.Trials;
import io.weightloom.random.RandomStream;
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
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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
                        .filteredOn(finding -> finding.check() == CheckKind.EQUIVALENCE)
                        .hasSize(6)
                        .allSatisfy(finding -> assertThat(finding.measures().get("relative-error"))
                                .isLessThan(1e-13));
            }
        }
    }

    /** Every generator with every target that it suits, and each of those with a condition in turn. */
    static Stream<Arguments> combinations() {
        List<Arguments> all = new ArrayList<>();
        List<HypernetSpec> generators = new ArrayList<>(Trials.kinds(Initialisation.HYPERFAN_IN));
        generators.add(Trials.full(Initialisation.HYPERFAN_IN, 4, 6));
        generators.add(Trials.chunked(Initialisation.HYPERFAN_IN, 4, 5, 2, 6));
        List<TargetSpec> targets = Trials.targets();
        for (int i = 0; i < generators.size(); i++) {
            for (int j = 0; j < targets.size(); j++) {
                HypernetSpec h = generators.get(i);
                HypernetSpec own = new HypernetSpec(
                        h.generator(),
                        condition(i + j, h),
                        h.hidden(),
                        h.activation(),
                        h.init(),
                        h.norm(),
                        h.shared(),
                        h.residual());
                if (Suitability.misfits(Trials.of(1, targets.get(j), own, Loss.MSE))
                        .isEmpty()) {
                    all.add(Arguments.of(targets.get(j), own));
                }
            }
        }
        assertThat(all).hasSizeGreaterThan(generators.size() * targets.size() * 3 / 4);
        return all.stream();
    }

    private static ConditionSpec condition(int turn, HypernetSpec hypernet) {
        if (hypernet.condition() instanceof ConditionSpec.None none) {
            return none;
        }
        boolean embeds = !(hypernet.generator() instanceof GeneratorSpec.Tile)
                && !(hypernet.generator() instanceof GeneratorSpec.Chunked chunked && chunked.chunkDim() == 0);
        return switch (turn % 4) {
            case 0 -> new ConditionSpec.PerTask(3, 5);
            case 1 -> embeds ? new ConditionSpec.Descriptor(2, Encoding.MIP, 5) : new ConditionSpec.PerTask(4, 5);
            case 2 -> new ConditionSpec.Noise(3, 5);
            default -> new ConditionSpec.Learned(3);
        };
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void everyGeneratorIsSoundOnEveryTargetThatItSuits(TargetSpec target, HypernetSpec hypernet) {
        TrialSpec one = Trials.of(3, target, hypernet, Loss.CROSS_ENTROPY);
        TrainingSpec t = one.training();
        TrialSpec trial = new TrialSpec(
                3,
                new DataSpec(new SourceSpec.RotatedMoons(5, 2, 60, 0.1), 0.2, 0.2),
                target,
                hypernet,
                new TrainingSpec(t.epochs(), 8, t.optimizer(), t.learningRate(), t.schedule(), t.loss(), 0, 0, 0, 4),
                one.verify());
        Dataset moons = new Datasets().load(trial.data(), 3);
        Examples train = moons.train();
        int inputs = (int) target.input().width();
        float[] features = RandomStream.VERIFICATION.gaussians(3, 0, train.size() * inputs);
        Examples wide = new Examples(features, train.labels(), train.size(), inputs, train.outputs(), train.starts());
        Dataset data = new Dataset(
                moons.labelKind(),
                wide,
                wide,
                wide,
                Optional.empty(),
                moons.fingerprint(),
                Preprocessing.none(wide.inputs(), moons.labelKind(), wide.outputs(), moons.tasks()));

        assertThat(Verifier.verify(trial, data).faults()) // of a few channels all may be silent
                .allMatch(fault ->
                        fault.verdict() == Verdict.DEAD && fault.message().contains("ReLUs that let nothing"));
    }
}
