package io.weightloom.spec.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.OrderSpec;
import io.weightloom.spec.ScheduleSpec;
import io.weightloom.spec.Settings;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.VerifySpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.fault.Misfit;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KnownPartsTests {

    private static final OptimizerSpec SGD = new OptimizerSpec.Sgd(0.9, 0);
    private static final OrderSpec TOGETHER = new OrderSpec.Together();
    private static final OrderSpec SEQUENTIAL = new OrderSpec.Sequential(0.1, OrderSpec.LookAhead.STEP);
    private static final OrderSpec FREE = new OrderSpec.Sequential(0, OrderSpec.LookAhead.NONE);
    private static final TargetSpec WAVES = mlp(1, 8, 1);
    private static final SourceSpec SINES = new SourceSpec.SineFamily(4, 1, 20);

    /** Trials at the edge: one more example per step, or one with the controls that are cut, would not do. */
    static Stream<TrialSpec> good() {
        return Stream.of(
                trial(new SourceSpec.Moons(40, 0.1), mlp(2, 8, 2), hypernet(learned()), training(32, 2, 1, TOGETHER)),
                trial(SINES, WAVES, hypernet(described()), training(16, 2, 4, TOGETHER)),
                trial(SINES, WAVES, hypernet(new ConditionSpec.PerTask(3, 4)), training(16, 2, 1, SEQUENTIAL)),
                trial(SINES, WAVES, chunked(5, described()), training(16, 2, 1, SEQUENTIAL)),
                trial(SINES, WAVES, hypernet(learned()), training(16, 2, 1, FREE)),
                trial(SINES, WAVES, new WeightsSpec.Pruned(5), training(16, 2, 1, TOGETHER)));
    }

    static Stream<TrialSpec> bad() {
        SourceSpec table = new SourceSpec.Csv(Path.of("a.csv"), "y", LabelKind.REGRESSION);
        return Stream.of(
                trial(new SourceSpec.Moons(40, 0.1), mlp(3, 8, 4), hypernet(learned()), training(33, 2, 1, TOGETHER)),
                trial(
                        new SourceSpec.Glyphs(99, 8, 0.1),
                        mlp(64, 10),
                        hypernet(described()),
                        training(1, 2, 1, TOGETHER)),
                trial(SINES, WAVES, chunked(0, described()), training(17, 2, 5, SEQUENTIAL)),
                trial(SINES, WAVES, chunked(0, learned()), training(16, 2, 1, SEQUENTIAL)),
                trial(new DataSpec.Permuted(table, 2), WAVES, hypernet(described()), training(16, 2, 1, TOGETHER)),
                trial(SINES, WAVES, new WeightsSpec.RankCut(5), training(16, 1, 1, TOGETHER)));
    }

    @ParameterizedTest
    @MethodSource("good")
    void nothingThatStandsInForAMissingSettingIsAtFault(TrialSpec trial) {
        Settings settings = TrialSettings.of(trial);

        assertThat(Consistency.of(trial).misfits()).isEmpty();
        assertThat(settings.values().keySet())
                .allSatisfy(path ->
                        assertThat(misfits(settings.without(path), trial)).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("bad")
    void recordsAreJudgedAsTheirSettingsAre(TrialSpec trial) {
        assertThat(Consistency.of(trial).misfits()).isNotEmpty().isEqualTo(misfits(TrialSettings.of(trial), trial));
    }

    private static List<Misfit> misfits(Settings settings, TrialSpec trial) {
        return KnownParts.of(settings, Consistency.of(trial).controls()).misfits();
    }

    private static TargetSpec mlp(Integer... layers) {
        return new TargetSpec.Mlp(List.of(layers), Activation.RELU);
    }

    private static ConditionSpec learned() {
        return new ConditionSpec.Learned(3);
    }

    private static ConditionSpec described() {
        return new ConditionSpec.Descriptor(2, ConditionSpec.Encoding.MIP, 4);
    }

    private static WeightsSpec hypernet(ConditionSpec condition) {
        return new HypernetSpec(
                new GeneratorSpec.Full(), condition, List.of(4), Activation.RELU, Initialisation.BIAS_HYPERINIT);
    }

    private static WeightsSpec chunked(int chunkDim, ConditionSpec condition) {
        return new HypernetSpec(
                new GeneratorSpec.Chunked(7, chunkDim),
                condition,
                List.of(4),
                Activation.RELU,
                chunkDim == 0 ? Initialisation.BIAS_HYPERINIT : Initialisation.MIP);
    }

    private static TrainingSpec training(int batchSize, int epochs, int tasksPerStep, OrderSpec order) {
        return new TrainingSpec(
                epochs, batchSize, SGD, 0.1, new ScheduleSpec.Step(0, 1, 0.5), Loss.MSE, 0, 0, 0, tasksPerStep, order);
    }

    private static TrialSpec trial(SourceSpec source, TargetSpec target, WeightsSpec weights, TrainingSpec training) {
        return new TrialSpec(
                1,
                new DataSpec(source, 0.1, 0.1),
                target,
                weights,
                training,
                new VerifySpec(VerifySpec.OnFault.REJECT, 8));
    }
}
