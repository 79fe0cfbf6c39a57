package io.weightloom.runner.lease;

import io.weightloom.runner.database.SqlValues;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Leases with fencing tokens: a lease that is not renewed in time can be taken over by another owner, who gets a higher
 * token; the former owner finds out at its next {@link #require} or {@link #renew}. Time is the injected clock's, so
 * runners on several hosts need clocks that agree to within a fraction of a lease's duration.
 *
 * <p>Safe for use by many threads.
 */
@Repository
@Transactional(readOnly = true)
public class Leases {

    /**
     * Who holds a lease, or held it last.
     *
     * @param owner unique per process
     * @param token of that holder
     * @param heartbeatAt when it was acquired or last renewed
     * @param expiresAt from when on it can be taken over
     */
    public record Holder(String owner, long token, Instant heartbeatAt, Instant expiresAt) {}

    private final JdbcClient jdbc;
    private final TransactionTemplate ownTransaction;
    private final Clock clock;

    Leases(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.clock = clock;
    }

    /**
     * Takes a lease that nobody holds or that has expired; committed at once, whatever transaction is open.
     *
     * @param name of what it is a right to, at most 400 characters
     * @param owner unique per process, at most 200 characters
     * @param duration after which it expires unless renewed, positive
     * @return the lease; empty if somebody holds it, this owner included
     */
    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    public Optional<Lease> acquire(String name, String owner, Duration duration) {
        try {
            return ownTransaction.execute(
                    status -> takeOver(name, owner, duration).or(() -> create(name, owner, duration)));
        } catch (DuplicateKeyException | ConcurrencyFailureException | QueryTimeoutException e) {
            return Optional.empty(); // another owner was faster, or is writing behind its fence
        }
    }

    private Optional<Lease> takeOver(String name, String owner, Duration duration) {
        Instant now = clock.instant();
        int rows = jdbc.sql("""
                update lease
                set owner = :owner, token = token + 1, heartbeat_at = :now, expires_at = :expires
                where name = :name and expires_at <= :now
                """)
                .param("name", name)
                .param("owner", owner)
                .param("now", SqlValues.at(now))
                .param("expires", SqlValues.at(now.plus(duration)))
                .update();
        return rows == 0 ? Optional.empty() : holder(name).map(holder -> new Lease(name, owner, holder.token()));
    }

    private Optional<Lease> create(String name, String owner, Duration duration) {
        if (holder(name).isPresent()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        jdbc.sql("""
                insert into lease (name, owner, token, heartbeat_at, expires_at)
                values (:name, :owner, 1, :now, :expires)
                """)
                .param("name", name)
                .param("owner", owner)
                .param("now", SqlValues.at(now))
                .param("expires", SqlValues.at(now.plus(duration)))
                .update();
        return Optional.of(new Lease(name, owner, 1));
    }

    /**
     * Takes a lease from a holder that is known to be dead, without waiting for its expiry; committed at once.
     *
     * @param dead as {@link #holder} told
     * @return the lease; empty if meanwhile it was renewed or taken by another
     */
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public Optional<Lease> inherit(String name, Holder dead, String owner, Duration duration) {
        Instant now = clock.instant();
        int rows = jdbc.sql("""
                update lease
                set owner = :owner, token = token + 1, heartbeat_at = :now, expires_at = :expires
                where name = :name and owner = :dead and token = :token and heartbeat_at = :heartbeat
                """)
                .param("name", name)
                .param("owner", owner)
                .param("dead", dead.owner())
                .param("token", dead.token())
                .param("heartbeat", SqlValues.at(dead.heartbeatAt()))
                .param("now", SqlValues.at(now))
                .param("expires", SqlValues.at(now.plus(duration)))
                .update();
        return rows == 0 ? Optional.empty() : Optional.of(new Lease(name, owner, dead.token() + 1));
    }

    /**
     * The heartbeat: the lease expires {@code duration} from now. A lease that has expired but was not taken over can
     * still be renewed.
     *
     * @throws LeaseLostException if it was taken over or released
     */
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void renew(Lease lease, Duration duration) {
        Instant now = clock.instant();
        int rows = jdbc.sql("""
                update lease set heartbeat_at = :now, expires_at = :expires
                where name = :name and owner = :owner and token = :token
                """)
                .param("name", lease.name())
                .param("owner", lease.owner())
                .param("token", lease.token())
                .param("now", SqlValues.at(now))
                .param("expires", SqlValues.at(now.plus(duration)))
                .update();
        if (rows == 0) {
            throw new LeaseLostException(lease);
        }
    }

    /**
     * The fence: called in a transaction before its writes, it makes sure that the lease is still this one's until the
     * transaction ends.
     *
     * @throws LeaseLostException if it was taken over or released
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void require(Lease lease) {
        Optional<Long> token = jdbc.sql("""
                select token from lease
                where name = :name and owner = :owner and token = :token
                for update
                """)
                .param("name", lease.name())
                .param("owner", lease.owner())
                .param("token", lease.token())
                .query((row, i) -> row.getLong("token"))
                .optional();
        if (token.isEmpty()) {
            throw new LeaseLostException(lease);
        }
    }

    /** Gives a lease back, so that others need not wait for its expiry; does nothing if it was taken over. */
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void release(Lease lease) {
        jdbc.sql("""
                update lease set expires_at = :now, owner = ''
                where name = :name and owner = :owner and token = :token
                """)
                .param("name", lease.name())
                .param("owner", lease.owner())
                .param("token", lease.token())
                .param("now", SqlValues.at(clock.instant()))
                .update();
    }

    /** Who holds a lease or held it last; empty if nobody ever did. */
    public Optional<Holder> holder(String name) {
        return jdbc.sql("select owner, token, heartbeat_at, expires_at from lease where name = :name")
                .param("name", name)
                .query((row, i) -> new Holder(
                        row.getString("owner"),
                        row.getLong("token"),
                        SqlValues.instant(row, "heartbeat_at"),
                        SqlValues.instant(row, "expires_at")))
                .optional();
    }
}
