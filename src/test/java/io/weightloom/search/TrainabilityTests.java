package io.weightloom.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.network.NetworkSizes;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.read.Yaml;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainabilityTests {

    private final NetworkSizes sizes = new NetworkSizes();

    @ParameterizedTest
    @ValueSource(strings = {"grid", "random", "sobol"})
    void pointsThatDoNotMeetAConstraintAreNotProposedAndCounted(String search) {
        ExperimentSpec experiment = experiment("""
                sweep:
                  search: %s
                  max-trials: 100
                  round: 100
                  parameters: [{name: hypernet.z-dim, min: 1, max: 10}]
                  constraints: {z: {min: 3, max: 8}, trainable: {max: 500}}
                """.formatted(search));

        Proposed first = FirstRound.points(experiment);

        assertThat(first.points())
                .extracting(point -> point.get("hypernet.z-dim"))
                .containsExactlyInAnyOrder(3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(first.infeasible()).isEqualTo(Map.of("z below 3", 2, "z above 8", 2));
        assertThat(first.points())
                .allSatisfy(point -> assertThat(FirstRound.of(experiment))
                        .filteredOn(
                                proposal -> proposal.swept().containsValue(String.valueOf(point.get("hypernet.z-dim"))))
                        .hasSize(1));
    }

    @Test
    void everyNumberOfTheLedgerCanBeConstrained() {
        for (String count :
                List.of("ratio", "task-ratio", "trainable", "generated", "shared", "generator", "z", "theta")) {
            ExperimentSpec experiment =
                    experiment("sweep: {repeats: 1, constraints: {%s: {min: 1e9}}}".formatted(count));

            assertThat(new Trainability(experiment, sizes).objection(Map.of())).contains(count + " below 1000000000");
        }
    }

    /** The ends are no multiples of the batch; what lies between is known when it is proposed. */
    @Test
    void aPointGetsTheChecksOfATrialWrittenByHand() {
        ExperimentSpec experiment = experiment("""
                sweep:
                  search: random
                  max-trials: 10
                  parameters:
                    - {name: hypernet.generator, values: [full, chunked]}
                    - {name: hypernet.chunk-size, min: 1, max: 20, when: {hypernet.generator: chunked}}
                """);
        Trainability trainability = new Trainability(experiment, sizes);

        assertThat(trainability.objection(Map.of("hypernet.generator", "full"))).isEmpty();
        assertThat(trainability.objection(Map.of("hypernet.generator", "chunked")))
                .hasValueSatisfying(
                        reason -> assertThat(reason).startsWith("hypernet.chunk-size is missing where the sweep"));
        assertThat(trainability.objection(Map.of("hypernet.generator", "chunked", "hypernet.chunk-size", 3L)))
                .isEmpty();
    }

    /** The target has 132 weights; in between the ends there may be ratios that no size comes near to. */
    @Test
    void aRatioIsSolvedForAtThePointThatASearchFinds() {
        ExperimentSpec experiment = experiment("""
                sweep:
                  search: sobol
                  max-trials: 12
                  parameters:
                    - {name: hypernet.generator, values: [chunked]}
                    - {name: hypernet.target-ratio, min: 0.5, max: 2}
                """);

        assertThat(FirstRound.of(experiment)).hasSize(8).allSatisfy(trial -> {
            double wanted = Double.parseDouble(trial.swept().get("hypernet.target-ratio"));
            assertThat(132.0 / sizes.trainable(trial.spec())).isBetween(0.9 * wanted, 1.1 * wanted);
        });
    }

    @Test
    void pointsThatComeToTheSameTrialAreProposedOnce() {
        ExperimentSpec experiment = experiment("""
                sweep:
                  search: random
                  max-trials: 40
                  round: 40
                  parameters:
                    - {name: hypernet.generator, values: [full, chunked]}
                    - {name: hypernet.chunk-size, min: 1, max: 4}
                """);

        assertThat(FirstRound.of(experiment))
                .extracting(Proposal::spec)
                .doesNotHaveDuplicates()
                .hasSize(5);
    }

    private static ExperimentSpec experiment(String sweep) {
        String generator = sweep.contains("hypernet.generator") ? "" : "generator: full, ";
        String zDim = sweep.contains("hypernet.z-dim") ? "" : "z-dim: 2, ";
        return Yaml.read("""
                experiments:
                  one:
                    data: {source: moons, samples: 200}
                    target: {layers: [2, 26, 2]}
                    hypernet: {%s%shidden: [2]}
                    training: {epochs: 2}
                """.formatted(generator, zDim) + sweep.indent(4)).get(0);
    }
}
