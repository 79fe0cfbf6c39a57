package io.weightloom.runner.review;

import io.weightloom.text.Nearest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds a run by its address.
 *
 * @param experiments that ever ran, by name
 */
record RunSearch(List<ExperimentSummary> experiments) {

    /** The run at this address; without one, the latest of all. */
    RunFound find(Optional<RunAddress> address) {
        if (experiments.isEmpty()) {
            return new RunFound.Missing("names no run: nothing was ever run in this database");
        }
        return address.map(this::find)
                .orElseGet(() -> new RunFound.At(experiments.stream()
                        .flatMap(experiment -> experiment.runs().stream())
                        .max(Comparator.comparing(RunSummary::createdAt).thenComparing(RunSummary::id))
                        .orElseThrow()
                        .id()));
    }

    private RunFound find(RunAddress address) {
        List<String> names = experiments.stream().map(ExperimentSummary::name).toList();
        Optional<ExperimentSummary> experiment = experiments.stream()
                .filter(each -> each.name().equals(address.experiment()))
                .findFirst();
        if (experiment.isEmpty()) {
            return new RunFound.Missing("names no experiment that ran; " + Nearest.hint(address.experiment(), names));
        }
        List<RunSummary> runs = experiment.get().runs();
        long wanted = address.run().orElse(runs.get(0).id());
        return runs.stream().anyMatch(run -> run.id() == wanted)
                ? new RunFound.At(wanted)
                : new RunFound.Missing("names no run of %s; its runs, latest first, are %s"
                        .formatted(
                                address.experiment(),
                                runs.stream()
                                        .map(run -> String.valueOf(run.id()))
                                        .collect(Collectors.joining(", "))));
    }
}
