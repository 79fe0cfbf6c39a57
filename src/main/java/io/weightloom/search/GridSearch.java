package io.weightloom.search;

import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.Keys;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.Sizer;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.spec.settings.TrialSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Walks all of the space in one round: the first parameter changes slowest, repeats fastest. Points that come to the
 * same trial are proposed once.
 *
 * @param experiment whose trials are proposed
 */
record GridSearch(ExperimentSpec experiment) implements Search {

    @Override
    public List<Proposal> propose(List<Ended> ended) {
        if (!ended.isEmpty()) {
            return List.of();
        }
        Set<String> proposed = new HashSet<>();
        List<Proposal> round = new ArrayList<>();
        for (Map<String, Object> point : Space.of(experiment.sweep()).grid()) {
            for (int repeat = 0; repeat < experiment.sweep().repeats(); repeat++) {
                TrialSpec trial = Binding.trial(experiment, point, repeat);
                if (proposed.add(Canonical.hash(trial))) {
                    round.add(new Proposal(trial, swept(trial, point)));
                }
            }
        }
        return round;
    }

    /**
     * What the trial has of the settings that are swept, not of those of variants that it does not have. A value that
     * cannot matter beside others may be another one than the point's. A trial's size may stand in for a ratio that was
     * asked for, which counts then.
     */
    private Map<String, String> swept(TrialSpec trial, Map<String, Object> point) {
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
