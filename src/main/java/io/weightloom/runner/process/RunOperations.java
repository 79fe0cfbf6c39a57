package io.weightloom.runner.process;

import io.weightloom.runner.lease.RunLeases;
import io.weightloom.runner.run.Forgetting;
import io.weightloom.runner.run.RunCoordinator;
import io.weightloom.runner.run.RunRequest;
import io.weightloom.runner.run.RunRequest.Repetition;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunState;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.worker.ActiveRun;
import io.weightloom.runner.worker.ActiveRuns;
import io.weightloom.runner.worker.TrialRuns;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what is asked of runs. Those that go on do so one after the other, on a thread of its own. */
final class RunOperations implements Operations, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunOperations.class);

    private final Runs runs;
    private final Trials trials;
    private final RunLeases leases;
    private final ActiveRuns active;
    private final RunCoordinator coordinator;
    private final Requests requests;
    private final TrialRuns training;
    private final Forgetting forgetting;
    private final Set<Long> waiting = new HashSet<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "operations");
        made.setDaemon(true);
        return made;
    });

    RunOperations(
            Runs runs,
            Trials trials,
            RunLeases leases,
            ActiveRuns active,
            RunCoordinator coordinator,
            Requests requests,
            TrialRuns training,
            Forgetting forgetting) {
        this.runs = runs;
        this.trials = trials;
        this.leases = leases;
        this.active = active;
        this.coordinator = coordinator;
        this.requests = requests;
        this.training = training;
        this.forgetting = forgetting;
    }

    @Override
    public synchronized Answer ask(Kind kind, String experiment, long id) {
        Optional<Run> found = runs.find(id).filter(run -> run.key().experiment().equals(experiment));
        if (found.isEmpty()) {
            return new Answer(Verdict.UNKNOWN, "Experiment '%s' has no run %s".formatted(experiment, id));
        }
        Run run = found.get();
        Optional<ActiveRun> here = active.find(id);
        if (here.isEmpty()) {
            Optional<String> other = leases.heldElsewhere(run);
            if (other.isPresent()) {
                return refused(run, "is being run by %s; ask it".formatted(other.get()));
            }
        }
        return switch (kind) {
            case STOP -> stop(run);
            case RESUME -> resume(run, here);
            case RETRY -> retry(run);
            case FORGET -> forget(run);
        };
    }

    private Answer stop(Run run) {
        boolean waited = waiting.remove(run.id());
        coordinator.stop(run.id()); // first, or a run that is just about to be at work would miss it
        Optional<ActiveRun> here = active.find(run.id());
        if (here.isPresent()) {
            here.get().stop();
            return granted(run, "stops at the end of its segments");
        }
        return waited ? granted(run, "does not begin") : granted(run, "is not at work");
    }

    private Answer resume(Run run, Optional<ActiveRun> here) {
        if (here.filter(work -> !work.isOver()).isPresent()) {
            return granted(run, "is at work");
        }
        return run.state() == RunState.COMPLETED ? granted(run, "is complete") : begin(run, Repetition.SHOW);
    }

    private Answer retry(Run run) {
        return trials.bad(run.id()) == 0
                ? granted(run, "has no trial that failed or was rejected")
                : begin(run, Repetition.RETRY_FAILED);
    }

    private Answer forget(Run run) {
        Forgetting.Result result = forgetting.forget(List.of(run));
        if (result instanceof Forgetting.Result.AtWork atWork) {
            return refused(run, "is being run by %s; stop it first".formatted(atWork.who()));
        }
        waiting.remove(run.id());
        Forgetting.Freed freed = ((Forgetting.Result.Forgotten) result).freed();
        return granted(run, "is forgotten: " + freed.told());
    }

    private Answer begin(Run run, Repetition repetition) {
        Optional<RunRequest> request = requests.of(run.key(), repetition);
        if (request.isEmpty()) {
            return refused(run, "is of a spec that this process was not started with");
        }
        boolean last = runs.lastAttempt(
                        run.key().experiment(), run.key().specHash(), run.key().fireTime())
                .filter(latest -> latest.id() == run.id())
                .isPresent();
        if (!last) {
            return refused(run, "was trained again since, as another run");
        }
        coordinator.goOn(run.id());
        if (waiting.add(run.id())) {
            thread.execute(() -> work(run.id(), request.get()));
        }
        return granted(run, "goes on when its turn comes");
    }

    private void work(long id, RunRequest request) {
        try {
            coordinator.runMore(request, () -> begins(id));
        } catch (RuntimeException e) { // the next one may be luckier
            log.error("Run {} cannot go on", id, e);
        }
    }

    private boolean begins(long id) {
        boolean wanted = take(id);
        if (wanted) {
            training.prepare();
        }
        return wanted;
    }

    private synchronized boolean take(long id) {
        return waiting.remove(id);
    }

    private static Answer granted(Run run, String what) {
        return new Answer(
                Verdict.GRANTED, "Run %s of %s %s".formatted(run.id(), run.key().experiment(), what));
    }

    private static Answer refused(Run run, String why) {
        return new Answer(
                Verdict.REFUSED, "Run %s of %s %s".formatted(run.id(), run.key().experiment(), why));
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
