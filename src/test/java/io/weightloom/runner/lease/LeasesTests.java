package io.weightloom.runner.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.store.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@ParameterizedClass
@EnumSource(TestDatabases.class)
class LeasesTests {

    private static final Instant START = Instant.parse("2026-11-20T02:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final MovableClock clock = new MovableClock(START);
    private final TestDatabases databases;
    private final ResultsContext context;
    private final Leases leases;
    private final TransactionTemplate transaction;

    LeasesTests(TestDatabases databases) {
        this.databases = databases;
        context = new ResultsContext(databases.fresh().dataSource(), clock);
        leases = context.get(Leases.class);
        transaction = new TransactionTemplate(context.get(PlatformTransactionManager.class));
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void theFirstHolderGetsTokenOne() {
        assertThat(leases.acquire("run/1", "a", MINUTE)).contains(new Lease("run/1", "a", 1));
        assertThat(leases.holder("run/1")).contains(new Leases.Holder("a", 1, START, START.plus(MINUTE)));
        assertThat(leases.holder("run/2")).isEmpty();
    }

    @Test
    void aLeaseThatIsHeldIsGivenToNobodyElse() {
        take("a");
        clock.move(MINUTE.minusNanos(1000));

        assertThat(leases.acquire("run/1", "b", MINUTE)).isEmpty();
        assertThat(leases.acquire("run/1", "a", MINUTE)).isEmpty();
        assertThat(leases.acquire("run/2", "b", MINUTE)).isPresent();
    }

    @Test
    void aLeaseThatExpiredIsTakenOverWithAHigherToken() {
        Lease lost = take("a");
        clock.move(MINUTE);

        Lease taken = take("b");

        assertThat(taken).isEqualTo(new Lease("run/1", "b", 2));
        assertThatThrownBy(() -> leases.renew(lost, MINUTE))
                .isInstanceOf(LeaseLostException.class)
                .hasMessageContaining("a (token 1) no longer holds the lease 'run/1'");
    }

    @Test
    void aHeartbeatKeepsALease() {
        Lease lease = take("a");
        clock.move(Duration.ofSeconds(50));
        leases.renew(lease, MINUTE);
        clock.move(Duration.ofSeconds(50));

        assertThat(leases.acquire("run/1", "b", MINUTE)).isEmpty();
        assertThat(leases.holder("run/1").orElseThrow().heartbeatAt()).isEqualTo(START.plusSeconds(50));
    }

    @Test
    void aLeaseThatExpiredAndThatNobodyTookCanBeRenewed() {
        Lease lease = take("a");
        clock.move(Duration.ofHours(1));

        leases.renew(lease, MINUTE);

        assertThat(leases.acquire("run/1", "b", MINUTE)).isEmpty();
    }

    @Test
    void aLeaseGivenBackIsFreeAtOnceAndItsTokenGoesOnGrowing() {
        Lease lease = take("a");

        leases.release(lease);

        assertThatThrownBy(() -> leases.renew(lease, MINUTE)).isInstanceOf(LeaseLostException.class);
        assertThat(leases.acquire("run/1", "a", MINUTE)).contains(new Lease("run/1", "a", 2));
    }

    @Test
    void whoLostALeaseCannotGiveItBack() {
        Lease lost = take("a");
        clock.move(MINUTE);
        take("b");

        leases.release(lost);

        assertThat(leases.holder("run/1").map(Leases.Holder::owner)).contains("b");
    }

    @Test
    void aLeaseIsInheritedFromADeadHolderBeforeItExpiresButNotFromOneThatStillBeats() {
        Lease lease = take("a");
        Leases.Holder dead = leases.holder("run/1").orElseThrow();
        clock.move(Duration.ofSeconds(10));
        leases.renew(lease, MINUTE);

        assertThat(leases.inherit("run/1", dead, "b", MINUTE)).isEmpty();
        assertThat(leases.inherit("run/1", leases.holder("run/1").orElseThrow(), "b", MINUTE))
                .contains(new Lease("run/1", "b", 2));
        assertThatThrownBy(() -> leases.renew(lease, MINUTE)).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void aWriteBehindALostLeaseIsRolledBack() {
        Lease lost = take("a");
        clock.move(MINUTE);
        take("b");

        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    context.get(JdbcClient.class)
                            .sql("update lease set owner = 'zombie' where name = 'run/1'")
                            .update();
                    leases.require(lost);
                }))
                .isInstanceOf(LeaseLostException.class);

        assertThat(leases.holder("run/1").map(Leases.Holder::owner)).contains("b");
    }

    @Test
    void theFenceHoldsOnlyInATransaction() {
        Lease lease = take("a");

        transaction.executeWithoutResult(status -> leases.require(lease));

        assertThatThrownBy(() -> leases.require(lease)).isInstanceOf(IllegalTransactionStateException.class);
    }

    @Test
    void nobodyTakesALeaseOverBetweenTheFenceAndTheEndOfItsTransaction() {
        try (ResultsContext impatient = new ResultsContext(databases.fresh().impatient(), clock)) {
            Leases fenced = impatient.get(Leases.class);
            Lease lease = fenced.acquire("run/1", "a", MINUTE).orElseThrow();
            clock.move(MINUTE);

            new TransactionTemplate(impatient.get(PlatformTransactionManager.class)).executeWithoutResult(status -> {
                fenced.require(lease);
                assertThat(acquiredInTime(fenced)).isEmpty();
            });

            assertThat(fenced.acquire("run/1", "b", MINUTE)).isPresent();
        }
    }

    @Test
    void nobodyInheritsItMeanwhileEither() {
        try (ResultsContext impatient = new ResultsContext(databases.fresh().impatient(), clock)) {
            Leases fenced = impatient.get(Leases.class);
            Lease lease = fenced.acquire("run/1", "a", MINUTE).orElseThrow();
            Leases.Holder dead = fenced.holder("run/1").orElseThrow();

            new TransactionTemplate(impatient.get(PlatformTransactionManager.class)).executeWithoutResult(status -> {
                fenced.require(lease);
                assertThatThrownBy(() -> fenced.inherit("run/1", dead, "b", MINUTE))
                        .isInstanceOf(DataAccessException.class);
                assertThatThrownBy(() -> fenced.release(lease)).isInstanceOf(DataAccessException.class);
            });

            assertThat(fenced.inherit("run/1", dead, "b", MINUTE)).isPresent();
        }
    }

    private static Optional<Lease> acquiredInTime(Leases leases) {
        try {
            return leases.acquire("run/1", "b", MINUTE);
        } catch (UncategorizedSQLException e) {
            assertThat(e).rootCause().hasMessageContaining("lock timeout"); // PostgreSQL's way to say so
            return Optional.empty();
        }
    }

    @Test
    void ofManyWhoAskAtOnceExactlyOneGetsALeaseThatIsNew() throws Exception {
        for (int round = 0; round < 10; round++) {
            String name = "run/" + round;

            assertThat(askAtOnce(name)).containsExactly(1L);
        }
    }

    @Test
    void ofManyWhoAskAtOnceExactlyOneTakesOverALeaseThatExpired() throws Exception {
        for (long token = 1; token <= 10; token++) {
            assertThat(askAtOnce("run/1")).containsExactly(token);
            clock.move(MINUTE);
        }
    }

    private Lease take(String owner) {
        return leases.acquire("run/1", owner, MINUTE).orElseThrow();
    }

    /** Tokens that eight owners on threads of their own got. */
    private List<Long> askAtOnce(String name) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Optional<Lease>>> owners = IntStream.range(0, 8)
                    .<Callable<Optional<Lease>>>mapToObj(owner -> () -> leases.acquire(name, "owner " + owner, MINUTE))
                    .toList();
            List<Long> tokens = new ArrayList<>();
            for (Future<Optional<Lease>> answer : threads.invokeAll(owners)) {
                answer.get().map(Lease::token).ifPresent(tokens::add);
            }
            return tokens;
        } finally {
            threads.shutdown();
        }
    }
}
