package io.weightloom.search;

import io.weightloom.spec.Keys;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.Sizer;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.settings.GivenLayers;
import io.weightloom.spec.settings.TrialSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A trial to run.
 *
 * @param spec all that decides it
 * @param swept the swept parameters' values as text, in the order of the sweep, and {@link Keys#SEED} when there are
 *     repeats
 */
public record Proposal(TrialSpec spec, Map<String, String> swept) {

    /**
     * A trial of a point.
     *
     * @param repeats seeds of each point
     */
    public static Proposal of(TrialSpec trial, Map<String, Object> point, int repeats) {
        return new Proposal(trial, swept(trial, point, repeats));
    }

    /**
     * What the trial has of the settings that are swept, not of those of variants that it does not have. A value that
     * cannot matter beside others may be another one than the point's. A trial's size may stand in for a ratio that was
     * asked for, which counts then, and layers for the file that says them.
     */
    private static Map<String, String> swept(TrialSpec trial, Map<String, Object> point, int repeats) {
        Map<String, Object> settings = TrialSettings.of(trial).values();
        Map<String, String> swept = new LinkedHashMap<>();
        point.forEach((name, value) -> {
            if (settings.containsKey(name) || name.equals(Sizer.TARGET_RATIO) || name.equals(GivenLayers.PATH)) {
                Object own = name.equals(GivenLayers.PATH) ? value : settings.getOrDefault(name, value);
                swept.put(name, PlainValues.text(own));
            }
        });
        if (repeats > 1) {
            swept.put(Keys.SEED, String.valueOf(trial.seed()));
        }
        return swept;
    }
}
