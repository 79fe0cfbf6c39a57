package io.weightloom.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.weightloom.data.Datasets;
import io.weightloom.runner.checkpoint.CheckpointFiles;
import io.weightloom.runner.checkpoint.CheckpointRows;
import io.weightloom.runner.checkpoint.CheckpointStore;
import io.weightloom.runner.checkpoint.SegmentLostException;
import io.weightloom.runner.console.RunProgress;
import io.weightloom.runner.database.DatabaseIdentity;
import io.weightloom.runner.database.Durability;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.lease.LeaseLostException;
import io.weightloom.runner.lease.Leases;
import io.weightloom.runner.lease.Patience;
import io.weightloom.runner.lease.RunnerId;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.settings.RunnerSettings.KeepWeights;
import io.weightloom.runner.store.ArtifactFolder;
import io.weightloom.runner.store.Artifacts;
import io.weightloom.runner.store.Fingerprints;
import io.weightloom.runner.store.Metrics;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Trial;
import io.weightloom.runner.store.TrialClaimLostException;
import io.weightloom.runner.store.TrialState;
import io.weightloom.runner.store.Trials;
import io.weightloom.spec.Activation;
import io.weightloom.spec.LimitsSpec;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.fault.Misfit;
import io.weightloom.spec.settings.Canonical;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A trial that one worker after the other takes, where there are others beside it and where there are none. */
@ParameterizedClass
@EnumSource(TestDatabases.class)
class TrialAmongOthersTests {

    private static final Duration LEASE = Duration.ofDays(1);

    /** After each there is a checkpoint. */
    private static final Duration STEP = Duration.ofSeconds(3);

    private static final TrialSpec SPEC =
            io.weightloom.network.Trials.of(7, new WeightsSpec.Plain(), Activation.RELU, Loss.CROSS_ENTROPY, 2, 3, 2);

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T12:00:00Z"));
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong deadly = new AtomicLong();
    private final StopSignal stop = new StopSignal();
    private final FakeTraining training = new FakeTraining((spec, step) -> {
        clock.move(STEP);
        if (step == deadly.get()) {
            throw new LinkageError("the process is killed");
        }
    });
    private final TestDatabases.Database database;
    private final ResultsContext context;
    private final Trials trials;
    private final TransactionTemplate transaction;

    @TempDir
    Path folder;

    private CheckpointStore checkpoints;
    private Optional<Misfit> objection = Optional.empty();
    private Run run;
    private long trial;
    private Lease lease;

    TrialAmongOthersTests(TestDatabases databases) {
        database = databases.fresh();
        context = new ResultsContext(database.dataSource(), clock, Durability.class, DatabaseIdentity.class);
        trials = context.get(Trials.class);
        checkpoints =
                new CheckpointRows(context.get(JdbcClient.class), context.get(PlatformTransactionManager.class), clock);
        transaction = new TransactionTemplate(context.get(PlatformTransactionManager.class));
        SampleRun sample = SampleRun.in(context);
        run = sample.open("glyphs", 1);
        NewTrial like = SampleRun.hypernetwork(1, 8, 7, 1000);
        trials.plan(
                run.id(),
                List.of(new NewTrial(
                        1,
                        Canonical.hash(SPEC),
                        like.control(),
                        like.plainHash(),
                        Map.of(),
                        Canonical.json(SPEC),
                        like.swept(),
                        like.place(),
                        SPEC.epochs(),
                        like.ledger(),
                        Optional.of(new Datasets().fingerprint(SPEC.data(), SPEC.seed())))));
        trial = sample.id(run, 1);
        lease = context.get(Leases.class).acquire("run/1", "a manager", LEASE).orElseThrow();
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void aTrialThatKillsFiveWorkersInARowIsNotTrainedByASixth() {
        deadly.set(1);
        for (int i = 0; i < TrialStore.IDLE_CLAIMS; i++) {
            dies(worker(true));
        }
        long steps = training.stepsDone();

        work(worker(true));

        assertThat(found().outcome()).contains("failed");
        assertThat(detail())
                .startsWith("It was taken up 5 times without progress, last by process ")
                .endsWith("whoever takes it seems to die of it. See what those workers have logged.");
        assertThat(training.stepsDone()).isEqualTo(steps);
    }

    @Test
    void whatWasReachedBeforeStandsBesideTheFailure() {
        deadly.set(6);
        for (int i = 0; i <= TrialStore.IDLE_CLAIMS; i++) {
            dies(worker(true));
        }

        work(worker(true));

        assertThat(found().outcome()).contains("failed");
        assertThat(context.get(Metrics.class).of(trial))
                .as("epochs up to the checkpoint")
                .hasSize(1);
    }

    @Test
    void aTrialThatEveryWorkerBringsForwardGoesToItsEnd() {
        long steps = (long) SPEC.epochs() * FakeTraining.STEPS;
        assertThat(steps).isGreaterThan(TrialStore.IDLE_CLAIMS + 2);
        for (long step = 2; step <= steps; step++) {
            deadly.set(step);
            dies(worker(true));
        }
        deadly.set(0);

        work(worker(true));

        assertThat(found().outcome()).contains("completed");
    }

    @Test
    void whereThereAreNoOthersATrialMayBeKilledAsOftenAsOneLikes() {
        deadly.set(1);
        for (int i = 0; i < 2 * TrialStore.IDLE_CLAIMS; i++) {
            dies(worker(false));
        }
        deadly.set(0);

        work(worker(false));

        assertThat(found().outcome()).contains("completed");
    }

    @Test
    void aWorkerThatIsToStopGivesBackWhatItHas() {
        TrialWorker worker = worker(true);
        chunk(worker);
        chunk(worker);
        stop.give();

        worker.close();

        assertThat(found().state()).isEqualTo(TrialState.PENDING);
        assertThat(found().idle()).isEmpty();
        assertThat(trials.checkpoint(trial)).isPresent();
    }

    @Test
    void whereThereAreNoOthersAStopLeavesTheTrialAsItIs() {
        TrialWorker worker = worker(false);
        chunk(worker);

        worker.close();

        assertThat(found().state()).isEqualTo(TrialState.RUNNING);
    }

    @Test
    void aTrialThatHasNoRoomHereIsLeftToOthers() {
        objection = Optional.of(new Misfit("target.layers", "need 9 GB, and there are 2"));

        TrialWorker worker = worker(true);
        assertThatThrownBy(() -> chunk(worker))
                .isInstanceOf(WorkerCannotException.class)
                .hasMessage("target.layers need 9 GB, and there are 2");
        worker.close();

        assertThat(found().state()).isEqualTo(TrialState.PENDING);
        assertThat(found().idle()).isEmpty();
    }

    @Test
    void whereThereAreNoOthersItHasFailed() {
        objection = Optional.of(new Misfit("target.layers", "need 9 GB, and there are 2"));

        work(worker(false));

        assertThat(found().outcome()).contains("failed");
        assertThat(detail()).isEqualTo("target.layers need 9 GB, and there are 2");
    }

    @Test
    void aTrialWhoseDataAreOthersHereIsLeftToOthers() {
        dataAreOthers();

        WorkerRun others = workerRun(true);
        TrialWorker worker = worker(others);
        assertThatThrownBy(() -> chunk(worker))
                .isInstanceOf(WorkerCannotException.class)
                .hasMessageStartingWith("data ")
                .hasCauseInstanceOf(DataChangedException.class);
        worker.close();

        assertThat(found().state()).isEqualTo(TrialState.PENDING);
        assertThat(others.over().given())
                .as("for the worker withdraws from all runs or none")
                .isFalse();
    }

    @Test
    void whereThereAreNoOthersTheRunDoesNotGoOnWithOtherData() {
        dataAreOthers();

        WorkerRun alone = workerRun(false);
        TrialWorker worker = worker(alone);
        assertThatThrownBy(() -> chunk(worker)).isInstanceOf(DataChangedException.class);

        assertThat(alone.over().given()).isTrue();
    }

    @Test
    void aCheckpointThatCannotBeWrittenHereLeavesTheTrialToOthers() throws IOException {
        Path file = Files.writeString(folder.resolve("checkpoints"), "a file stands where the folder should be");
        checkpoints = new CheckpointFiles(file);

        TrialWorker worker = worker(true);
        chunk(worker);
        assertThatThrownBy(() -> chunk(worker))
                .isInstanceOf(WorkerCannotException.class)
                .hasCauseInstanceOf(SegmentLostException.class);
        worker.close();

        assertThat(found().state()).isEqualTo(TrialState.PENDING);
        assertThat(found().idle()).isEmpty();
    }

    @Test
    void whatAnotherWorkerOrManagerHasByNowIsRefusedAndCounted() {
        TrialWorker older = worker(true);
        chunk(older);
        TrialWorker newer = worker(true);

        assertThatThrownBy(() -> chunk(older)).isInstanceOf(TrialClaimLostException.class);
        older.close();
        clock.move(LEASE);
        assertThat(context.get(Leases.class).acquire("run/1", "another manager", LEASE))
                .isPresent();
        assertThatThrownBy(() -> chunk(newer)).isInstanceOf(LeaseLostException.class);
        newer.close();

        assertThat(refused("claim")).isEqualTo(1);
        assertThat(refused("lease")).isEqualTo(1);
        assertThat(found().idle()).as("for nobody gave it back").hasSize(2);
    }

    @Test
    void whatAWorkerSavesThatLostTheTrialIsGoneAndItsSuccessorsStands() {
        TrialWorker older = worker(true);
        chunk(older);
        chunk(older);
        TrialWorker newer = worker(true);
        chunk(newer);

        assertThatThrownBy(() -> chunk(older)).isInstanceOf(TrialClaimLostException.class);

        assertThat(names()).hasSize(2).allMatch(name -> name.endsWith("-c1-s1.ckpt") || name.endsWith("-c2-s2.ckpt"));
        assertThat(trials.checkpoint(trial).orElseThrow().fileName()).endsWith("-c2-s2.ckpt");
    }

    @Test
    void ofATrialThatGoesOnTwoCheckpointsAreKeptAndOfOneThatHasEndedNone() {
        TrialWorker worker = worker(true);
        for (int i = 0; i < 5; i++) {
            chunk(worker);
        }
        assertThat(names()).hasSize(2);

        work(worker);

        assertThat(found().outcome()).contains("completed");
        assertThat(names()).isEmpty();
    }

    private List<String> names() {
        return context.get(JdbcClient.class)
                .sql("select name from kept_checkpoint")
                .query((row, i) -> row.getString("name"))
                .list();
    }

    private double refused(String reason) {
        return registry.get("weightloom.writes.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private void dataAreOthers() {
        context.get(JdbcClient.class)
                .sql("update trial set data_fingerprint = 'another' where id = :trial")
                .param("trial", trial)
                .update();
    }

    /** Up to the step that kills it: then nothing of it is closed. */
    private void dies(TrialWorker worker) {
        assertThatThrownBy(() -> {
                    while (true) {
                        chunk(worker);
                    }
                })
                .isInstanceOf(LinkageError.class);
    }

    private void work(TrialWorker worker) {
        while (worker.next() != null) {
            chunk(worker);
        }
        worker.close();
    }

    private void chunk(TrialWorker worker) {
        transaction.executeWithoutResult(status ->
                worker.store(Chunk.of(Objects.requireNonNull(worker.train(Objects.requireNonNull(worker.next()))))));
    }

    private WorkerRun workerRun(boolean elsewhere) {
        return new WorkerRun(
                run, lease, RunProgress.NONE, new StopSignal(), new RunLimits(LimitsSpec.NONE, clock), elsewhere);
    }

    private TrialWorker worker(boolean elsewhere) {
        return worker(workerRun(elsewhere));
    }

    /** A worker of a process of its own, which has taken the trial. */
    private TrialWorker worker(WorkerRun of) {
        Fence fence = new Fence(context.get(Leases.class), context.get(PlatformTransactionManager.class));
        TrialMeters meters = new TrialMeters(registry);
        Datasets datasets = new Datasets();
        TrialStore store = new TrialStore(
                trials,
                context.get(Metrics.class),
                checkpoints,
                new WeightKeeping(context.get(Artifacts.class), new ArtifactFolder(Optional.empty()), KeepWeights.ALL),
                fence,
                context.get(Durability.class),
                context.get(DatabaseIdentity.class),
                RunnerId.current(),
                meters);
        TrialOpening opening = new TrialOpening(
                datasets,
                new DataWatch(datasets, trials, context.get(Fingerprints.class), fence),
                training,
                spec -> objection);
        Patience patience = new Patience(
                new DriverManagerDataSource(database.url(), database.user(), database.password()),
                Duration.ofMinutes(5),
                clock,
                clock::move,
                stop);
        TrialWorker worker = new TrialWorker(
                new TrialTools(store, opening, meters, new SegmentLimit(clock, STEP, stop), patience, clock), of);
        ExecutionContext step = new ExecutionContext();
        step.putLong(TrialWorker.TRIAL, trial);
        worker.open(step);
        return worker;
    }

    private Trial found() {
        return trials.find(trial).orElseThrow();
    }

    private String detail() {
        return context.get(JdbcClient.class)
                .sql("select detail from trial where id = :trial")
                .param("trial", trial)
                .query((row, i) -> row.getString("detail"))
                .single();
    }
}
