package io.weightloom.job;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.search.Search;
import io.weightloom.search.Searches;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.Fault;
import io.weightloom.spec.InvalidSpecException;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks at the data of every experiment before anything is stored or trained: what no spec alone can tell. */
final class Preflight {

    private final Datasets datasets;
    private final TrialRuns runs;

    Preflight(Datasets datasets, TrialRuns runs) {
        this.datasets = datasets;
        this.runs = runs;
    }

    /**
     * Loads the data of every trial that is known beforehand and compares them with its layers; then waits until trials
     * can be opened.
     *
     * @throws io.weightloom.data.InvalidDataException if data cannot be used
     * @throws InvalidSpecException if layers do not fit the data, with every such fault
     */
    void check(List<ExperimentSpec> experiments) {
        Set<Fault> faults = new LinkedHashSet<>();
        for (ExperimentSpec experiment : experiments) {
            Map<DataSpec, Dataset> loaded = new HashMap<>();
            for (Search.Proposal proposal : Searches.of(experiment).propose(List.of())) {
                TrialSpec trial = proposal.spec();
                Dataset data = loaded.computeIfAbsent(trial.data(), spec -> datasets.load(spec, trial.seed()));
                check(experiment, trial, data, faults);
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidSpecException(List.copyOf(faults));
        }
        if (!experiments.isEmpty()) {
            runs.prepare();
        }
    }

    private static void check(ExperimentSpec experiment, TrialSpec trial, Dataset data, Set<Fault> faults) {
        if (trial.target() instanceof TargetSpec.Mlp mlp) {
            List<Integer> layers = mlp.layers();
            int first = layers.get(0);
            int last = layers.get(layers.size() - 1);
            if (first != data.inputs() || last != data.outputs()) {
                faults.add(new Fault(
                        "experiment " + experiment.name(),
                        "target.layers",
                        "is %s, but the data have %d features and %d outputs, so it must begin with %d and end with %d"
                                .formatted(layers, data.inputs(), data.outputs(), data.inputs(), data.outputs())));
            }
        }
    }
}
