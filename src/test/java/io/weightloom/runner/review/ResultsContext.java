package io.weightloom.runner.review;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.lease.Leases;
import io.weightloom.runner.lease.Workers;
import io.weightloom.runner.store.ArtifactFolder;
import io.weightloom.runner.store.Artifacts;
import io.weightloom.runner.store.Decisions;
import io.weightloom.runner.store.Findings;
import io.weightloom.runner.store.Fingerprints;
import io.weightloom.runner.store.GeneratorProbes;
import io.weightloom.runner.store.KeptSchedules;
import io.weightloom.runner.store.Metrics;
import io.weightloom.runner.store.Origins;
import io.weightloom.runner.store.Plans;
import io.weightloom.runner.store.Reopenings;
import io.weightloom.runner.store.Reuses;
import io.weightloom.runner.store.RoundTrials;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.SharedRuns;
import io.weightloom.runner.store.TestScores;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.table.RunTables;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** The repositories over one database, with their transactions and without Spring Boot. Close it. */
public final class ResultsContext implements AutoCloseable {

    @EnableTransactionManagement(proxyTargetClass = true)
    static class Transactions {}

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    /**
     * Over a database that is migrated here, and that holds weights too.
     *
     * @param more what else is needed of it
     */
    public ResultsContext(DataSource database, Clock clock, Class<?>... more) {
        this(database, clock, new ArtifactFolder(Optional.empty()), more);
    }

    /** The same with weights in a folder. */
    public ResultsContext(DataSource database, Clock clock, ArtifactFolder artifacts, Class<?>... more) {
        TestDatabases.migrations(database).load().migrate();
        context.registerBean(DataSource.class, () -> database);
        context.registerBean(Clock.class, () -> clock);
        context.registerBean(ArtifactFolder.class, () -> artifacts);
        context.registerBean(JdbcClient.class, () -> JdbcClient.create(database));
        context.registerBean(NamedParameterJdbcOperations.class, () -> new NamedParameterJdbcTemplate(database));
        context.registerBean(JdbcTransactionManager.class, () -> new JdbcTransactionManager(database));
        context.register(
                Transactions.class,
                Runs.class,
                Trials.class,
                RoundTrials.class,
                Decisions.class,
                Findings.class,
                TestScores.class,
                Plans.class,
                Origins.class,
                GeneratorProbes.class,
                Fingerprints.class,
                TrialRows.class,
                TrialReviews.class,
                RunTables.class,
                Metrics.class,
                Artifacts.class,
                Reopenings.class,
                Reuses.class,
                SharedRuns.class,
                Leases.class,
                KeptSchedules.class,
                Workers.class,
                Review.class);
        Stream.of(more).forEach(context::register);
        context.refresh();
    }

    /** A repository, or whatever else there is one of. */
    public <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
