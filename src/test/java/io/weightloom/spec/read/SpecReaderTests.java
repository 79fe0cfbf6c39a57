package io.weightloom.spec.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.given.GivenFiles;
import io.weightloom.network.Sizing;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.Control;
import io.weightloom.spec.CronSpec;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.OrderSpec;
import io.weightloom.spec.ScheduleSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.VerifySpec;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.spec.settings.SettingNode;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("locale")
class SpecReaderTests {

    private static final String GOOD = """
            experiments:
              digits:
                description: How far?
                seed: 7
                data: {source: glyphs, samples: 1000, size: 16}
                target:
                  layers: [256, 32, 10]
                hypernet:
                  generator: chunked
                  z-dim: 8
                  chunk-size: 128
                training:
                  epochs: 20
                  learning-rate: 0.003
                controls: [plain]
                sweep:
                  parameters:
                    - {name: hypernet.z-dim, values: [2, 4]}
                    - {name: target.layers, values: [[256, 16, 10], [256, 32, 10]]}
                  repeats: 2
                schedule: {cron: "0 0 2 * * *", zone: Europe/Vienna}
            """;

    @Test
    void fillsInEveryDefault() {
        TrialSpec trial = Binding.first(Yaml.read("""
                experiments:
                  least:
                    data: {source: moons, samples: 200}
                    target: {layers: [2, 8, 2]}
                    hypernet: {generator: full, z-dim: 4}
                    training: {epochs: 3}
                """).get(0));

        assertThat(trial)
                .isEqualTo(new TrialSpec(
                        1,
                        new DataSpec(new SourceSpec.Moons(200, 0.1), 0.1, 0.1),
                        new TargetSpec.Mlp(List.of(2, 8, 2), Activation.RELU),
                        new HypernetSpec(
                                new GeneratorSpec.Full(),
                                new ConditionSpec.Learned(4),
                                List.of(16),
                                Activation.RELU,
                                Initialisation.HYPERFAN_IN),
                        new TrainingSpec(
                                3,
                                64,
                                new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0),
                                0.001,
                                new ScheduleSpec.Constant(0),
                                Loss.CROSS_ENTROPY,
                                0,
                                0,
                                0),
                        new VerifySpec(VerifySpec.OnFault.REJECT, 8)));
    }

    @Test
    void readsEverySettingThatIsGiven() {
        TrialSpec trial = Binding.first(Yaml.read("""
                experiments:
                  most:
                    seed: 12345678901
                    data: {source: csv, file: some/table.csv, label: "2020", task: regression, validation: 0.2, test: 0.3}
                    target: {kind: mlp, layers: [5, 1], activation: sine}
                    hypernet: {generator: chunked, chunk-size: 7, chunk-dim: 3, condition: fixed, z-dim: 2, hidden: [],
                               activation: gelu, init: hyperfan-out}
                    training: {epochs: 9, batch-size: 1, optimizer: sgd, momentum: 0, weight-decay: 1e-4,
                               learning-rate: "0.5", schedule: step, warm-up: 10, step-every: 2, step-factor: 0.5,
                               loss: mae, clip: 1, generated-decay: 0.01, patience: 4}
                    verify: {on-fault: warn, samples: 3}
                """).get(0));

        assertThat(trial)
                .isEqualTo(new TrialSpec(
                        12345678901L,
                        new DataSpec(
                                new SourceSpec.Csv(Path.of("some/table.csv"), "2020", LabelKind.REGRESSION), 0.2, 0.3),
                        new TargetSpec.Mlp(List.of(5, 1), Activation.SINE),
                        new HypernetSpec(
                                new GeneratorSpec.Chunked(7, 3),
                                new ConditionSpec.Fixed(2),
                                List.of(),
                                Activation.GELU,
                                Initialisation.HYPERFAN_OUT),
                        new TrainingSpec(
                                9,
                                1,
                                new OptimizerSpec.Sgd(0, 1e-4),
                                0.5,
                                new ScheduleSpec.Step(10, 2, 0.5),
                                Loss.MAE,
                                1,
                                0.01,
                                4),
                        new VerifySpec(VerifySpec.OnFault.WARN, 3)));
    }

    @Test
    void readsTheSweepAndWhatIsAroundIt() {
        ExperimentSpec experiment = Yaml.read(GOOD).get(0);

        assertThat(experiment.name()).isEqualTo("digits");
        assertThat(experiment.description()).isEqualTo("How far?");
        assertThat(experiment.seed()).isEqualTo(7);
        assertThat(experiment.controls()).containsExactly(Control.PLAIN);
        assertThat(experiment.schedule())
                .contains(new CronSpec(
                        "0 0 2 * * *", ZoneId.of("Europe/Vienna"), CronSpec.Overlap.QUEUE, CronSpec.Misfire.SKIP));
        assertThat(experiment.sweep())
                .isEqualTo(new SweepSpec(
                        SweepSpec.Strategy.GRID,
                        List.of(
                                SweepSpec.Parameter.of("hypernet.z-dim", List.of(2L, 4L)),
                                SweepSpec.Parameter.of(
                                        "target.layers", List.of(List.of(256L, 16L, 10L), List.of(256L, 32L, 10L)))),
                        2));
    }

    @Test
    void aSweptSettingMayBeMissingFromTheBase() {
        ExperimentSpec experiment = Yaml.read("""
                experiments:
                  swept:
                    data: {source: moons, samples: 200}
                    target: {layers: [2, 2]}
                    hypernet: {generator: full}
                    training: {epochs: 3}
                    sweep: {parameters: [{name: hypernet.z-dim, values: [5, 6]}]}
                """).get(0);

        assertThat(((HypernetSpec) Binding.first(experiment).weights())
                        .condition()
                        .zDim())
                .isEqualTo(5);
        assertThat(((HypernetSpec) Binding.trial(experiment, Map.of("hypernet.z-dim", 6L), 0)
                                .weights())
                        .condition()
                        .zDim())
                .isEqualTo(6);
    }

    @Test
    void aSweptChoiceMayHaveTheSettingsOfAllItsVariants() {
        ExperimentSpec experiment = Yaml.read("""
                experiments:
                  swept:
                    data: {source: moons, samples: 200}
                    target: {layers: [2, 2]}
                    hypernet: {z-dim: 2, chunk-size: 3}
                    training: {epochs: 3}
                    sweep: {parameters: [{name: hypernet.generator, values: [full, chunked]}]}
                """).get(0);

        assertThat(experiment.sweep().grid())
                .extracting(point ->
                        ((HypernetSpec) Binding.trial(experiment, point, 0).weights()).generator())
                .containsExactly(new GeneratorSpec.Full(), new GeneratorSpec.Chunked(3, 0));
    }

    @Test
    void takesListsFromTheCommandLineAsTextWithCommas() {
        ExperimentSpec experiment = Yaml.read("""
                experiments:
                  commas:
                    data: {source: moons, samples: 200}
                    target: {layers: "2, 5,2"}
                    hypernet: {generator: full, z-dim: 1}
                    training: {epochs: "3"}
                    sweep: {parameters: [{name: hypernet.z-dim, values: "5,6"}]}
                """).get(0);

        assertThat(Binding.first(experiment).target()).isEqualTo(new TargetSpec.Mlp(List.of(2, 5, 2), Activation.RELU));
        assertThat(experiment.sweep().parameters())
                .containsExactly(SweepSpec.Parameter.of("hypernet.z-dim", List.of(5L, 6L)));
    }

    /** Each row plants one fault: a line of the good file, what stands there instead, and the whole message. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # misspelt, unknown, misplaced
            z-dim: 8                   | zdim: 8              | a.yml:10: experiments.digits.hypernet.zdim is not known; did you mean 'z-dim'?
            learning-rate: 0.003       | lr: 0.003            | a.yml:14: experiments.digits.training.lr is not known; known here: epochs, batch-size, optimizer, beta1, beta2, epsilon, weight-decay, momentum, learning-rate, schedule, warm-up, step-every, step-factor, loss, clip, generated-decay, patience, tasks-per-step, order, regulariser, look-ahead, objective, temperature, mix, augment
            controls: [plain]          | control: [plain]     | a.yml:15: experiments.digits.control is not known; did you mean 'controls'?
            controls: [plain]          | controls: [plian]    | a.yml:15: experiments.digits.controls must be a list of controls, each one of plain, matched, pruned, low-rank-plain, quantised-8, quantised-4, z-frozen, z-shuffled, given, fine-tuned, lora, but is ['plian']; did you mean 'plain'?
            generator: chunked         | generator: chunk     | a.yml:9: experiments.digits.hypernet.generator must be one of full, per-tensor, chunked, tile, low-rank, svd, row-scaling, templates, coordinates, but is 'chunk'; did you mean 'chunked'?
            generator: chunked         | generator: full      | a.yml:11: experiments.digits.hypernet.chunk-size belongs to generator chunked, but generator is full here
            learning-rate: 0.003       | momentum: 0.5        | a.yml:14: experiments.digits.training.momentum belongs to optimizer sgd, but optimizer is adam here
            learning-rate: 0.003       | step-every: 5        | a.yml:14: experiments.digits.training.step-every belongs to schedule step, but schedule is constant here
            # missing
            chunk-size: 128            | init: default        | a.yml:9: experiments.digits.hypernet.chunk-size is missing; it must be a whole number in [1, 100000000]
            epochs: 20                 | clip: 1              | a.yml:13: experiments.digits.training.epochs is missing; it must be a whole number in [1, 1000000]
            generator: chunked         | init: default        | a.yml:9: experiments.digits.hypernet.generator is missing; it must be one of full, per-tensor, chunked, tile, low-rank, svd, row-scaling, templates, coordinates
            epochs: 20                 | epochs:              | a.yml:13: experiments.digits.training.epochs must be a whole number in [1, 1000000], but is empty
            # wrong types
            epochs: 20                 | epochs: many         | a.yml:13: experiments.digits.training.epochs must be a whole number in [1, 1000000], but is 'many'
            epochs: 20                 | epochs: 2.5          | a.yml:13: experiments.digits.training.epochs must be a whole number in [1, 1000000], but is 2.5
            epochs: 20                 | epochs: [1, 2]       | a.yml:13: experiments.digits.training.epochs must be a whole number in [1, 1000000], but is [1, 2]
            epochs: 20                 | epochs: {a: 1}       | a.yml:13: experiments.digits.training.epochs must be a whole number in [1, 1000000], but is a section with a
            epochs: 20                 | epochs: yes          | a.yml:13: experiments.digits.training.epochs must be a whole number in [1, 1000000], but is true
            learning-rate: 0.003       | learning-rate: .nan  | a.yml:14: experiments.digits.training.learning-rate must be a number in (0, 10], but is NaN
            learning-rate: 0.003       | learning-rate: .inf  | a.yml:14: experiments.digits.training.learning-rate must be a number in (0, 10], but is Infinity
            layers: [256, 32, 10]      | layers: 256          | a.yml:7: experiments.digits.target.layers must be a list of at least 2 widths, each a whole number in [1, 1000000], but is 256
            layers: [256, 32, 10]      | layers: []           | a.yml:7: experiments.digits.target.layers must be a list of at least 2 widths, each a whole number in [1, 1000000], but is []
            layers: [256, 32, 10]      | layers: [256, x, 10] | a.yml:7: experiments.digits.target.layers must be a list of at least 2 widths, each a whole number in [1, 1000000], but is [256, 'x', 10]
            description: How far?      | description: 12      | a.yml:3: experiments.digits.description must be text, in quotes if it looks like a number or a yes or no, but is 12
            repeats: 2                 | repeats: none        | a.yml:20: experiments.digits.sweep.repeats must be a whole number in [1, 1000], but is 'none'
            # out of range
            z-dim: 8                   | z-dim: 0             | a.yml:10: experiments.digits.hypernet.z-dim must be a whole number in [1, 100000], but is 0
            chunk-size: 128            | chunk-size: 0        | a.yml:11: experiments.digits.hypernet.chunk-size must be a whole number in [1, 100000000], but is 0
            chunk-size: 128            | chunk-size: 1e999    | a.yml:11: experiments.digits.hypernet.chunk-size must be a whole number in [1, 100000000], but is Infinity
            learning-rate: 0.003       | learning-rate: 0     | a.yml:14: experiments.digits.training.learning-rate must be a number in (0, 10], but is 0
            learning-rate: 0.003       | learning-rate: 11    | a.yml:14: experiments.digits.training.learning-rate must be a number in (0, 10], but is 11
            seed: 7                    | seed: -1             | a.yml:4: experiments.digits.seed must be a whole number in [0, 1000000000000000], but is -1
            size: 16}                  | size: 7}             | a.yml:5: experiments.digits.data.size must be a whole number in [8, 64], but is 7
            size: 16}                  | validation: 1}       | a.yml:5: experiments.digits.data.validation must be a number in (0, 1), but is 1
            # what does not fit together
            size: 16}                  | validation: 0.95}    | a.yml:5: experiments.digits.data.validation must leave examples to train on: validation 0.95 and test 0.1 together must be below 1
            samples: 1000              | samples: 90          | a.yml:5: experiments.digits.data.samples must be at least 100 for glyphs, but is 90
            learning-rate: 0.003       | batch-size: 801      | a.yml:14: experiments.digits.training.batch-size must be at most 800, the examples of the training split, but is 801
            # the sweep
            values: [2, 4]             | values: []           | a.yml:18: experiments.digits.sweep.parameters[0].values must be a list of at least 1 value, but is []
            values: [2, 4]             | values: [2, 0]       | a.yml:18: experiments.digits.sweep.parameters[0].values[1] (hypernet.z-dim) must be a whole number in [1, 100000], but is 0
            name: hypernet.z-dim       | name: z-dim          | a.yml:18: experiments.digits.sweep.parameters[0].name must be a setting of a trial, but is 'z-dim'; did you mean 'hypernet.z-dim'?
            name: hypernet.z-dim       | name: hypernet.zdim  | a.yml:18: experiments.digits.sweep.parameters[0].name must be a setting of a trial, but is 'hypernet.zdim'; did you mean 'hypernet.z-dim'?
            name: hypernet.z-dim       | name: seed           | a.yml:18: experiments.digits.sweep.parameters[0].name must be a setting of a trial, but is 'seed'; sweep.repeats gives each point several seeds
            name: hypernet.z-dim       | nam: hypernet.z-dim  | a.yml:18: experiments.digits.sweep.parameters[0].nam is not known; did you mean 'name'?
            name: hypernet.z-dim, values | values             | a.yml:18: experiments.digits.sweep.parameters[0].name is missing; it must be the path of a setting
            [[256, 16, 10], [256, 32, 10]] | [[256, 16, 10], [256, 32, 11]] | a.yml:19: experiments.digits.sweep.parameters[1].values[1] (target.layers) must end with 10, the classes of glyphs of size 16, but is [256, 32, 11]
            [[256, 16, 10], [256, 32, 10]] | [256]            | a.yml:19: experiments.digits.sweep.parameters[1].values[0] (target.layers) must be a list of at least 2 widths, each a whole number in [1, 1000000], but is 256
            [[256, 16, 10], [256, 32, 10]] | [[255, 16, 10]]  | a.yml:19: experiments.digits.sweep.parameters[1].values[0] (target.layers) must begin with 256, the features of an example of glyphs of size 16, but is [255, 16, 10]
            name: target.layers        | name: hypernet.z-dim | a.yml:19: experiments.digits.sweep.parameters[1].name sweeps hypernet.z-dim again; it is swept at a.yml:18
            name: hypernet.z-dim, values: [2, 4] | name: training.momentum, values: [0.5] | a.yml:18: experiments.digits.sweep.parameters[0].values[0] (training.momentum) belongs to optimizer sgd, but optimizer is adam here
            repeats: 2                 | search: grdi         | a.yml:20: experiments.digits.sweep.search must be one of grid, random, sobol, tpe, evolution, but is 'grdi'; did you mean 'grid'?
            # the schedule
            Europe/Vienna              | Europe/Viena         | a.yml:21: experiments.digits.schedule.zone must be a time zone such as UTC or Europe/Vienna, but is 'Europe/Viena'; did you mean 'Europe/Vienna'?
            Europe/Vienna              | Europe/Wien          | a.yml:21: experiments.digits.schedule.zone must be a time zone such as UTC or Europe/Vienna, but is 'Europe/Wien'; did you mean 'Europe/Vienna' or 'Europe/Kiev' or 'Europe/Riga'?
            zone: Europe/Vienna        | overlap: wait        | a.yml:21: experiments.digits.schedule.overlap must be one of queue, skip, but is 'wait'
            zone: Europe/Vienna        | misfire: run         | a.yml:21: experiments.digits.schedule.misfire must be one of skip, run-once, but is 'run'; did you mean 'run-once'?
            cron: "0 0 2 * * *",       | corn: 1,             | a.yml:21: experiments.digits.schedule.corn is not known; did you mean 'cron'?
            cron: "0 0 2 * * *",       |                      | a.yml:21: experiments.digits.schedule.cron is missing; it must be a cron expression of six fields, seconds first, such as "0 0 2 * * *"
            digits:                    | Digits:              | a.yml:3: experiments.Digits must have a name of at most 60 lower-case letters, digits and dashes, beginning with a letter
            """)
    void namesTheFaultAndNoOther(String good, @Nullable String bad, String message) {
        assertThat(GOOD).contains(good);

        assertThat(faults(GOOD.replace(good, bad == null ? "" : bad))).containsExactly(message);
    }

    @Test
    void aNetworkThatIsCutHalfWayNeedsTwoEpochs() {
        String one = GOOD.replace("epochs: 20", "epochs: 1");

        assertThat(faults(one)).isEmpty();
        assertThat(faults(one.replace("controls: [plain]", "controls: [plain, pruned]")))
                .containsExactly("a.yml:13: experiments.digits.training.epochs must be at least 2, because the controls"
                        + " pruned, low-rank-plain and quantised are cut half-way, but is 1");
    }

    @Test
    void refusesAnInitialisationThatWouldStartAllChunksTheSame() {
        assertThat(faults(GOOD.replace("chunk-size: 128", "chunk-size: 128\n      init: bias-hyperinit")))
                .containsExactly(
                        "a.yml:12: experiments.digits.hypernet.init must not be bias-hyperinit for generator chunked: one"
                                + " head makes many parts of the target, and all would start the same");
    }

    @Test
    void gathersEveryFaultOfEveryExperimentInTheOrderOfLines() {
        assertThat(faults("""
                experiments:
                  first:
                    data: {source: moon, samples: 10, noise: -1}
                    target: [2, 2]
                    hypernet: {generator: full, zdim: 4, chunk-size: 9}
                    training: {epochs: 0, batch-size: 1e9}
                    sweep: {repeats: 2, parameters: [{name: hypernet.hiden, values: [[4]]}]}
                  second:
                    seed: x
                    data: {source: csv, file: a.csv, label: y, task: regression}
                    target: {layers: [3, 2]}
                    training: {epochs: 1, loss: cross-entropy}
                """))
                .containsExactly(
                        "a.yml:3: experiments.first.data.source must be one of spirals, moons, glyphs, idx, png, csv, sine-family, polynomials, rotated-moons, permuted, split, turned, image, text, series, but is 'moon'; did you mean 'moons'?",
                        "a.yml:3: experiments.first.data.samples must be a whole number in [30, 100000000], but is 10",
                        "a.yml:3: experiments.first.data.noise must be a number in [0, 10], but is -1",
                        "a.yml:4: experiments.first.target must hold settings (preset, kind, layers, activation, input, convolutions, pool, pooling, dense, widths, blocks, norm, outputs, omega, width, units, depth, cell-norm, recurrent-dropout, from, weights, weights-sha256, order), but is [2, 2]",
                        "a.yml:5: experiments.first.hypernet.zdim is not known; did you mean 'z-dim'?",
                        "a.yml:5: experiments.first.hypernet.chunk-size belongs to generator chunked, but generator is full here",
                        "a.yml:6: experiments.first.training.epochs must be a whole number in [1, 1000000], but is 0",
                        "a.yml:6: experiments.first.training.batch-size must be a whole number in [1, 1000000], but is 1.0E9",
                        "a.yml:7: experiments.first.sweep.parameters[0].name must be a setting of a trial, but is 'hypernet.hiden'; did you mean 'hypernet.hidden'?",
                        "a.yml:9: experiments.second.seed must be a whole number in [0, 1000000000000000], but is 'x'",
                        "a.yml:9: experiments.second.hypernet is missing; it needs generator, z-dim",
                        "a.yml:11: experiments.second.target.layers must end with 1, the number to predict from csv, but is [3, 2]",
                        "a.yml:12: experiments.second.training.loss must be mse or mae, because data.task is regression, but is cross-entropy");
    }

    @Test
    void checksEveryPointOfTheSweepAsAWhole() {
        String text = GOOD.replace("repeats: 2", "repeats: 2\n      search: grid")
                .replace("name: hypernet.z-dim, values: [2, 4]", "name: data.size, values: [8, 16]");

        assertThat(faults(text))
                .containsExactly(
                        "a.yml:19: experiments.digits.sweep.parameters[1].values[0] (target.layers) must begin with 64, the features of an example of glyphs of size 8, but is [256, 16, 10]",
                        "a.yml:19: experiments.digits.sweep.parameters[1].values[1] (target.layers) must begin with 64, the features of an example of glyphs of size 8, but is [256, 32, 10]");
    }

    @Test
    void anIrrelevantValueOfASweptSettingIsCheckedAllTheSame() {
        assertThat(faults(GOOD.replace("z-dim: 8", "z-dim: -8")))
                .containsExactly(
                        "a.yml:10: experiments.digits.hypernet.z-dim must be a whole number in [1, 100000], but is -8");
    }

    @Test
    void refusesASweepThatIsTooLarge() {
        String many = IntStream.rangeClosed(1, 101).mapToObj(String::valueOf).collect(Collectors.joining(", "));

        assertThat(faults(
                        GOOD.replace("values: [2, 4]", "values: [" + many + "]").replace("repeats: 2", "repeats: 50")))
                .containsExactly(
                        "a.yml:17: experiments.digits.sweep must ask for at most 10000 trials, but asks for 101 x 2 points with 50 seeds each");
    }

    @Test
    void refusesASweepOfNothing() {
        String sweep = GOOD.substring(GOOD.indexOf("    sweep:"), GOOD.indexOf("    schedule:"));

        assertThat(faults(GOOD.replace(sweep, "    sweep: {}\n")))
                .containsExactly("a.yml:16: experiments.digits.sweep sweeps nothing; give it parameters, or repeats");
        assertThat(faults(GOOD.replace(sweep, "    sweep:\n")))
                .containsExactly(
                        "a.yml:16: experiments.digits.sweep must hold settings (search, max-trials, round, score, parameters, repeats, constraints, pruning, max-failed, max-duration, max-seconds), but is empty");
        assertThat(faults(GOOD.replace(sweep, "    sweep: {repeats: 3}\n"))).isEmpty();
    }

    @Test
    void asksWhatIsWrongWithACronExpression() {
        SettingNode experiments = Yaml.experiments(GOOD.replace("0 0 2 * * *", "0 2 * *"));

        assertThat(faults(() -> SpecReader.read(
                                experiments,
                                cron -> Optional.of("it has 4 fields"),
                                Sizing::around,
                                (data, seed) -> Optional.empty(),
                                new GivenFiles(Path.of("")))
                        .orThrow()))
                .containsExactly(
                        "a.yml:21: experiments.digits.schedule.cron must be a cron expression of six fields, seconds first, such as \"0 0 2 * * *\", but is '0 2 * *': it has 4 fields");
    }

    @Test
    void aRatioIsSolvedForTheSizeOfTheGenerator() {
        ExperimentSpec experiment = Yaml.read(ratio("target-ratio: 4")).get(0);
        TrialSpec written = Binding.first(Yaml.read(ratio("chunk-size: 62")).get(0));

        assertThat(Canonical.json(Binding.first(experiment))).isEqualTo(Canonical.json(written));
        assertThat(experiment.solved().get(Map.of())).satisfies(sized -> {
            assertThat(sized.size()).isEqualTo("hypernet.chunk-size 62");
            assertThat(sized.trainable()).isEqualTo(138 * 8 + 9 * 16 + 17 * 62); // 138 chunks
            assertThat(sized.ratio()).isCloseTo(8_554.0 / sized.trainable(), within(1e-12));
        });
        assertThat(Canonical.json(experiment)).contains("\"target-ratio\":4.0").doesNotContain("chunk-size");
    }

    @Test
    void eachPointOfASweepHasASizeOfItsOwn() {
        ExperimentSpec experiment = Yaml.read(ratio("hidden: [6, 3]").replace("generator: chunked, ", "") + """
                    sweep:
                      parameters:
                        - {name: hypernet.generator, values: [chunked, full, templates]}
                        - {name: hypernet.target-ratio, values: [0.25, 0.5]}
                """)
                .get(0);

        assertThat(experiment.sweep().grid())
                .extracting(point -> experiment.solved().get(point).size())
                .containsExactly(
                        "hypernet.chunk-size 8531",
                        "hypernet.chunk-size 4252",
                        "hypernet.hidden [5, 3]",
                        "hypernet.hidden [1, 1]",
                        "hypernet.template-count 4",
                        "hypernet.template-count 2");
    }

    @Test
    void aSweptSizeMustNotStandBesideARatio() {
        assertThat(faults(ratio("target-ratio: 4") + """
                    sweep: {parameters: [{name: hypernet.chunk-size, values: [2]}]}
                """))
                .containsExactly(
                        "a.yml:7: experiments.ratio.sweep.parameters[0].values[0] (hypernet.chunk-size) must not be given beside hypernet.target-ratio, from which it follows");
    }

    @Test
    void everyPointThatCannotBeIsAFaultWithWhatIsNearest() {
        assertThat(faults(ratio("hidden: [2]").replace("generator: chunked, ", "") + """
                    sweep:
                      parameters:
                        - {name: hypernet.generator, values: [low-rank, row-scaling]}
                        - {name: hypernet.target-ratio, values: [5, 4]}
                """))
                .containsExactly(
                        "a.yml:10: experiments.ratio.sweep.parameters[1].values[0] (hypernet.target-ratio) must be within 10 % of a ratio that generator low-rank reaches, but is 5.0; the nearest are 4.01 with hypernet.rank 2 (2,132 numbers trained) and 7.49 with hypernet.rank 1 (1,142 numbers trained); at hypernet.generator = low-rank",
                        "a.yml:10: experiments.ratio.sweep.parameters[1].values[0] (hypernet.target-ratio) must be within 10 % of a ratio that generator row-scaling reaches, but is 5.0; the nearest is 0.98 with hypernet.hidden [1] (8,697 numbers trained); at hypernet.generator = row-scaling",
                        "a.yml:10: experiments.ratio.sweep.parameters[1].values[1] (hypernet.target-ratio) must be within 10 % of a ratio that generator row-scaling reaches, but is 4.0; the nearest is 0.98 with hypernet.hidden [1] (8,697 numbers trained); at hypernet.generator = row-scaling");
    }

    /** Each row: what stands in the section hypernet, and the whole message. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            target-ratio: 0                    | a.yml:5: experiments.ratio.hypernet.target-ratio must be a number in (0, 1000000000], but is 0
            target-ratio: 4, chunk-size: 8     | a.yml:5: experiments.ratio.hypernet.chunk-size must not be given beside hypernet.target-ratio, from which it follows
            target-ratio: 20                   | a.yml:5: experiments.ratio.hypernet.target-ratio must be within 10 % of a ratio that generator chunked reaches, but is 20.0; the nearest is 3.72 with hypernet.chunk-size 62 (2,302 numbers trained)
            target-ratio: 4, norm: layer, hidden: [] | a.yml:5: experiments.ratio.hypernet.norm needs hidden layers, but hypernet.hidden is []
            target-ratio: .nan                 | a.yml:5: experiments.ratio.hypernet.target-ratio must be a number in (0, 1000000000], but is NaN
            target-ratoi: 4                    | a.yml:5: experiments.ratio.hypernet.target-ratoi is not known; did you mean 'target-ratio'?
            """)
    void aRatioThatCannotBeIsAFault(String given, String message) {
        assertThat(faults(ratio(given))).containsExactly(message);
    }

    private static String ratio(String given) {
        return """
                experiments:
                  ratio:
                    data: {source: glyphs, samples: 1000, size: 16}
                    target: {layers: [256, 32, 10]}
                    hypernet: {generator: chunked, z-dim: 8, %s}
                    training: {epochs: 5}
                """.formatted(given);
    }

    private static List<String> faults(String text) {
        return faults(() -> Yaml.read(text));
    }

    private static List<String> faults(ThrowingCallable reading) {
        InvalidSpecException failure = catchThrowableOfType(InvalidSpecException.class, reading);
        return failure == null
                ? List.of()
                : failure.faults().stream().map(Fault::toString).toList();
    }

    @Test
    void dataOfTasksTellHowManyThereAreAndHowTheyAreDescribed() {
        TrialSpec trial =
                Binding.first(Yaml.read(tasks("source: sine-family, tasks: 40, held-out: 5, samples-per-task: 50", ""))
                        .get(0));

        assertThat(trial.data().source()).isEqualTo(new SourceSpec.SineFamily(40, 5, 50));
        assertThat(((HypernetSpec) trial.weights()).condition())
                .isEqualTo(new ConditionSpec.Descriptor(2, ConditionSpec.Encoding.MIP, 40));
        assertThat(trial.training().tasksPerStep()).isEqualTo(16);
        assertThat(Canonical.trial(Canonical.json(trial))).isEqualTo(trial);
    }

    @Test
    void aSourceWithinAnotherHasItsOwnSettings() {
        String text = tasks("source: permuted, of: spirals, tasks: 3, samples: 300, classes: 2", "")
                .replace("condition: descriptor, encoding: mip", "condition: per-task, z-dim: 4")
                .replace("[1, 8, 1]", "[2, 8, 2]");

        TrialSpec trial = Binding.first(Yaml.read(text).get(0));

        assertThat(trial.data().source()).isEqualTo(new DataSpec.Permuted(new SourceSpec.Spirals(300, 2, 1, 0.1), 3));
        assertThat(((HypernetSpec) trial.weights()).condition()).isEqualTo(new ConditionSpec.PerTask(4, 3));
        assertThat(trial.training().tasksPerStep()).isEqualTo(3);
        assertThat(Canonical.trial(Canonical.json(trial))).isEqualTo(trial);
    }

    @Test
    void tasksLearnedOneAfterTheOtherComeAloneAndAreHeldUnlessToldOtherwise() {
        String text = tasks("source: polynomials, samples-per-task: 50", "order: sequential")
                .replace("condition: descriptor, encoding: mip", "condition: per-task, z-dim: 2");

        TrialSpec trial = Binding.first(Yaml.read(text).get(0));
        TrialSpec free =
                Binding.first(Yaml.read(text.replace("sequential", "sequential, regulariser: 0, look-ahead: none"))
                        .get(0));

        assertThat(trial.training().order()).isEqualTo(new OrderSpec.Sequential(0.005, OrderSpec.LookAhead.STEP));
        assertThat(trial.training().tasksPerStep()).isEqualTo(1);
        assertThat(Canonical.trial(Canonical.json(trial))).isEqualTo(trial);
        assertThat(free.training().order()).isEqualTo(new OrderSpec.Sequential(0, OrderSpec.LookAhead.NONE));
        assertThat(Canonical.hash(free)).isNotEqualTo(Canonical.hash(trial));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            order: together, regulariser: 0.1 | belongs to order sequential, but order is together here
            look-ahead: step | belongs to order sequential, but order is together here
            order: sequential, tasks-per-step: 2 | must be 1 with training.order sequential, but is 2
            order: sequential, weight-decay: 0.1 | must be 0 with training.order sequential and hypernet.condition per-task, because it would shrink the z of tasks that are not being learned, but is 0.1
            order: sequential, look-ahead: two | must be one of none, step
            order: sequential, regulariser: -1 | must be
            """)
    void whatDoesNotGoWithTasksLearnedOneAfterTheOtherIsRefused(String training, String message) {
        String text = tasks("source: polynomials, samples-per-task: 50", training)
                .replace("condition: descriptor, encoding: mip", "condition: per-task, z-dim: 2");

        assertThatThrownBy(() -> Yaml.read(text)).hasMessageContaining(message);
    }

    @Test
    void aSequenceNeedsSeveralTasksWeightsForEachAndControlsThatAreNotCut() {
        String text = tasks("source: polynomials, samples-per-task: 50", "order: sequential");
        String learned = text.replace("condition: descriptor, encoding: mip", "z-dim: 2");

        assertThat(faults(learned))
                .singleElement()
                .asString()
                .contains("training.regulariser")
                .contains("must be 0 with hypernet.condition learned, which gives all tasks the same weights");
        assertThat(faults(learned.replace("order: sequential", "order: sequential, regulariser: 0")))
                .isEmpty();
        assertThat(faults(learned.replace("order: sequential", "order: sequential, regulariser: 0")
                        .replace("source: polynomials, samples-per-task: 50", "source: moons, samples: 100")
                        .replace("[1, 8, 1]", "[2, 8, 2]")))
                .singleElement()
                .asString()
                .contains("must not be sequential, because moons is one task");
        assertThat(faults(learned.replace("order: sequential", "order: sequential, regulariser: 0")
                        .replace("target:", "controls: [pruned]\n    target:")))
                .singleElement()
                .asString()
                .contains("must not be sequential with the controls pruned, low-rank-plain and quantised");
    }

    @Test
    void tasksThatAreHeldOutHaveNoBatchNorm() {
        String text = tasks("source: rotated-moons, tasks: 4, held-out: 2, samples-per-task: 50", "")
                .replace(
                        "target: {layers: [1, 8, 1]}",
                        "target: {kind: residual, input: [2, 1, 1], widths: [4, 4], blocks: 1, outputs: 2}");

        assertThat(faults(text))
                .singleElement()
                .asString()
                .contains("target.norm must be none with condition descriptor and tasks that are held out (2 of");
        assertThat(faults(text.replace("held-out: 2", "held-out: 0"))).isEmpty();
        assertThat(faults(text.replace("condition: descriptor, encoding: mip", "z-dim: 2")))
                .isEmpty();
    }

    @Test
    void aSequenceHasNoBatchNorm() {
        String text = tasks("source: permuted, of: glyphs, samples: 500, size: 8, tasks: 3", "order: sequential")
                .replace("condition: descriptor, encoding: mip", "condition: per-task, z-dim: 2")
                .replace(
                        "target: {layers: [1, 8, 1]}",
                        "target: {kind: residual, input: [1, 8, 8], widths: [4, 4], blocks: 1, outputs: 10}");

        assertThat(faults(text))
                .singleElement()
                .asString()
                .contains("target.norm must be none with training.order sequential");
        assertThat(faults(text.replace("outputs: 10", "outputs: 10, norm: none")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            source: polynomials, samples-per-task: 50 | '' | must not be descriptor, because nothing describes the tasks of polynomials; use per-task
            source: image | layers: [2, 8, 1] | must not be descriptor, because image is one task
            source: sine-family, tasks: 4, samples-per-task: 50 | tasks-per-step: 5 | must be at most 4, the tasks of sine-family, but is 5
            source: sine-family, tasks: 4, samples-per-task: 50 | batch-size: 41 | must be at most 40, the examples of the training split of a task, but is 41
            source: rotated-moons, tasks: 4, held-out: 5, samples-per-task: 50 | layers: [2, 8, 2] | must be at most 4, one angle between each two that are trained on, but is 5
            source: sine-family, tasks: 4, samples-per-task: 50, turns: 2 | '' | belongs to source spirals, but source is sine-family here
            source: permuted, of: moons, samples: 90, tasks: 4, turns: 2 | layers: [2, 8, 2] | belongs to source spirals or of spirals, but source is permuted and of is moons here
            source: split, of: glyphs, samples: 900, tasks: 3 | layers: [256, 8, 2] | must divide the 10 classes of glyphs of size 16 into groups of at least 2, but is 3
            """)
    void whatDoesNotGoWithTheTasksIsRefused(String data, String change, String message) {
        String text = tasks(data, change.startsWith("layers") ? "" : change);
        if (change.startsWith("layers")) {
            text = text.replace("layers: [1, 8, 1]", change);
        }
        String spec = text;

        assertThatThrownBy(() -> Yaml.read(spec)).hasMessageContaining(message);
    }

    private static String tasks(String data, String training) {
        return """
                experiments:
                  tasks:
                    data: {%s}
                    target: {layers: [1, 8, 1]}
                    hypernet: {generator: full, condition: descriptor, encoding: mip}
                    training: {epochs: 2, batch-size: 10, %s}
                """.formatted(data, training)
                .replace("batch-size: 10, batch-size", "batch-size")
                .replace(", }", "}");
    }
}
