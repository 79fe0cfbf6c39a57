package io.weightloom.runner.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.store.Artifacts;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.TrialClaim;
import io.weightloom.runner.store.Trials;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.batch.jdbc.autoconfigure.BatchJdbcAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.jdbc.core.simple.JdbcClient;

class SchemaTests {

    private static ApplicationContextRunner runner(TestDatabases.Database database) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class,
                        TransactionAutoConfiguration.class,
                        FlywayAutoConfiguration.class,
                        BatchJdbcAutoConfiguration.class))
                .withBean(Migration.class)
                .withPropertyValues(database.properties())
                .withPropertyValues(
                        "spring.batch.jdbc.initialize-schema=always",
                        "spring.flyway.locations=classpath:db/migration,classpath:db/{vendor}");
    }

    @ParameterizedTest
    @EnumSource
    void ourTablesAndThoseOfBatchAreThereAfterTheFirstStartAndAfterTheSecond(TestDatabases databases) {
        TestDatabases.Database database = databases.fresh();

        for (int start = 1; start <= 2; start++) {
            runner(database).run(context -> {
                assertThat(context).hasNotFailed();
                assertThat(tables(context.getBean(JdbcClient.class)))
                        .contains(
                                "run",
                                "trial",
                                "metric",
                                "weights_chunk",
                                "lease",
                                "batch_job_instance",
                                "batch_step_execution");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void batchKeepsItsLogInTheDatabase(TestDatabases databases) {
        TestDatabases.Database database = databases.fresh();

        runner(database)
                .run(context -> context.getBean(JobRepository.class).createJobInstance("sweep", new JobParameters()));

        runner(database)
                .run(context -> assertThat(context.getBean(JdbcClient.class)
                                .sql("select job_name from batch_job_instance")
                                .query((row, i) -> row.getString("job_name"))
                                .list())
                        .containsExactly("sweep"));
    }

    @ParameterizedTest
    @EnumSource
    void aDatabaseOfANewerRunnerIsRefusedWithOneMessageAndLeftAsItIs(TestDatabases databases) {
        TestDatabases.Database database = databases.fresh();
        runner(database).run(context -> assertThat(context).hasNotFailed());
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        jdbc.sql("""
                insert into "flyway_schema_history" ("installed_rank", "version", "description", "type", "script",
                    "checksum", "installed_by", "installed_on", "execution_time", "success")
                values (99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'x', current_timestamp, 1, true)
                """).update();
        List<String> before = history(jdbc);

        runner(database).run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure()).hasRootCauseInstanceOf(UnfitDatabaseException.class);
            FailureAnalysis analysis = new UnfitDatabaseFailureAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis.getDescription())
                    .contains("has schema version 99, but this runner knows versions up to 24")
                    .contains(database.url().substring(0, 12));
            assertThat(analysis.getAction()).contains("Use the runner that wrote it");
        });
        assertThat(history(jdbc)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void aWorkerTakesASchemaAsItIsAndRefusesOneThatIsNotItsOwn(TestDatabases databases) {
        TestDatabases.Database database = databases.fresh();
        ApplicationContextRunner worker =
                runner(database).withPropertyValues("runner.role=worker", "spring.batch.jdbc.initialize-schema=never");

        worker.run(context -> assertThat(refusal(context.getStartupFailure()))
                .contains(" has no schema yet, but this worker needs version 24, and a worker changes no schema")
                .contains("Start a manager from the same jar as this worker first"));
        assertThat(tables(JdbcClient.create(database.dataSource()))).doesNotContain("run", "batch_job_instance");

        TestDatabases.migrations(database.dataSource()).target("20").load().migrate();
        List<String> before = history(JdbcClient.create(database.dataSource()));
        worker.run(context -> assertThat(refusal(context.getStartupFailure()))
                .contains(" has schema version 20, but this worker needs version 24, and a worker changes no schema"));
        assertThat(history(JdbcClient.create(database.dataSource()))).isEqualTo(before);

        runner(database).run(context -> assertThat(context).hasNotFailed());
        worker.run(context -> assertThat(context).hasNotFailed());
    }

    private static String refusal(@Nullable Throwable failure) {
        FailureAnalysis analysis = new UnfitDatabaseFailureAnalyzer().analyze(Objects.requireNonNull(failure));
        return analysis.getDescription() + " " + analysis.getAction();
    }

    @ParameterizedTest
    @EnumSource
    void aDatabaseOfTheVersionBeforeGoesOn(TestDatabases databases) {
        TestDatabases.Database database = databases.fresh();
        TestDatabases.migrations(database.dataSource()).target("8").load().migrate();
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        jdbc.sql("""
                insert into run (experiment, spec_hash, fire_key, attempt, description, spec, state, created_at)
                values ('glyphs', 'ab', '', 1, '', '{}', 'stopped', current_timestamp)
                """).update();
        jdbc.sql("""
                insert into trial (run_id, number, hash, role, plain_hash, spec, state, theta, generated, shared,
                    generator, z, tasks, largest_layer)
                values (1, 1, 'cd', 'hypernetwork', 'ef', '{}', 'pending', 1, 1, 1, 1, 1, 1, 1)
                """).update();

        try (ResultsContext context = new ResultsContext(database.dataSource(), Clock.systemUTC())) {
            Runs runs = context.get(Runs.class);
            Trials trials = context.get(Trials.class);
            Run run = runs.latest("glyphs").orElseThrow();
            long trial = trials.of(run.id()).get(0).id();

            TrialClaim claim = trials.claim(run.id(), trial, "worker");

            assertThat(run.revision()).isZero();
            assertThat(runs.find(run.id()).orElseThrow().revision()).isEqualTo(1);
            assertThat(claim).isEqualTo(new TrialClaim(run.id(), trial, 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCompletedBeforeWeightsWereKeptSaysSo(TestDatabases databases) {
        TestDatabases.Database database = databases.fresh();
        TestDatabases.migrations(database.dataSource()).target("8").load().migrate();
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        jdbc.sql("""
                insert into run (experiment, spec_hash, fire_key, attempt, description, spec, state, created_at)
                values ('glyphs', 'ab', '', 1, '', '{}', 'completed', current_timestamp)
                """).update();
        for (String outcome : List.of("completed", "diverged")) {
            jdbc.sql("""
                    insert into trial (run_id, number, hash, role, plain_hash, spec, state, outcome, theta, generated,
                        shared, generator, z, tasks, largest_layer)
                    values (1, :number, :outcome, 'hypernetwork', 'ef', '{}', 'ended', :outcome, 1, 1, 1, 1, 1, 1, 1)
                    """)
                    .param("number", outcome.length())
                    .param("outcome", outcome)
                    .update();
        }

        try (ResultsContext context = new ResultsContext(database.dataSource(), Clock.systemUTC())) {
            Artifacts artifacts = context.get(Artifacts.class);

            assertThat(context.get(Trials.class).of(1))
                    .extracting(
                            trial -> artifacts.find(trial.id()).orElseThrow().sentence())
                    .containsExactly(
                            "There are no weights of trial 8 (glyphs, run 1): it did not complete but ended as diverged",
                            "The weights of trial 9 (glyphs, run 1) were not kept: it completed before runners kept weights");
            assertThat(context.get(Trials.class).of(1))
                    .allSatisfy(trial -> assertThat(artifacts.load(trial.id())).isEmpty());
        }
    }

    private static List<String> history(JdbcClient jdbc) {
        return jdbc.sql("select \"version\" from \"flyway_schema_history\" order by \"installed_rank\"")
                .query((row, i) -> row.getString(1))
                .list();
    }

    private static Set<String> tables(JdbcClient jdbc) {
        return jdbc.sql("select table_name from information_schema.tables where table_schema = current_schema")
                .query((row, i) -> row.getString(1).toLowerCase(Locale.ROOT)) // H2's own lower() is of the JVM's locale
                .set();
    }
}
