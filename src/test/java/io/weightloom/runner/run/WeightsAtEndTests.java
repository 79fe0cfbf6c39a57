package io.weightloom.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.console.RunProgress;
import io.weightloom.runner.database.DatabaseIdentity;
import io.weightloom.runner.database.Durability;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.lease.Leases;
import io.weightloom.runner.process.TestRunner;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.settings.RunnerSettings.KeepWeights;
import io.weightloom.runner.store.ArtifactFolder;
import io.weightloom.runner.store.Artifacts;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.worker.ActiveRun;
import io.weightloom.runner.worker.Fence;
import io.weightloom.runner.worker.RunLimits;
import io.weightloom.spec.LimitsSpec;
import io.weightloom.spec.read.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

class WeightsAtEndTests {

    /** Off the front, and one more than two transactions drop. */
    private static final int OFF = 2 * WeightsAtEnd.BATCH + 1;

    @TempDir
    Path folder;

    private ResultsContext context;
    private ArtifactFolder artifacts;
    private JdbcClient jdbc;
    private TransactionTemplate transaction;
    private ActiveRun run;

    /** Of a run with one trial on the front and many off it, each of which has a file. */
    @BeforeEach
    void aRunWithManyTrials() throws IOException {
        MovableClock clock = new MovableClock(Instant.parse("2026-11-20T12:00:00Z"));
        artifacts = new ArtifactFolder(Optional.of(folder));
        context = new ResultsContext(
                TestDatabases.H2_MEMORY.fresh().dataSource(),
                clock,
                artifacts,
                Durability.class,
                DatabaseIdentity.class,
                Fence.class);
        jdbc = context.get(JdbcClient.class);
        transaction = new TransactionTemplate(context.get(PlatformTransactionManager.class));
        Run opened = SampleRun.in(context).open("glyphs", 1);
        run = new ActiveRun(
                opened,
                Yaml.read(TestRunner.SPEC).get(0),
                context.get(Leases.class)
                        .acquire("run/" + opened.id(), "a runner", Duration.ofMinutes(1))
                        .orElseThrow(),
                RunProgress.NONE,
                new RunLimits(LimitsSpec.NONE, clock));
        List<NewTrial> trials = new ArrayList<>(List.of(SampleRun.hypernetwork(1, 8, 0, 1000)));
        for (int seed = 1; seed <= OFF; seed++) {
            trials.add(SampleRun.hypernetwork(1 + seed, 4, seed, 2000));
        }
        context.get(Trials.class).plan(opened.id(), trials);
        jdbc.sql("update trial set state = 'ended', outcome = 'completed', validation_score = 0.9, test_score = 0.9")
                .update();
        jdbc.sql("""
                insert into trained_weights (trial_id, state, bytes, sha256, file_name)
                select id, 'kept', 3, 'aa', concat(number, '.safetensors') from trial
                """).update();
        for (int number = 1; number <= OFF + 1; number++) {
            Files.write(folder.resolve(number + ".safetensors"), new byte[] {1, 2, 3});
        }
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void manyAreDroppedInSeveralTransactionsAndEachDeletesItsFilesOnceItIsCommitted() {
        ExecutionContext progress = new ExecutionContext();
        WeightsAtEnd weights = weights(KeepWeights.FRONT);
        List<Integer> dropped = new ArrayList<>();

        boolean more = true;
        while (more) {
            more = Boolean.TRUE.equals(transaction.execute(status -> {
                int before = files();
                boolean goesOn = weights.some(run, progress);
                TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void beforeCommit(boolean readOnly) { // after all others'
                        assertThat(files()).isEqualTo(before);
                    }
                });
                return goesOn;
            }));
            dropped.add(1 + OFF - files());
        }

        assertThat(dropped).containsExactly(WeightsAtEnd.BATCH, 2 * WeightsAtEnd.BATCH, OFF, OFF);
        assertThat(Files.exists(folder.resolve("1.safetensors"))).isTrue();
        assertThat(progress.getLong("weightloom.dropped.trials")).isEqualTo(OFF);
        assertThat(progress.getLong("weightloom.dropped.bytes")).isEqualTo(3L * OFF);
    }

    @Test
    void whatIsRolledBackKeepsItsFiles() {
        WeightsAtEnd weights = weights(KeepWeights.FRONT);

        transaction.executeWithoutResult(status -> {
            assertThat(weights.some(run, new ExecutionContext())).isTrue();
            status.setRollbackOnly();
        });

        assertThat(files()).isEqualTo(1 + OFF);
        assertThat(context.get(Artifacts.class).held(run.id())).hasSize(1 + OFF);
    }

    @Test
    void ifAllAreToBeKeptNoneIsDropped() {
        assertThat(transaction.<Boolean>execute(
                        status -> weights(KeepWeights.ALL).some(run, new ExecutionContext())))
                .isFalse();

        assertThat(files()).isEqualTo(1 + OFF);
    }

    private WeightsAtEnd weights(KeepWeights which) {
        return new WeightsAtEnd(
                which,
                context.get(Review.class),
                context.get(Artifacts.class),
                artifacts,
                context.get(Fence.class),
                context.get(Durability.class),
                context.get(DatabaseIdentity.class));
    }

    private int files() {
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
