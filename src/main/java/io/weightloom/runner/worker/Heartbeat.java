package io.weightloom.runner.worker;

import io.weightloom.runner.database.DatabaseReasons;
import io.weightloom.runner.lease.LeaseLostException;
import io.weightloom.runner.lease.Leases;
import io.weightloom.runner.lease.Patience;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Keeps the leases of all runs of this process alive, and notices when one was taken over or when the database is gone.
 * Thread-safe.
 */
public final class Heartbeat {

    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    private final ActiveRuns runs;
    private final Leases leases;
    private final Duration lease;
    private final Patience patience;
    private final Abort abort;

    Heartbeat(ActiveRuns runs, Leases leases, Duration lease, Patience patience, Abort abort) {
        this.runs = runs;
        this.leases = leases;
        this.lease = lease;
        this.patience = patience;
        this.abort = abort;
    }

    /** One beat for every run. */
    public void beat() {
        runs.all().forEach(this::beat);
    }

    private void beat(ActiveRun run) {
        try {
            leases.renew(run.lease(), lease);
            patience.answers();
        } catch (LeaseLostException e) {
            run.lose(); // the run's next write ends it and tells the user
        } catch (DataAccessException | TransactionException e) {
            if (DatabaseReasons.isClosedForGood(e)) { // and H2 may hold the trial's thread in a loop that never ends
                log.error(
                        "{} ends here, for its database is closed: {}. All up to the last checkpoint is safe; make room,"
                                + " then start the same command again.",
                        run.experiment().name(),
                        DatabaseReasons.of(e));
                abort.now();
                return;
            }
            if (DatabaseReasons.isAway(e)) {
                patience.noticed(e);
                return;
            }
            log.warn(
                    "The heartbeat of {} failed and is tried again: {}",
                    run.experiment().name(),
                    DatabaseReasons.of(e));
        }
    }
}
