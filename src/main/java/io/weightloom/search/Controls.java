package io.weightloom.search;

import io.weightloom.spec.Canonical;
import io.weightloom.spec.Control;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.Settings;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is trained for comparison with the trials of a sweep. */
public final class Controls {

    private Controls() {}

    /**
     * For each proposed trial its twin of each control that the experiment asks for, each twin once. A plain twin has
     * the trial's data, target, training and seed, so trials that differ in their hypernetworks alone share one.
     *
     * @param proposals trials of the experiment
     */
    public static List<Search.Proposal> of(ExperimentSpec experiment, List<Search.Proposal> proposals) {
        Set<String> proposed = new HashSet<>();
        List<Search.Proposal> twins = new ArrayList<>();
        for (Control control : experiment.controls()) {
            for (Search.Proposal proposal : proposals) {
                TrialSpec twin = twin(control, proposal.spec());
                if (proposed.add(Canonical.hash(twin))) {
                    twins.add(new Search.Proposal(twin, swept(twin, proposal.swept())));
                }
            }
        }
        return twins;
    }

    /** The trial that a control sets beside a proposed one. */
    public static TrialSpec twin(Control control, TrialSpec trial) {
        return switch (control) {
            case PLAIN ->
                new TrialSpec(
                        trial.seed(),
                        trial.data(),
                        trial.target(),
                        new WeightsSpec.Plain(),
                        trial.training(),
                        trial.verify());
        };
    }

    private static Map<String, String> swept(TrialSpec twin, Map<String, String> values) {
        Map<String, Object> settings = Settings.of(twin).values();
        Map<String, String> swept = new LinkedHashMap<>(values);
        swept.keySet().removeIf(name -> !name.equals(Search.SEED) && !settings.containsKey(name));
        return swept;
    }
}
