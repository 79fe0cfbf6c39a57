package io.weightloom.runner.worker;

import io.weightloom.runner.lease.Leases;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes that happen only while this process holds the run. Thread-safe. */
public final class Fence {

    private final Leases leases;
    private final TransactionTemplate transaction;

    Fence(Leases leases, PlatformTransactionManager transactions) {
        this.leases = leases;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Writes in one transaction, the one that is open if there is one.
     *
     * @throws io.weightloom.runner.lease.LeaseLostException if another runner has taken the run over; nothing is
     *     written
     */
    public void write(ActiveRun run, Runnable writes) {
        transaction.executeWithoutResult(status -> {
            leases.require(run.lease());
            writes.run();
        });
    }
}
