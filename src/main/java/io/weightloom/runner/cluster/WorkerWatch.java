package io.weightloom.runner.cluster;

import io.weightloom.runner.lease.WorkerRow;
import io.weightloom.runner.lease.Workers;
import io.weightloom.runner.store.SharedRuns;
import io.weightloom.runner.worker.ActiveRun;
import io.weightloom.trial.Provenance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a manager's person which workers come and go, and when a run waits for some. Thread-safe. */
final class WorkerWatch {

    private static final Logger log = LoggerFactory.getLogger(WorkerWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    /** How long it is known of a worker that there was one. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private final Workers workers;
    private final SharedRuns runs;
    private final Clock clock;
    private final Duration silence;
    private final boolean mixed;

    private final Map<String, WorkerRow> known = new LinkedHashMap<>();
    private Instant looked = Instant.MIN;
    private String waiting = "";

    /**
     * Of all workers on the database.
     *
     * @param silence after which a worker is taken for dead
     */
    WorkerWatch(Workers workers, SharedRuns runs, Clock clock, Duration silence, boolean mixed) {
        this.workers = workers;
        this.runs = runs;
        this.clock = clock;
        this.silence = silence;
        this.mixed = mixed;
    }

    /** Looks, if it is time to, on behalf of a run. */
    synchronized void look(ActiveRun run) {
        Instant now = clock.instant();
        if (looked.isAfter(now.minus(EVERY))) {
            return;
        }
        looked = now;
        workers.forget(now.minus(REMEMBERED));
        List<WorkerRow> living = workers.all().stream()
                .filter(worker -> worker.state() == WorkerRow.State.WORKING)
                .filter(worker -> worker.heartbeatAt().isAfter(now.minus(silence)))
                .toList();
        tellOfThoseThatCameOrWent(living);
        tellWhatARunWaitsFor(run, living);
    }

    private void tellOfThoseThatCameOrWent(List<WorkerRow> living) {
        for (WorkerRow worker : living) {
            if (known.put(worker.id(), worker) == null) {
                log.info(
                        "Worker {} is there: {} side by side, {}", name(worker), worker.threads(), worker.computeKey());
            }
        }
        List<String> ids = living.stream().map(WorkerRow::id).toList();
        List<WorkerRow> gone = known.values().stream()
                .filter(worker -> !ids.contains(worker.id()))
                .toList();
        Map<String, WorkerRow> last = new LinkedHashMap<>();
        workers.all().forEach(worker -> last.put(worker.id(), worker));
        for (WorkerRow worker : gone) {
            known.remove(worker.id());
            log.info("Worker {} {}", name(worker), farewell(Optional.ofNullable(last.get(worker.id()))));
        }
    }

    private static String farewell(Optional<WorkerRow> last) {
        return last.filter(worker -> worker.state() != WorkerRow.State.WORKING)
                .map(worker -> worker.reason()
                        .map(reason -> "has withdrawn: " + reason)
                        .orElse("has left"))
                .orElse("gives no sign of life any more; others take over what it had");
    }

    /** Once for each thing that it waits for. */
    private void tellWhatARunWaitsFor(ActiveRun run, List<WorkerRow> living) {
        String told = objection(run, living);
        if (!told.equals(waiting) && !told.isEmpty()) {
            log.warn("{} waits: {}", run.experiment().name(), told);
        }
        waiting = told;
    }

    private String objection(ActiveRun run, List<WorkerRow> living) {
        if (living.isEmpty()) {
            return "no worker is there. Start some, on any machine that reaches this database: java -jar runner.jar"
                    + " --runner.role=worker --spring.datasource.url=...";
        }
        Optional<String> key = mixed ? Optional.empty() : runs.computeKey(run.id());
        if (key.isPresent()) {
            return living.stream().anyMatch(worker -> worker.computeKey().equals(key.get()))
                    ? ""
                    : "its trials so far were made by (%s), and none of %s workers makes the same numbers. Start one that does, or let others go on with it by --runner.mixed=true"
                            .formatted(key.get(), living.size());
        }
        String build = Provenance.build();
        return living.stream().anyMatch(worker -> worker.build().equals(build))
                ? ""
                : "none of %s workers is of this runner's build, %s; start them from the same jar"
                        .formatted(living.size(), build);
    }

    private static String name(WorkerRow worker) {
        return "process %s on %s".formatted(worker.pid(), worker.host());
    }
}
