package io.weightloom.runner.cluster;

import io.weightloom.runner.lease.RunLeases;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.store.SharedRuns;
import io.weightloom.runner.worker.WorkerRun;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Passes on to a worker's trials that their runs are to stop. Thread-safe. */
final class StopsOfRuns {

    private static final Logger log = LoggerFactory.getLogger(StopsOfRuns.class);

    private final SharedRuns runs;
    private final RunLeases leases;
    private final BorrowedRuns borrowed;

    StopsOfRuns(SharedRuns runs, RunLeases leases, BorrowedRuns borrowed) {
        this.runs = runs;
        this.leases = leases;
        this.borrowed = borrowed;
    }

    /**
     * Stops the trials of runs that are to stop, at the ends of their segments, and of runs that another manager has
     * taken over: what they bring forth is refused.
     */
    void look() {
        Set<Long> worked = borrowed.all().stream().map(run -> run.run().id()).collect(Collectors.toSet());
        try {
            Set<Long> stopping = runs.stopping(worked);
            borrowed.all().stream()
                    .filter(run -> stopping.contains(run.run().id())
                            || !leases.current(run.run().id()).equals(Optional.of(run.lease())))
                    .map(WorkerRun::over)
                    .forEach(StopSignal::give);
        } catch (DataAccessException | TransactionException e) {
            log.debug("Whether runs are to stop is asked again", e);
        }
    }
}
