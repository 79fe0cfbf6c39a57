package io.weightloom.spec.settings;

import io.weightloom.spec.DataSpec;
import io.weightloom.spec.DataWidths;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.Settings;
import io.weightloom.spec.Sizer;
import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.TrialSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes the trials of an experiment: the settings that they share, with those of a point of the sweep laid over them,
 * bound to records.
 */
public final class Binding {

    /** What is put in the place of widths that are not known, so that the rest can be looked at. */
    private static final DataWidths.Ends UNKNOWN = new DataWidths.Ends(1, 1);

    private Binding() {}

    /** The first trial: every swept parameter has its first value. */
    public static TrialSpec first(ExperimentSpec experiment) {
        return trial(experiment, experiment.sweep().first(), 0);
    }

    /**
     * The trial of one point and repeat. Repeat {@code r} has the seed {@code seed + r} at every point, so that trials
     * of different points are compared on the same examples and splits.
     *
     * @param point values of the swept parameters by name
     * @param repeat counted from 0
     */
    public static TrialSpec trial(ExperimentSpec experiment, Map<String, Object> point, int repeat) {
        Settings asked = asked(experiment, point);
        Settings all = AutoLayers.isIn(asked)
                ? AutoLayers.with(
                        asked, ends(experiment, TrialSettings.data(asked)).orElse(UNKNOWN))
                : asked;
        boolean solved = all.values().containsKey(Sizer.TARGET_RATIO);
        TrialSpec trial =
                TrialSettings.trial(solved ? all.with(size(experiment, point, all)) : all, experiment.seed() + repeat);
        return trial.withGiven(
                trial.given().map(named -> experiment.lookups().given().read(named, trial.target())));
    }

    private static Settings asked(ExperimentSpec experiment, Map<String, Object> point) {
        return GivenLayers.with(
                experiment.settings().with(point), experiment.lookups().given());
    }

    /** The settings of a point, with the widths of its data; empty if these cannot be used. */
    public static Optional<Settings> settings(ExperimentSpec experiment, Map<String, Object> point) {
        Settings asked = asked(experiment, point);
        return AutoLayers.isIn(asked)
                ? ends(experiment, TrialSettings.data(asked)).map(ends -> AutoLayers.with(asked, ends))
                : Optional.of(asked);
    }

    /**
     * Whether the networks of trials with these data are known. If they are not, because their widths are those of data
     * that cannot be used, their trials have any widths instead: enough to show them, and nothing to train.
     */
    public static boolean knowsNetworks(ExperimentSpec experiment, DataSpec data) {
        return !AutoLayers.isIn(experiment.settings(), experiment.sweep())
                || ends(experiment, data).isPresent();
    }

    private static Optional<DataWidths.Ends> ends(ExperimentSpec experiment, DataSpec data) {
        DataWidths.Ends known = experiment.widths().get(data);
        boolean all = experiment.sweep().search() == SweepSpec.Strategy.GRID; // whose points were all looked at
        return known != null || all
                ? Optional.ofNullable(known)
                : AutoLayers.ends(data, experiment.lookups().widths(), experiment.seed());
    }

    /** Which of a range's options a trial's setting comes from, counted from 0; empty if none, or it has no options. */
    public static OptionalInt indexOf(Object setting, String path, SweepSpec.Range range) {
        if (!(range instanceof SweepSpec.Range.Choice choice)) {
            return OptionalInt.empty();
        }
        List<Object> values =
                choice.options().stream().map(option -> option.get(path)).toList();
        int same = values.indexOf(setting);
        for (int i = 0; i < values.size() && same < 0; i++) {
            same = AutoLayers.isFor(values.get(i), setting) ? i : -1;
        }
        return same < 0 ? OptionalInt.empty() : OptionalInt.of(same);
    }

    private static Map<String, Object> size(ExperimentSpec experiment, Map<String, Object> point, Settings all) {
        Sizer.Sized sized = experiment.solved().get(point);
        if (sized == null && knowsNetworks(experiment, TrialSettings.data(all))) {
            sized = new Solving(experiment.lookups().sizer())
                    .solve(all, (path, message) -> {
                        throw new IllegalArgumentException("No size at %s: %s %s".formatted(point, path, message));
                    })
                    .orElseThrow();
        }
        if (sized != null) {
            return Map.of(sized.hypernet().size().path(), sized.hypernet().sizeSetting());
        }
        Map<String, Object> any = new LinkedHashMap<>();
        HypernetSettings.SIZES.forEach(size -> any.put(size.path(), 1L));
        return any;
    }
}
