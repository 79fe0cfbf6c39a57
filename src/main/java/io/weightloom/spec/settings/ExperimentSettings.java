package io.weightloom.spec.settings;

import io.weightloom.spec.Control;
import io.weightloom.spec.CronSpec;
import io.weightloom.spec.Keys;
import io.weightloom.spec.PruningSpec;
import io.weightloom.spec.SweepSpec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All that an experiment's entry can hold. */
public final class ExperimentSettings {

    public static final Setting<String> DESCRIPTION = Setting.optional("description", Kind.text(), "", "For people");
    public static final Setting<Long> SEED = Setting.optional(
            Keys.SEED, Kind.large("[0, 1000000000000000]"), 1L, "From which all that is random is derived");
    public static final Setting<List<Control>> CONTROLS = Setting.optional(
            "controls",
            Kind.listOf(Kind.word(Control.class), "controls", 0),
            List.of(),
            "What is trained for comparison: the target network with weights of its own (plain); a plain network with as"
                    + " many numbers as the hypernetwork trains (matched); the plain network, cut to that many half-way,"
                    + " by magnitude (pruned) or in rank (low-rank-plain), or to weights of so many bits (quantised-8,"
                    + " quantised-4); the hypernetwork of several tasks with one z"
                    + " for all (z-frozen), or tested with the z of another task for each (z-shuffled);"
                    + " the network of target.weights as it is (given), from which those that are cut then begin,"
                    + " trained on with a copy for each task (fine-tuned), or with factors of low rank of each task's own"
                    + " that are added to it (lora)");
    public static final Setting<Control.Size> CONTROL_SIZE = Setting.added(
            "control-size",
            Kind.word(Control.Size.class),
            Control.Size.NUMBERS,
            "In what matched, pruned and low-rank-plain equal the hypernetwork: as many numbers as it trains (numbers), or"
                    + " no more bytes than its export stores, numbers at their width and where they are (bytes)");

    /** The settings of a trial, which can be swept. */
    public static final List<Section<?>> TRIAL = List.of(
            DataSettings.SECTION,
            TargetSettings.SECTION,
            HypernetSettings.SECTION,
            TrainingSettings.SECTION,
            VerifySettings.SECTION);

    /** The same and what only controls have: all sections of a trial's canonical form. */
    static final List<Section<?>> RESOLVED = Stream.concat(
                    TRIAL.stream(), Stream.of(CutSettings.SECTION, CutSettings.DAMAGE))
            .toList();

    public static final Setting<SweepSpec.Strategy> SEARCH = Setting.optional(
            "search",
            Kind.word(SweepSpec.Strategy.class),
            SweepSpec.Strategy.GRID,
            "How points are chosen: every combination of values (grid), drawn anew each time (random), by a sequence that"
                    + " fills the space evenly (sobol), where good ones were found (tpe), by generations that inherit"
                    + " (evolution)");
    public static final Setting<Optional<Integer>> MAX_TRIALS = Setting.added(
            "max-trials",
            new Possible<>(Kind.whole("[1, 10000]")),
            Optional.empty(),
            "Most trials, each seed of a point counted; only grid may go without");
    public static final Setting<Optional<Integer>> ROUND = Setting.added(
            "round",
            new Possible<>(Kind.whole("[1, 10000]")),
            Optional.empty(),
            "Trials per round, rounded up to whole points; without it 8, and all of a grid");
    public static final Setting<SweepSpec.ScoreKind> SCORE = Setting.added(
            "score",
            Kind.word(SweepSpec.ScoreKind.class),
            SweepSpec.ScoreKind.VALIDATION,
            "What makes a point better: its score on the validation split (validation), or that score against the"
                    + " numbers trained (front)");
    public static final Setting<Integer> REPEATS =
            Setting.optional("repeats", Kind.whole("[1, 1000]"), 1, "Seeds per point: seed, seed + 1, ...");
    public static final Setting<Optional<Integer>> MAX_FAILED = Setting.added(
            "max-failed",
            new Possible<>(Kind.whole("[1, 10000]")),
            Optional.empty(),
            "Failed and rejected trials after which the run ends");
    public static final Setting<Optional<Duration>> MAX_DURATION = Setting.added(
            "max-duration",
            new Possible<>(new Kind.Text<>("a time such as 90s, 30m or 8h", 1, Spans::of)),
            Optional.empty(),
            "Time after which the run stops, to go on when it is started again");
    public static final Setting<Optional<Integer>> MAX_SECONDS = Setting.added(
            "max-seconds",
            new Possible<>(Kind.whole("[1, 31536000]")),
            Optional.empty(),
            "Seconds of training after which a trial is halted");

    /** Of a parameter's range. */
    public static final Setting<SweepSpec.Scale> SCALE = Setting.added(
            "scale",
            Kind.word(SweepSpec.Scale.class),
            SweepSpec.Scale.LINEAR,
            "How the values of a range lie: evenly (linear), or their logarithms do (log)");

    /** Of a parameter's range; what it takes depends on the setting that is swept. */
    public static final String STEP_KEY = "step";

    private static final String STEP_DESCRIPTION = "Between neighbouring values of a range";

    /** Of a constraint. */
    public static final Setting<Optional<Double>> LEAST =
            Setting.added("min", new Possible<>(Kind.decimal("[0, inf)")), Optional.empty(), "The least");

    public static final Setting<Optional<Double>> MOST =
            Setting.added("max", new Possible<>(Kind.decimal("[0, inf)")), Optional.empty(), "The greatest");

    public static final Setting<PruningSpec.Kind> PRUNING_KIND = Setting.required(
            "kind",
            Kind.word(PruningSpec.Kind.class),
            "How it is told which trials are halted: those below the median of the others (median); at each rung all"
                    + " but the best, as many fewer as the next rung is further away (successive-halving); the same in"
                    + " brackets that begin at different rungs (hyperband)");
    public static final Setting<List<Integer>> RUNGS = Setting.required(
            "rungs",
            Kind.listOf(Kind.whole("[1, 1000000]"), "epochs", 1),
            "Epochs after which trials are compared, ascending");

    public static final Setting<String> CRON = Setting.required(
            "cron",
            Kind.name("a cron expression of six fields, seconds first, such as \"0 0 2 * * *\""),
            "When to run: six fields, seconds first");
    public static final Setting<String> ZONE = Setting.optional(
            "zone", Kind.name("a time zone such as UTC or Europe/Vienna"), "UTC", "Time zone of the fields");
    public static final Setting<CronSpec.Overlap> OVERLAP = Setting.optional(
            "overlap",
            Kind.word(CronSpec.Overlap.class),
            CronSpec.Overlap.QUEUE,
            "What becomes of fire times that come while a run of the experiment is still going: the last of them is run"
                    + " when it has ended (queue), or none is (skip)");
    public static final Setting<CronSpec.Misfire> MISFIRE = Setting.optional(
            "misfire",
            Kind.word(CronSpec.Misfire.class),
            CronSpec.Misfire.SKIP,
            "What becomes of fire times that came while no runner lived: none is run (skip), or the last of them as soon"
                    + " as a runner lives again (run-once)");

    /** Settings of a trial by path, whatever variant has them. */
    public static final Map<String, Section.Placed> SWEEPABLE = sweepable();

    private ExperimentSettings() {}

    /** The setting of this path, which must be one of a trial. */
    public static Section.Placed placed(String path) {
        Section.Placed placed = SWEEPABLE.get(path);
        if (placed == null) {
            throw new IllegalArgumentException("No setting '%s' in %s".formatted(path, SWEEPABLE.keySet()));
        }
        return placed;
    }

    /** What a step between values of a setting can be; empty if its values are no numbers. */
    public static Optional<Setting<?>> steps(Setting<?> setting) {
        return setting.kind()
                .numeric()
                .map(numbers -> numbers instanceof Kind.Decimal
                        ? Setting.required(STEP_KEY, Kind.decimal("(0, inf)"), STEP_DESCRIPTION)
                        : Setting.required(STEP_KEY, Kind.large("[1, 1000000000000000]"), STEP_DESCRIPTION));
    }

    private static Map<String, Section.Placed> sweepable() {
        Map<String, Section.Placed> all = new LinkedHashMap<>();
        TRIAL.forEach(section -> all.putAll(section.settings()));
        return all;
    }
}
