package io.weightloom.runner.worker;

import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.lease.Leases;
import java.util.function.Supplier;
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
     * @param lease on the run
     * @throws io.weightloom.runner.lease.LeaseLostException if another runner has taken the run over; nothing is
     *     written
     */
    public void write(Lease lease, Runnable writes) {
        transaction.executeWithoutResult(status -> {
            leases.require(lease);
            writes.run();
        });
    }

    /** The same, for writes that tell something. */
    public <T> T write(Lease lease, Supplier<T> writes) {
        return transaction.execute(status -> {
            leases.require(lease);
            return writes.get();
        });
    }
}
