package io.weightloom.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.network.NetworkSizes;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.Trial;
import io.weightloom.runner.store.TrialState;
import io.weightloom.runner.store.TriedTrial;
import io.weightloom.search.Trainability;
import io.weightloom.spec.Control;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.read.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("locale")
class RoundRemarksTests {

    /** 42 weights; 2 of z, 12 of the layer and 210 of the head. A plain network of width w has 5 w + 2. */
    private static final String SMALL = """
            data: {source: moons, samples: 100}
            target: {layers: [2, 8, 2]}
            hypernet: {generator: full, z-dim: 2, hidden: [4]}
            training: {epochs: 5}
            controls: [plain, matched]
            """;

    @Test
    void ofARoundWithoutSurprisesThereIsNothingToSay() {
        ExperimentSpec experiment = experiment(SMALL + "sweep: {repeats: 3}");

        assertThat(RoundRemarks.onHypernetworks(experiment, 3, 0)).isEmpty();
    }

    @Test
    void trialsThatAreTheSameAsOthersAreCounted() {
        ExperimentSpec experiment = experiment(SMALL + "sweep: {repeats: 6}");

        assertThat(RoundRemarks.onHypernetworks(experiment, 4, 0))
                .containsExactly("2 of the sweep's 6 trials are the same as others, because what is swept does not"
                        + " count in all of them; each is trained once");
        assertThat(RoundRemarks.onHypernetworks(experiment, 0, 0)).isEmpty();
        assertThat(RoundRemarks.onHypernetworks(experiment, 0, 6)).isEmpty();
        assertThat(RoundRemarks.onHypernetworks(experiment(SMALL + "sweep: {repeats: 6, max-trials: 9}"), 4, 0))
                .isEmpty();
    }

    /** 6 weights; a unit of the layer has 2 numbers and 6 of the head, which has 6 more; z has 1. */
    @Test
    void theSizeThatARatioCameToIsToldWithItsMiss() {
        ExperimentSpec experiment = experiment("""
                data: {source: moons, samples: 100}
                target: {layers: [2, 2]}
                hypernet: {generator: full, z-dim: 1}
                training: {epochs: 5}
                sweep: {parameters: [{name: hypernet.target-ratio, values: [0.391]}]}
                """);

        assertThat(RoundRemarks.onHypernetworks(experiment, 1, 0))
                .containsExactly(
                        "hypernet.target-ratio 0.391 with generator full is hypernet.hidden [1]: ratio 0.40 (+2.3 %),"
                                + " 15 numbers trained");
    }

    @Test
    void aMatchedNetworkIsToldOnceWithWhatItMisses() {
        ExperimentSpec experiment = experiment(SMALL + "sweep: {repeats: 2}");
        List<Trial> hypernetworks = trials(RoundPlan.hypernetworks(
                experiment,
                RoundPlan.next(experiment, new Trainability(experiment, new NetworkSizes()), List.of())
                        .trials(),
                1));
        List<PlannedTrial> controls = RoundPlan.controls(experiment, hypernetworks);

        assertThat(controls).hasSize(4);
        assertThat(RoundRemarks.onControls(Control.Size.NUMBERS, controls, hypernetworks))
                .containsExactly("the matched network with target.layers [2, 44, 2] has 222 numbers, the hypernetwork"
                        + " 224 (-0.9 %)");
    }

    @Test
    void networksOfAsManyBytesAreToldByTheirBytes() {
        ExperimentSpec experiment =
                experiment(SMALL.replace("hypernet: {", "hypernet: {bits: 16, ") + "control-size: bytes");
        List<Trial> hypernetworks = trials(RoundPlan.hypernetworks(
                experiment,
                RoundPlan.next(experiment, new Trainability(experiment, new NetworkSizes()), List.of())
                        .trials(),
                1));
        List<PlannedTrial> controls = RoundPlan.controls(experiment, hypernetworks);

        assertThat(RoundRemarks.onControls(Control.Size.BYTES, controls, hypernetworks))
                .containsExactly("the matched network with target.layers [2, 22, 2] has 448 bytes, the hypernetwork"
                        + " 448 (0.0 %)");
    }

    @Test
    void outcomesAreCountedInTheOrderOfTheirNames() {
        assertThat(RoundRemarks.outcomes(new TreeMap<>(Map.of("failed", 1L, "completed", 2L))))
                .isEqualTo("2 completed, 1 failed");
    }

    /** Of 100 x 1: a score of 0.5 for 20 numbers and of 0.75 for 60 cover 0.5 x 80 and 0.25 x 40. */
    @Test
    void aFrontIsToldByTheShareOfTheAreaThatItCovers() {
        assertThat(RoundRemarks.onFront(
                        List.of(tried(1, 0.5, 20), tried(2, 0.75, 60), tried(3, 0.25, 40), tried(4, 0.99, 101))))
                .containsExactly("hypervolume of the front 0.5000 (1 is a score of 1 for nothing; reference point:"
                        + " score 0, 100 numbers trained)");
        assertThat(RoundRemarks.onFront(List.of())).isEmpty();
    }

    private static TriedTrial tried(int number, double score, long trainable) {
        return new TriedTrial(
                number,
                number,
                number == 4 ? 2 : 1,
                OptionalInt.empty(),
                Optional.of("{}"),
                Optional.of("completed"),
                OptionalDouble.of(score),
                trainable,
                100,
                OptionalInt.empty());
    }

    private static List<Trial> trials(List<PlannedTrial> planned) {
        return planned.stream()
                .map(next -> trial(next.trial(), Optional.of("completed")))
                .toList();
    }

    private static Trial trial(NewTrial planned, Optional<String> outcome) {
        return new Trial(
                planned.number(),
                1,
                planned.number(),
                planned.hash(),
                planned.control(),
                planned.spec(),
                planned.swept(),
                planned.place(),
                outcome.isPresent() ? TrialState.ENDED : TrialState.PENDING,
                outcome,
                OptionalDouble.empty(),
                List.of());
    }

    private static ExperimentSpec experiment(String settings) {
        return Yaml.read("experiments:\n  one:\n" + settings.indent(4)).get(0);
    }
}
