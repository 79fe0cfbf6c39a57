package io.weightloom.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.read.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GridSearchTests {

    @Test
    void proposesEveryCombinationTheFirstParameterSlowestAndRepeatsFastest() {
        List<Proposal> round = round(experiment("""
                sweep:
                  parameters:
                    - {name: hypernet.z-dim, values: [2, 4]}
                    - {name: training.learning-rate, values: [0.1, 0.01, 1e-3]}
                  repeats: 2
                """));

        assertThat(round)
                .extracting(proposal -> proposal.swept().values().toString())
                .containsExactly(
                        "[2, 0.1, 7]",
                        "[2, 0.1, 8]",
                        "[2, 0.01, 7]",
                        "[2, 0.01, 8]",
                        "[2, 0.001, 7]",
                        "[2, 0.001, 8]",
                        "[4, 0.1, 7]",
                        "[4, 0.1, 8]",
                        "[4, 0.01, 7]",
                        "[4, 0.01, 8]",
                        "[4, 0.001, 7]",
                        "[4, 0.001, 8]");
        assertThat(round.get(0).swept().keySet()).containsExactly("hypernet.z-dim", "training.learning-rate", "seed");
    }

    @Test
    void aProposalsTrialHasThePointsValuesAndTheRepeatsSeed() {
        Proposal last = round(experiment("""
                sweep: {parameters: [{name: hypernet.z-dim, values: [2, 4]}], repeats: 3}
                """)).get(5);

        assertThat(last.spec().seed()).isEqualTo(9);
        assertThat(((HypernetSpec) last.spec().weights()).condition().zDim()).isEqualTo(4);
        assertThat(last.spec().training().epochs()).isEqualTo(5);
    }

    @Test
    void hasNothingMoreToAskAfterItsOneRound() {
        Search search = Searches.of(experiment("sweep: {repeats: 2}"), point -> Optional.empty());
        List<Observed> ended = search.propose(List.of(), Integer.MAX_VALUE).points().stream()
                .map(point -> new Observed(point, Observed.State.COMPLETED, List.of(-0.9), 5))
                .toList();

        assertThat(ended).hasSize(1);
        assertThat(search.propose(ended, 1).points()).isEmpty();
    }

    @Test
    void withoutASweepItProposesOneTrial() {
        List<Proposal> round = round(experiment("verify: {}"));

        assertThat(round).singleElement().satisfies(only -> {
            assertThat(only.spec().seed()).isEqualTo(7);
            assertThat(only.swept()).isEmpty();
        });
    }

    @Test
    void proposesTheSameTrialOnce() {
        List<Proposal> round = round(experiment("""
                sweep:
                  parameters:
                    - {name: hypernet.generator, values: [full, chunked]}
                    - {name: hypernet.chunk-size, values: [8, 16]}
                """));

        assertThat(round)
                .extracting(Proposal::swept)
                .containsExactly(
                        Map.of("hypernet.generator", "full"),
                        Map.of("hypernet.generator", "chunked", "hypernet.chunk-size", "8"),
                        Map.of("hypernet.generator", "chunked", "hypernet.chunk-size", "16"));
    }

    /** Without a regulariser nobody looks ahead, whatever the point says. */
    @Test
    void whatCannotMatterIsProposedOnceAndShownAsItCounts() {
        ExperimentSpec experiment = Yaml.read("""
                        experiments:
                          one:
                            data: {source: polynomials, samples-per-task: 1000}
                            target: {layers: [1, 8, 1]}
                            hypernet: {generator: full, condition: per-task, z-dim: 3}
                            training: {order: sequential, epochs: 2}
                            sweep:
                              parameters:
                                - {name: training.regulariser, values: [0, 0.1]}
                                - {name: training.look-ahead, values: [step, none]}
                        """).get(0);

        assertThat(FirstRound.of(experiment))
                .extracting(proposal -> proposal.swept().get("training.look-ahead"))
                .containsExactly("none", "step", "none");
    }

    /** 6 weights: the head has 6 for each unit of the layer and 6 more; the layer has 2 for each, z has 1. */
    @Test
    void aRatioStandsAmongTheSweptValuesInPlaceOfTheSizeThatItCameTo() {
        List<Proposal> round = round(experiment("""
                sweep:
                  parameters:
                    - {name: hypernet.generator, values: [full]}
                    - {name: hypernet.target-ratio, values: [0.4, 0.391, 0.104]}
                """));

        assertThat(round)
                .extracting(Proposal::swept)
                .containsExactly(
                        Map.of("hypernet.generator", "full", "hypernet.target-ratio", "0.4"),
                        Map.of("hypernet.generator", "full", "hypernet.target-ratio", "0.104"));
        assertThat(round)
                .extracting(proposal -> ((HypernetSpec) proposal.spec().weights()).hidden())
                .containsExactly(List.of(1), List.of(6));
    }

    private static List<Proposal> round(ExperimentSpec experiment) {
        return FirstRound.of(experiment);
    }

    private static ExperimentSpec experiment(String more) {
        String sweepsGenerator = more.contains("hypernet.generator") ? "{z-dim: 1}" : "{generator: full, z-dim: 1}";
        return Yaml.read("""
                experiments:
                  grid:
                    seed: 7
                    data: {source: moons, samples: 100}
                    target: {layers: [2, 2]}
                    hypernet: %s
                    training: {epochs: 5}
                """.formatted(sweepsGenerator) + more.indent(4)).get(0);
    }
}
