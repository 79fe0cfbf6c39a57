package io.weightloom.runner.process;

import io.weightloom.runner.run.RunRequest;
import io.weightloom.runner.settings.SpecFiles;
import io.weightloom.runner.store.RunKey;
import io.weightloom.runner.store.SettingOverride;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.settings.Canonical;
import java.time.Instant;
import java.util.Optional;

/** Makes requests for runs of the experiments that this process was started with. Immutable. */
final class Requests {

    private final SpecFiles specs;

    Requests(SpecFiles specs) {
        this.specs = specs;
    }

    /** For the run of an experiment, or for that of one of its fire times. */
    RunRequest of(ExperimentSpec experiment, Optional<Instant> fireTime, RunRequest.Repetition repetition) {
        return new RunRequest(
                experiment,
                specs.overrides().stream()
                        .filter(override -> override.experiment().equals(experiment.name()))
                        .map(override -> new SettingOverride(override.key(), override.value(), override.origin()))
                        .toList(),
                fireTime,
                repetition);
    }

    /** For this very run; empty if its spec is none of this process's. */
    Optional<RunRequest> of(RunKey run, RunRequest.Repetition repetition) {
        return specs.experiments().stream()
                .filter(experiment -> experiment.name().equals(run.experiment())
                        && Canonical.hash(experiment).equals(run.specHash()))
                .findFirst()
                .map(experiment -> of(experiment, run.fireTime(), repetition));
    }
}
