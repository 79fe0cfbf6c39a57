package io.weightloom.job;

import io.weightloom.results.LeaseLostException;
import io.weightloom.results.Leases;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Keeps the leases of all runs of this process alive, and notices when one was taken over. Thread-safe. */
final class Heartbeat {

    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    private final ActiveRuns runs;
    private final Leases leases;
    private final Duration lease;

    Heartbeat(ActiveRuns runs, Leases leases, Duration lease) {
        this.runs = runs;
        this.leases = leases;
        this.lease = lease;
    }

    /** One beat for every run. */
    void beat() {
        runs.all().forEach(this::beat);
    }

    private void beat(ActiveRun run) {
        try {
            leases.renew(run.lease(), lease);
        } catch (LeaseLostException e) {
            run.lose(); // the run's next write ends it and tells the user
        } catch (DataAccessException | TransactionException e) {
            log.warn(
                    "The heartbeat of {} failed and is tried again: {}",
                    run.experiment().name(),
                    e.getMessage());
        }
    }
}
