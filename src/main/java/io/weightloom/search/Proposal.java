package io.weightloom.search;

import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.Keys;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.Sizer;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.TrialSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A trial to run.
 *
 * @param spec all that decides it
 * @param swept the swept parameters' values as text, in the order of the sweep, and {@link Keys#SEED} when there are
 *     repeats
 */
public record Proposal(TrialSpec spec, Map<String, String> swept) {

    /** The trials of these points: the repeats of a point one after the other. */
    public static List<Proposal> of(ExperimentSpec experiment, List<Map<String, Object>> points) {
        return points.stream().flatMap(point -> of(experiment, point).stream()).toList();
    }

    /** The trials of one point: a seed each. */
    public static List<Proposal> of(ExperimentSpec experiment, Map<String, Object> point) {
        List<Proposal> proposals = new ArrayList<>();
        for (int repeat = 0; repeat < experiment.sweep().repeats(); repeat++) {
            TrialSpec trial = Binding.trial(experiment, point, repeat);
            proposals.add(new Proposal(trial, swept(experiment, trial, point)));
        }
        return proposals;
    }

    /**
     * What the trial has of the settings that are swept, not of those of variants that it does not have. A value that
     * cannot matter beside others may be another one than the point's. A trial's size may stand in for a ratio that was
     * asked for, which counts then.
     */
    private static Map<String, String> swept(ExperimentSpec experiment, TrialSpec trial, Map<String, Object> point) {
        Map<String, Object> settings = TrialSettings.of(trial).values();
        Map<String, String> swept = new LinkedHashMap<>();
        point.forEach((name, value) -> {
            if (settings.containsKey(name) || name.equals(Sizer.TARGET_RATIO)) {
                swept.put(name, PlainValues.text(settings.getOrDefault(name, value)));
            }
        });
        if (experiment.sweep().repeats() > 1) {
            swept.put(Keys.SEED, String.valueOf(trial.seed()));
        }
        return swept;
    }
}
