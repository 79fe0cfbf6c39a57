package io.weightloom.spec.settings;

import io.weightloom.spec.Control;
import io.weightloom.spec.CronSpec;
import io.weightloom.spec.Keys;
import io.weightloom.spec.SweepSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
                    + " by magnitude (pruned) or in rank (low-rank-plain); the hypernetwork of several tasks with one z"
                    + " for all (z-frozen), or tested with the z of another task for each (z-shuffled)");

    /** The settings of a trial, which can be swept. */
    public static final List<Section<?>> TRIAL = List.of(
            DataSettings.SECTION,
            TargetSettings.SECTION,
            HypernetSettings.SECTION,
            TrainingSettings.SECTION,
            VerifySettings.SECTION);

    /** The same and what only controls have: all sections of a trial's canonical form. */
    static final List<Section<?>> RESOLVED = Stream.concat(
                    TRIAL.stream(), Stream.of(CutSettings.SECTION, DamageSettings.SECTION))
            .toList();

    public static final Setting<SweepSpec.Strategy> SEARCH = Setting.optional(
            "search",
            new Kind.Word<>(Map.of("grid", SweepSpec.Strategy.GRID)),
            SweepSpec.Strategy.GRID,
            "How points are chosen: every combination of values (grid)");
    public static final Setting<Integer> REPEATS =
            Setting.optional("repeats", Kind.whole("[1, 1000]"), 1, "Seeds per point: seed, seed + 1, ...");

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

    private static Map<String, Section.Placed> sweepable() {
        Map<String, Section.Placed> all = new LinkedHashMap<>();
        TRIAL.forEach(section -> all.putAll(section.settings()));
        return all;
    }
}
