package io.weightloom.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.network.Structures;
import io.weightloom.network.Trials;
import io.weightloom.program.natives.Natives;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.ScheduleSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.training.Probes;
import io.weightloom.training.TrainingResult;
import io.weightloom.verification.Finding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trials whose structures were built for trials before them. */
class StructuresTests {

    private final Datasets datasets = new Datasets();

    /** All that a trial leaves, but for times. */
    private record Left(
            TrainingResult result, Optional<Probes> probes, Map<String, String> weights, List<Double> epochs) {}

    static Stream<WeightsSpec> sources() {
        return Stream.concat(
                Stream.of(
                        new WeightsSpec.Plain(),
                        Trials.full(Initialisation.DEFAULT, 4, 6),
                        Trials.chunked(Initialisation.DEFAULT, 3, 8, 2, 5),
                        Trials.hypernet(
                                new GeneratorSpec.Full(), new ConditionSpec.Fixed(4), Initialisation.DEFAULT, 6),
                        Trials.hypernet(
                                new GeneratorSpec.Full(), new ConditionSpec.Noise(4, 3), Initialisation.DEFAULT, 6)),
                Trials.kinds(Initialisation.DEFAULT).stream().limit(3));
    }

    private static TrialSpec trial(long seed, WeightsSpec weights) {
        return Trials.of(seed, weights, Activation.RELU, Loss.CROSS_ENTROPY, 2, 5, 2);
    }

    @ParameterizedTest
    @MethodSource("sources")
    void aTrialLeavesTheSameBitsWhateverCameBeforeIt(WeightsSpec weights) {
        TrialSpec trial = trial(3, weights);
        List<Finding> firstFound = new ArrayList<>();
        List<Finding> laterFound = new ArrayList<>();
        Left alone = run(trial, Structures.NONE, new ArrayList<>());
        try (Structures fresh = Structures.keeping();
                Structures used = Structures.keeping()) {
            Left first = run(trial, fresh, firstFound);
            int others = weights instanceof WeightsSpec.Plain ? 50 : 3;
            for (int seed = 100; seed < 100 + others; seed++) {
                run(withRate(trial(seed, weights), 1e-3 * (seed % 7 + 1)), used, new ArrayList<>());
            }
            Left later = run(trial, used, laterFound);

            assertThat(first).isEqualTo(alone);
            assertThat(later).isEqualTo(alone);
            assertThat(laterFound).isEqualTo(firstFound);
        }
    }

    @Test
    void aHypernetworkLeavesTheSameBitsAfterFiftyOthers() {
        WeightsSpec weights = Trials.full(Initialisation.DEFAULT, 4, 6);
        TrialSpec trial = trial(3, weights);
        try (Structures used = Structures.keeping()) {
            for (int seed = 100; seed < 150; seed++) {
                run(withRate(trial(seed, weights), 1e-3 * (seed % 7 + 1)), used, new ArrayList<>());
            }

            assertThat(run(trial, used, new ArrayList<>())).isEqualTo(run(trial, Structures.NONE, new ArrayList<>()));
        }
    }

    /** Of thirteen structures there are more graphs than are kept; the first ones are thrown away, and built again. */
    @Test
    void structuresDoNotMixAlsoWhereThereAreMoreThanAreKept() {
        try (Structures used = Structures.keeping()) {
            for (int round = 0; round < 2; round++) {
                for (int hidden = 6; hidden < 19; hidden++) {
                    TrialSpec trial = trial(3, Trials.full(Initialisation.DEFAULT, 4, hidden));

                    Left alone = run(trial, Structures.NONE, new ArrayList<>());

                    assertThat(run(trial, used, new ArrayList<>())).isEqualTo(alone);
                }
            }
        }
    }

    @Test
    void aTrialThatDivergedLeavesNothingToTheNext() {
        WeightsSpec weights = Trials.full(Initialisation.DEFAULT, 4, 6);
        TrialSpec trial = trial(3, weights);
        try (Structures used = Structures.keeping()) {
            TrialSpec wild = withRate(trial(4, weights), 1e30);
            Dataset data = datasets.load(wild.data(), wild.seed());
            try (TrialRun run = TrialRun.open(wild, data, Optional.empty(), used, TrialListener.NONE)) {
                assertThat(run.segment(() -> false).outcome()).containsInstanceOf(TrialOutcome.Diverged.class);
            }

            assertThat(run(trial, used, new ArrayList<>())).isEqualTo(run(trial, Structures.NONE, new ArrayList<>()));
        }
    }

    /** As without structures that are kept, but for the words that say what numbers were compared with. */
    @ParameterizedTest
    @MethodSource("sources")
    void theSameIsFoundByCompiledProgramsAsBySameDiff(WeightsSpec weights) {
        List<Finding> bySameDiff = new ArrayList<>();
        List<Finding> compiled = new ArrayList<>();
        run(trial(3, weights), Structures.NONE, bySameDiff);
        try (Structures used = Structures.keeping()) {
            run(trial(2, weights), used, new ArrayList<>());
            run(trial(3, weights), used, compiled);
        }

        assertThat(compiled.stream().map(StructuresTests::verdict))
                .isEqualTo(bySameDiff.stream().map(StructuresTests::verdict).toList());
    }

    private static String verdict(Finding finding) {
        return "%s %s %s %s"
                .formatted(
                        finding.check(),
                        finding.subject(),
                        finding.verdict(),
                        finding.measures().keySet());
    }

    private static TrialSpec withRate(TrialSpec trial, double rate) {
        TrainingSpec training = trial.training();
        return trial.with(new TrainingSpec(
                training.epochs(),
                training.batchSize(),
                new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0),
                rate,
                new ScheduleSpec.Constant(0),
                training.loss(),
                0,
                0,
                0));
    }

    private Left run(TrialSpec trial, Structures structures, List<Finding> findings) {
        Natives.load();
        Dataset data = datasets.load(trial.data(), trial.seed());
        try (TrialRun run = TrialRun.open(trial, data, Optional.empty(), structures, TrialListener.NONE)) {
            findings.addAll(run.start().orElseThrow().verification().findings());
            SegmentResult segment = run.segment(() -> false);
            TrialOutcome.Completed completed =
                    (TrialOutcome.Completed) segment.outcome().orElseThrow();
            TrainedWeights trained = completed.weights().orElseThrow();
            Map<String, String> weights = new TreeMap<>();
            trained.names().forEach(name -> weights.put(name, Arrays.toString(trained.of(name))));
            return new Left(
                    completed.result(),
                    completed.probes(),
                    weights,
                    segment.epochs().stream()
                            .flatMap(epoch -> Stream.of(epoch.trainLoss(), epoch.validationLoss()))
                            .toList());
        }
    }
}
