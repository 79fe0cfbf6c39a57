package io.weightloom.spec.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.given.GivenFiles;
import io.weightloom.network.Sizing;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.LimitsSpec;
import io.weightloom.spec.PruningSpec;
import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.SweepSpec.Parameter;
import io.weightloom.spec.SweepSpec.Range;
import io.weightloom.spec.SweepSpec.Scale;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.settings.Canonical;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SweepReaderTests {

    private static final String BASE = """
            experiments:
              one:
                data: {source: moons, samples: 200}
                target: {layers: [2, 16, 2]}
                hypernet: {z-dim: 4}
                training: {epochs: 20}
            """;

    private static final String SWEEP = """
                sweep:
                  search: tpe
                  max-trials: 60
                  round: 12
                  score: front
                  repeats: 3
                  parameters:
                    - {name: hypernet.generator, values: [full, low-rank, chunked]}
                    - {name: hypernet.rank, min: 1, max: 7, step: 2, when: {hypernet.generator: low-rank}}
                    - {name: hypernet.chunk-size, min: 4, max: 64, scale: log, when: {hypernet.generator: [chunked], training.optimizer: [adam, sgd]}}
                    - {name: training.learning-rate, min: 1.0e-4, max: 1.0e-1, scale: log}
                    - {name: training.generated-decay, min: 0, max: 0.3, step: 0.1}
                    - tied: [{name: target.layers, values: [[2, 16, 2], [2, 32, 2]]}, {name: training.epochs, values: [20, 40]}]
                  constraints: {ratio: {min: 4}, trainable: {max: 50000}, z: {min: 1, max: 2}}
                  max-failed: 5
                  max-duration: 90m
                  max-seconds: 600
            """;

    private static final String PRUNED =
            SWEEP.replace("score: front", "pruning: {kind: successive-halving, rungs: [1, 3, 9]}");

    @Test
    void readsAllThatASweepCanSay() {
        SweepSpec sweep = read(SWEEP).sweep();

        assertThat(sweep)
                .isEqualTo(new SweepSpec(
                        SweepSpec.Strategy.TPE,
                        List.of(
                                Parameter.of("hypernet.generator", List.of("full", "low-rank", "chunked")),
                                new Parameter(
                                        new Range.Whole("hypernet.rank", 1, 7, 2, Scale.LINEAR),
                                        Map.of("hypernet.generator", List.of("low-rank"))),
                                new Parameter(
                                        new Range.Whole("hypernet.chunk-size", 4, 64, 1, Scale.LOG),
                                        Map.of("hypernet.generator", List.of("chunked"))),
                                new Parameter(new Range.Real(
                                        "training.learning-rate", 1e-4, 0.1, OptionalDouble.empty(), Scale.LOG)),
                                new Parameter(new Range.Real(
                                        "training.generated-decay", 0, 0.3, OptionalDouble.of(0.1), Scale.LINEAR)),
                                new Parameter(new Range.Choice(List.of(
                                        Map.of("target.layers", List.of(2L, 16L, 2L), "training.epochs", 20L),
                                        Map.of("target.layers", List.of(2L, 32L, 2L), "training.epochs", 40L))))),
                        3,
                        OptionalInt.of(60),
                        OptionalInt.of(12),
                        SweepSpec.ScoreKind.FRONT,
                        List.of(
                                new SweepSpec.Constraint(
                                        SweepSpec.Count.RATIO, OptionalDouble.of(4), OptionalDouble.empty()),
                                new SweepSpec.Constraint(
                                        SweepSpec.Count.TRAINABLE, OptionalDouble.empty(), OptionalDouble.of(50_000)),
                                new SweepSpec.Constraint(
                                        SweepSpec.Count.Z, OptionalDouble.of(1), OptionalDouble.of(2))),
                        Optional.empty(),
                        new LimitsSpec(OptionalInt.of(5), Optional.of(Duration.ofMinutes(90)), OptionalInt.of(600))));
        assertThat(read(PRUNED).sweep().pruning())
                .contains(new PruningSpec(PruningSpec.Kind.SUCCESSIVE_HALVING, List.of(1, 3, 9)));
        assertThat(sweep.pointsPerRound()).isEqualTo(4);
        assertThat(sweep.mostPoints()).isEqualTo(20);
        assertThat(((Range.Choice) sweep.parameters().get(5).range()).settings())
                .containsExactly("target.layers", "training.epochs");
    }

    @Test
    void aGridLeavesOutWhatAPointMakesInactive() {
        SweepSpec sweep = read("""
                sweep:
                  parameters:
                    - {name: hypernet.generator, values: [full, low-rank]}
                    - {name: hypernet.rank, min: 1, max: 3, when: {hypernet.generator: low-rank}}
                    - {name: training.generated-decay, min: 0, max: 0.3, step: 0.1}
                """.indent(4)).sweep();

        assertThat(sweep.grid())
                .hasSize(16)
                .extracting(Map::toString)
                .contains(
                        "{hypernet.generator=full, training.generated-decay=0.3}",
                        "{hypernet.generator=low-rank, hypernet.rank=3, training.generated-decay=0.1}");
    }

    /** Each row is a sweep with one fault, and the whole message. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # ranges
            search: random, parameters: [{name: hypernet.z-dim, min: 1, max: 3}] | .max-trials is missing; search random needs it, a whole number in [1, 10000]
            max-trials: 2, repeats: 3 | .max-trials must be at least the 3 seeds of one point, but is 2
            parameters: [{name: hypernet.z-dim, min: 0, max: 3}] | .parameters[0].min (hypernet.z-dim) must be a whole number in [1, 100000], but is 0
            parameters: [{name: hypernet.z-dim, min: 1, max: 2.5}] | .parameters[0].max (hypernet.z-dim) must be a whole number in [1, 100000], but is 2.5
            parameters: [{name: hypernet.z-dim, min: 3}] | .parameters[0].max (hypernet.z-dim) is missing; a range needs min and max
            parameters: [{name: hypernet.z-dim, min: 3, max: 3}] | .parameters[0] (hypernet.z-dim) must have a max above its min, 3, but it is 3
            parameters: [{name: hypernet.z-dim, min: 3, max: 8, step: 2}] | .parameters[0] (hypernet.z-dim) must have a max that is a whole number of steps of 2 above its min, 3, but it is 8
            parameters: [{name: hypernet.z-dim, min: 3, max: 8, step: 0}] | .parameters[0].step (hypernet.z-dim) must be a whole number in [1, 1000000000000000], but is 0
            parameters: [{name: hypernet.z-dim, min: 3, max: 8, scale: lin}] | .parameters[0].scale must be one of linear, log, but is 'lin'; did you mean 'linear'?
            parameters: [{name: hypernet.z-dim, values: [1], min: 3}] | .parameters[0].min must not be given beside values
            parameters: [{name: hypernet.z-dim, when: {hypernet.generator: full}}] | .parameters[0].values is missing; it must be a list of at least 1 value, unless min and max say a range
            parameters: [{name: hypernet.activation, min: 1, max: 2}] | .parameters[0] (hypernet.activation) must have values, not a range, because it takes one of relu, tanh, sigmoid, gelu, silu, sine
            parameters: [{name: training.learning-rate, min: 0.1, max: 0.2}] | .parameters[0] (training.learning-rate) must have values or a step, for a grid: a range without steps can be searched by others (search: random, sobol, ...)
            search: random, max-trials: 9, parameters: [{name: training.generated-decay, min: 0, max: 0.2, scale: log}] | .parameters[0] (training.generated-decay) must have a min above 0 on a logarithmic scale, but it is 0.0
            search: random, max-trials: 9, parameters: [{name: hypernet.z-dim, min: 1, max: 3, step: 2, scale: log}] | .parameters[0] (hypernet.z-dim) must have no step on a logarithmic scale; give its values, or scale: linear
            # tied
            parameters: [{tied: [{name: hypernet.z-dim, values: [1, 2]}, {name: training.epochs, values: [1]}]}] | .parameters[0].tied[1].values must be as many values as those of the first setting that it is tied to, 2, but are 1
            parameters: [{tied: [{name: training.batch-size, values: [1, 2]}]}] | .parameters[0].tied must be a list of at least 2 settings, each {name: ..., values: [...]}, but is [a section with name, values]
            parameters: [{name: target.layers, tied: [{name: training.epochs, values: [1]}, {name: training.batch-size, values: [1]}]}] | .parameters[0].name must not be given beside tied
            parameters: [{tied: [{name: hypernet.z-dim, values: [1, 2]}, {name: hypernet.z-dim, values: [1, 2]}]}] | .parameters[0].tied[1].name sweeps hypernet.z-dim again; it is swept at a.yml:7
            # conditions
            parameters: [{name: hypernet.z-dim, values: [1], when: {hypernet.generater: full}}] | .parameters[0].when.hypernet.generater is no setting of a trial; did you mean 'hypernet.generator'?
            parameters: [{name: hypernet.z-dim, values: [1], when: {hypernet.z-dim: 1}}] | .parameters[0].when.hypernet.z-dim is swept by the parameter itself, which cannot depend on it
            parameters: [{name: hypernet.z-dim, values: [1], when: {training.epochs: 1}}, {name: training.epochs, values: [1]}] | .parameters[0].when.training.epochs is swept by parameter 1, after this one; only what is swept before can make it count
            parameters: [{name: training.epochs, values: [1, 2]}, {name: hypernet.z-dim, values: [1], when: {training.epochs: [1, 3]}}] | .parameters[1].when.training.epochs is never 3; it is swept over 1, 2
            parameters: [{name: hypernet.z-dim, values: [1], when: {training.optimizer: sgd}}] | .parameters[0].when.training.optimizer is never sgd; it is adam in all trials
            parameters: [{name: hypernet.z-dim, values: [1], when: full}] | .parameters[0].when must map settings to the values for which the parameter counts, such as {hypernet.generator: chunked}, but is 'full'
            parameters: [{name: training.epochs, min: 1, max: 7, step: 3}, {name: hypernet.z-dim, values: [1], when: {training.epochs: [4, 2]}}] | .parameters[1].when.training.epochs is never 2; it is swept over 1 to 7 in steps of 3
            parameters: [{name: training.generated-decay, min: 0, max: 0.3, step: 0.1}, {name: hypernet.z-dim, values: [1], when: {training.generated-decay: [0.3, 0.25]}}] | .parameters[1].when.training.generated-decay is never 0.25; it is swept over 0.0 to 0.3 in steps of 0.1
            search: random, max-trials: 9, parameters: [{name: training.generated-decay, min: 0.1, max: 0.3}, {name: hypernet.z-dim, values: [1], when: {training.generated-decay: 0.2}}] | .parameters[1].when.training.generated-decay is hardly ever 0.2, because it is swept from 0.1 to 0.3 without steps; give it a step, or values
            # constraints, pruning, limits
            repeats: 1, constraints: {ration: {min: 4}} | .constraints.ration is not known; did you mean 'ratio'?
            repeats: 1, constraints: {ratio: {min: 4, max: 3}} | .constraints.ratio must have a max of at least its min, 4, but it is 3
            repeats: 1, constraints: {ratio: {}} | .constraints.ratio must have a min, a max or both
            repeats: 1, constraints: {ratio: {min: -1}} | .constraints.ratio.min must be a number of at least 0, but is -1
            repeats: 1, pruning: {kind: median} | .pruning.rungs is missing; it must be a list of at least 1 epochs, each a whole number in [1, 1000000]
            repeats: 1, pruning: {kind: median, rungs: [3, 3]} | .pruning.rungs must be ascending epochs, but 3 comes after 3
            repeats: 1, pruning: {kind: hyperband, rungs: [5, 20]} | .pruning.rungs must end before training.epochs, 20, but ends with 20
            pruning: {kind: hyperband, rungs: [5, 30]}, parameters: [{name: hypernet.z-dim, values: [1]}, {name: training.epochs, values: [10, 30]}] | .pruning.rungs must end before training.epochs, 30, but ends with 30
            pruning: {kind: hyperband, rungs: [5, 20]}, parameters: [{name: hypernet.z-dim, values: [1]}, {name: training.epochs, min: 10, max: 20}] | .pruning.rungs must end before training.epochs, 20, but ends with 20
            repeats: 1, score: front, pruning: {kind: median, rungs: [3]} | .score must be validation beside pruning, which compares validation scores alone and so halts small networks that belong to the front; but is front
            repeats: 1, max-duration: 5 | .max-duration must be a time such as 90s, 30m or 8h, but is 5
            repeats: 1, max-duration: 0h | .max-duration must be a time such as 90s, 30m or 8h, but is '0h'
            repeats: 1, max-failed: 0 | .max-failed must be a whole number in [1, 10000], but is 0
            repeats: 1, score: loss | .score must be one of validation, front, but is 'loss'
            """)
    void namesTheFaultAndNoOther(String sweep, String message) {
        assertThat(faults(
                        sweep.contains("hypernet.z-dim") ? "generator: full" : "generator: full, z-dim: 4",
                        "    sweep: {%s}\n".formatted(sweep)))
                .containsExactly("a.yml:7: experiments.one.sweep" + message);
    }

    @Test
    void oneFaultOfARangeOrOfPruningHidesNoOther() {
        assertThat(faults("generator: full", """
                    sweep:
                      parameters: [{name: hypernet.z-dim, min: 8, max: 1, step: 0}]
                      pruning: {kind: hyper, rungs: [3, 1]}
                """))
                .containsExactly(
                        "a.yml:8: experiments.one.sweep.parameters[0].step (hypernet.z-dim) must be a whole number in"
                                + " [1, 1000000000000000], but is 0",
                        "a.yml:8: experiments.one.sweep.parameters[0] (hypernet.z-dim) must have a max above its min,"
                                + " 8, but it is 1",
                        "a.yml:9: experiments.one.sweep.pruning.kind must be one of median, successive-halving,"
                                + " hyperband, but is 'hyper'; did you mean 'hyperband'?",
                        "a.yml:9: experiments.one.sweep.pruning.rungs must be ascending epochs, but 1 comes after 3");
    }

    /** What lies between is checked when it is proposed. */
    @Test
    void theEndsOfARangeAreCheckedWithTheBase() {
        assertThat(faults("generator: full, z-dim: 4", """
                    sweep:
                      search: random
                      max-trials: 10
                      parameters:
                        - {name: hypernet.hidden, values: [[8], [16]]}
                        - {name: training.batch-size, min: 10, max: 1000}
                """))
                .containsExactly(
                        "a.yml:12: experiments.one.sweep.parameters[1].max (training.batch-size) must be at most"
                                + " 160, the examples of the training split, but is 1000");
    }

    @Test
    void aSettingThatTheSweepLeavesOutAtAPointNeedsAValueOfItsOwn() {
        String sweep = """
                    sweep:
                      parameters:
                        - {name: hypernet.generator, values: [full, templates]}
                        - {name: training.optimizer, values: [adam, sgd]}
                        - {name: hypernet.template-count, values: [2], when: {training.optimizer: sgd}}
                """;

        assertThat(faults("z-dim: 4", sweep))
                .containsExactly("a.yml:5: experiments.one.hypernet.template-count is missing where the sweep leaves it"
                        + " out; give it a value in its section too; at hypernet.generator = templates,"
                        + " training.optimizer = adam");
        assertThat(faults("z-dim: 4, template-count: 3", sweep)).isEmpty();
    }

    @Test
    void whatHasItsDefaultAndWhatChangesNoNumbersIsNotInTheSpecHash() {
        String plain = "    sweep: {parameters: [{name: hypernet.generator, values: [full]}]}\n";
        String limited = """
                    sweep:
                      search: grid
                      score: validation
                      max-failed: 1
                      max-duration: 8h
                      max-seconds: 3
                      parameters: [{name: hypernet.generator, values: [full], when: {training.optimizer: adam}}]
                """;

        assertThat(Canonical.json(read(limited))).isEqualTo(Canonical.json(read(plain)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "search: tpe",
                "max-trials: 60",
                "round: 12",
                "score: front",
                "step: 2",
                "scale: log",
                "when: {hypernet.generator: low-rank}",
                "constraints: {ratio: {min: 4}, trainable: {max: 50000}, z: {min: 1, max: 2}}",
                "pruning: {kind: successive-halving, rungs: [1, 3, 9]}"
            })
    void whatDecidesWhichTrialsThereAreIsInTheSpecHash(String part) {
        String other = switch (part) {
            case "search: tpe" -> "search: random";
            case "max-trials: 60" -> "max-trials: 63";
            case "round: 12" -> "round: 15";
            case "score: front" -> "score: validation";
            case "step: 2" -> "step: 3";
            case "scale: log" -> "scale: linear";
            case "when: {hypernet.generator: low-rank}" -> "when: {hypernet.generator: [low-rank, full]}";
            default -> "";
        };

        String all = part.startsWith("pruning") ? PRUNED : SWEEP;
        assertThat(all).contains(part);
        assertThat(Canonical.hash(read(all.replace(part, other)))).isNotEqualTo(Canonical.hash(read(all)));
    }

    private static ExperimentSpec read(String sweep) {
        return Yaml.read(BASE + sweep).get(0);
    }

    private static List<String> faults(String hypernet, String sweep) {
        String base = BASE.replace("z-dim: 4", hypernet);
        return SpecReader.read(
                        Yaml.experiments(base + sweep),
                        cron -> Optional.empty(),
                        Sizing::around,
                        (data, seed) -> Optional.empty(),
                        new GivenFiles(Path.of("")))
                .faults()
                .stream()
                .map(Fault::toString)
                .toList();
    }
}
