package io.weightloom.runner.run;

import io.weightloom.runner.store.Reopenings;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunKey;
import io.weightloom.runner.store.RunState;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.worker.DataChange;
import io.weightloom.runner.worker.DataWatch;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.settings.Canonical;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which run a request means. The same experiment with the same spec and fire time is the same run until it is asked for
 * again: then it is another attempt. Thread-safe.
 */
final class Attempts {

    private final Runs runs;
    private final Reopenings reopenings;
    private final SpecChanges specs;
    private final Launcher launcher;
    private final DataWatch data;

    Attempts(Runs runs, Reopenings reopenings, SpecChanges specs, Launcher launcher, DataWatch data) {
        this.runs = runs;
        this.reopenings = reopenings;
        this.specs = specs;
        this.launcher = launcher;
        this.data = data;
    }

    /** The run to go on with or to show; a new row if there is none. */
    Run open(RunRequest request) {
        Optional<Run> last = last(request);
        return last.isEmpty()
                ? specs.extended(request).orElseGet(() -> open(request, 1))
                : open(request, nextAttempt(request, last.get()));
    }

    private Run open(RunRequest request, int attempt) {
        return runs.open(
                new RunKey(
                        request.experiment().name(), Canonical.hash(request.experiment()), request.fireTime(), attempt),
                request.experiment().description(),
                Canonical.json(request.experiment()),
                request.overrides());
    }

    /** A run as it is stored now; empty if it was forgotten. */
    Optional<Run> now(Run run) {
        return runs.find(run.id());
    }

    /** Whether there is nothing to do with this run for this request but to show its result. */
    boolean isDone(RunRequest request, Run run) {
        boolean again = request.repetition() == RunRequest.Repetition.RETRY_FAILED && reopenings.isBad(run.id());
        boolean extended = !run.key().specHash().equals(Canonical.hash(request.experiment()));
        return !again && !extended && !hasTimeLeft(request, run) && isComplete(run);
    }

    private boolean hasTimeLeft(RunRequest request, Run run) {
        return reopenings.hasTimeLeft(
                run.id(), request.experiment().sweep().limits().maxSeconds());
    }

    /** Complete in our tables and in those of Spring Batch, between which a process may have died. */
    private boolean isComplete(Run run) {
        return run.state() == RunState.COMPLETED && launcher.isComplete(run);
    }

    /** Whether there is nothing to do for this request but to show a result. */
    boolean isDone(RunRequest request) {
        return request.repetition() != RunRequest.Repetition.TRAIN_AGAIN
                && last(request).filter(run -> isDone(request, run)).isPresent();
    }

    /**
     * Data that the run which this request would go on with did not begin with; none if it would begin a run, or show
     * one.
     */
    List<DataChange> changes(RunRequest request) {
        return last(request)
                .filter(run -> request.repetition() != RunRequest.Repetition.TRAIN_AGAIN && !isDone(request, run))
                .map(run -> data.changes(run, DataWatch.Reach.EVERYTHING))
                .orElse(List.of());
    }

    /** What differs in a request's spec from the one of the last run, if a new run is refused for it. */
    Optional<String> refused(RunRequest request) {
        return last(request).isPresent() ? Optional.empty() : specs.refused(request);
    }

    /**
     * Fire times at which runs of this very experiment began that are not complete, oldest first; without those that a
     * limit ended or somebody stopped, which go on when somebody asks for it.
     */
    List<Instant> unfinished(ExperimentSpec experiment) {
        String hash = Canonical.hash(experiment);
        return Stream.of(RunState.RUNNING, RunState.STOPPED, RunState.FAILED)
                .flatMap(state -> runs.in(state).stream())
                .filter(run -> run.detail().isEmpty())
                .map(Run::key)
                .filter(key -> key.experiment().equals(experiment.name())
                        && key.specHash().equals(hash))
                .flatMap(key -> key.fireTime().stream())
                .sorted()
                .toList();
    }

    private Optional<Run> last(RunRequest request) {
        return runs.lastAttempt(request.experiment().name(), Canonical.hash(request.experiment()), request.fireTime());
    }

    private int nextAttempt(RunRequest request, Run last) {
        boolean again = request.repetition() == RunRequest.Repetition.TRAIN_AGAIN
                && (isComplete(last)
                        || !data.changes(last, DataWatch.Reach.EVERYTHING).isEmpty());
        return last.key().attempt() + (again ? 1 : 0);
    }
}
