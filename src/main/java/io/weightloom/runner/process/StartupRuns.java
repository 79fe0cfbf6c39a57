package io.weightloom.runner.process;

import io.weightloom.runner.cluster.Worker;
import io.weightloom.runner.preflight.DataFaults;
import io.weightloom.runner.run.RunCoordinator;
import io.weightloom.runner.run.RunRequest;
import io.weightloom.runner.schedule.Schedules;
import io.weightloom.runner.settings.RunnerSettings;
import io.weightloom.runner.settings.SpecFiles;
import io.weightloom.runner.worker.DataChange;
import io.weightloom.runner.worker.TrialRuns;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/**
 * Runs the experiments of the spec, one after the other, once the application has started and serves review; keeps the
 * schedules of those that have one. A worker begins to work for others in place of that.
 */
final class StartupRuns implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(StartupRuns.class);

    private final SpecFiles specs;
    private final Requests requests;
    private final DataFaults faults;
    private final RunnerSettings settings;
    private final TrialRuns training;
    private final RunCoordinator coordinator;
    private final Schedules schedules;
    private final ForgetRuns forget;
    private final Optional<Worker> worker;

    StartupRuns(
            SpecFiles specs,
            Requests requests,
            DataFaults faults,
            RunnerSettings settings,
            TrialRuns training,
            RunCoordinator coordinator,
            Schedules schedules,
            ForgetRuns forget,
            Optional<Worker> worker) {
        this.specs = specs;
        this.requests = requests;
        this.faults = faults;
        this.settings = settings;
        this.training = training;
        this.coordinator = coordinator;
        this.schedules = schedules;
        this.forget = forget;
        this.worker = worker;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (forget.done()) {
            return;
        }
        if (worker.isPresent()) {
            worker.get().begin();
            return;
        }
        if (specs.experiments().isEmpty()) {
            log.info(
                    "No experiments are given (experiments/a.yml on the command line names some); the database's results"
                            + " are served");
        }
        List<ExperimentSpec> open = specs.experiments().stream()
                .filter(experiment -> experiment.schedule().isPresent() || !coordinator.isComplete(request(experiment)))
                .toList();
        List<Fault> wrong = refusals();
        wrong.addAll(faults(open));
        if (!wrong.isEmpty()) {
            throw new InvalidSpecException(wrong);
        }
        if (!open.isEmpty()) {
            training.prepare();
        }
        specs.scheduled().stream().map(this::request).forEach(schedules::keep);
        coordinator.run(specs.unscheduled().stream().map(this::request).toList());
        schedules.resume();
    }

    private List<Fault> refusals() {
        List<Fault> wrong = new ArrayList<>();
        specs.unscheduled()
                .forEach(experiment -> coordinator
                        .refused(request(experiment))
                        .ifPresent(told -> wrong.add(specs.fault(experiment, told))));
        return wrong;
    }

    /**
     * What is wrong with the data of these experiments. Whether they fit is of no matter to a run that began with
     * others: whoever fits the spec to them has another experiment.
     */
    private List<Fault> faults(List<ExperimentSpec> open) {
        Map<ExperimentSpec, List<DataChange>> changes = new LinkedHashMap<>();
        open.stream().filter(experiment -> experiment.schedule().isEmpty()).forEach(experiment -> {
            List<DataChange> found = coordinator.changes(request(experiment));
            if (!found.isEmpty()) {
                changes.put(experiment, found);
            }
        });
        List<Fault> wrong = new ArrayList<>();
        if (open.stream().anyMatch(experiment -> !changes.containsKey(experiment) && faults.concern(experiment))) {
            wrong.addAll(faults.without(changes.keySet()));
        }
        changes.forEach((experiment, found) -> found.forEach(change -> wrong.add(change.fault(specs, experiment))));
        return wrong;
    }

    private RunRequest request(ExperimentSpec experiment) {
        return requests.of(experiment, Optional.empty(), repetition());
    }

    private RunRequest.Repetition repetition() {
        if (settings.rerun()) {
            return RunRequest.Repetition.TRAIN_AGAIN;
        }
        return settings.retryFailed() ? RunRequest.Repetition.RETRY_FAILED : RunRequest.Repetition.SHOW;
    }
}
