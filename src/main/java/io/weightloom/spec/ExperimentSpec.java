package io.weightloom.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One named experiment: settings that its trials share, and a sweep over the others.
 *
 * @param name kebab-case, at most 60 characters
 * @param description for people; may be empty
 * @param seed of the first repeat, at least 0
 * @param settings what the trials share
 * @param controls what is trained for comparison
 * @param sweep what differs between the trials
 * @param solved the hypernetworks of all points of the sweep whose size follows from a target ratio
 * @param widths of the data of all trials whose network takes them from there; without those that cannot be used
 * @param schedule when it is run again and again; empty if it runs once, at start
 */
public record ExperimentSpec(
        String name,
        String description,
        long seed,
        Settings settings,
        List<Control> controls,
        SweepSpec sweep,
        Map<Map<String, Object>, Sizer.Sized> solved,
        Map<DataSpec, DataWidths.Ends> widths,
        Optional<CronSpec> schedule) {

    /** Copies list and maps. */
    public ExperimentSpec {
        controls = List.copyOf(controls);
        widths = Map.copyOf(widths);
        solved = Collections.unmodifiableMap(new LinkedHashMap<>(solved));
    }

    /** The first trial: every swept parameter has its first value. */
    public TrialSpec base() {
        return trial(sweep.points().get(0), 0);
    }

    /**
     * The trial of one point and repeat. Repeat {@code r} has the seed {@code seed + r} at every point, so that trials
     * of different points are compared on the same examples and splits.
     *
     * @param point values of the swept parameters by name
     * @param repeat counted from 0
     */
    public TrialSpec trial(Map<String, Object> point, int repeat) {
        Settings all = AutoLayers.resolved(settings.with(point), widths);
        return (all.values().containsKey(Sizer.TARGET_RATIO) ? all.with(size(point)) : all).trial(seed + repeat);
    }

    /**
     * Whether the networks of trials with these data are known. If they are not, because their widths are those of data
     * that cannot be used, their trials have any widths instead: enough to show them, and nothing to train.
     */
    public boolean knowsNetworks(DataSpec data) {
        return widths.containsKey(data) || !AutoLayers.isIn(settings, sweep);
    }

    private Map<String, Object> size(Map<String, Object> point) {
        Sizer.Sized sized = solved.get(point);
        if (sized == null && !knowsNetworks(settings.with(point).data())) {
            Map<String, Object> any = new LinkedHashMap<>();
            HypernetSettings.SIZES.forEach(size -> any.put(size.path(), 1L));
            return any;
        } else if (sized == null) {
            throw new IllegalArgumentException("No size is known at " + point);
        }
        return Map.of(sized.hypernet().size().path(), sized.setting());
    }
}
