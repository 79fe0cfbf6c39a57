package io.weightloom.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.weightloom.runner.checkpoint.CheckpointFiles;
import io.weightloom.runner.checkpoint.CheckpointPosition;
import io.weightloom.runner.checkpoint.CheckpointStore.Saved;
import io.weightloom.runner.console.RunProgress;
import io.weightloom.runner.database.DatabaseIdentity;
import io.weightloom.runner.database.Durability;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.lease.LeaseLostException;
import io.weightloom.runner.lease.Leases;
import io.weightloom.runner.lease.RunnerId;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.settings.RunnerSettings.KeepWeights;
import io.weightloom.runner.store.ArtifactFolder;
import io.weightloom.runner.store.Artifacts;
import io.weightloom.runner.store.Metrics;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.TrialClaimLostException;
import io.weightloom.runner.store.TrialState;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.store.WeightsRecord;
import io.weightloom.spec.Activation;
import io.weightloom.spec.LimitsSpec;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.training.Checkpoint;
import io.weightloom.trial.SampleWeights;
import io.weightloom.trial.TrialOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.transaction.PlatformTransactionManager;

/** Two workers that both have one trial, of one run that both hold. */
@ParameterizedClass
@EnumSource(TestDatabases.class)
class TrialStoreTests {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private static final TrialSpec SPEC =
            io.weightloom.network.Trials.of(7, new WeightsSpec.Plain(), Activation.RELU, Loss.CROSS_ENTROPY, 2, 3, 2);

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T12:00:00Z"));
    private final TestDatabases databases;

    @TempDir
    Path folder;

    private ArtifactFolder artifacts;
    private ResultsContext context;
    private Metrics metrics;
    private Leases leases;

    TrialStoreTests(TestDatabases databases) {
        this.databases = databases;
    }

    @BeforeEach
    void open() {
        artifacts = new ArtifactFolder(Optional.of(folder));
        context = new ResultsContext(
                databases.fresh().dataSource(), clock, artifacts, Durability.class, DatabaseIdentity.class);
        metrics = context.get(Metrics.class);
        leases = context.get(Leases.class);
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void theOlderOnesSegmentIsRefusedAndLeavesNeitherRowsNorFile() throws IOException {
        Fixture fixture = new Fixture();
        TrialStore.Claimed older = fixture.claim();
        TrialStore.Claimed newer = fixture.claim();
        Piece.Segment lost = segment(older, 9);
        Piece.Segment kept = segment(newer, 3);
        newer.write(kept, 0);
        newer.committed(kept);

        assertThatThrownBy(() -> older.write(lost, 0))
                .isInstanceOf(TrialClaimLostException.class)
                .hasMessageStartingWith("Claim 1 on trial");

        assertThat(metrics.of(older.trial().id())).isEqualTo(SampleRun.curve(3, 0.9));
        assertThat(newer.position()).contains(kept.position());
        assertThat(files()).containsExactly(kept.position().fileName());
    }

    @Test
    void whatTheOlderOneFoundAndHowItEndedIsRefusedToo() {
        Fixture fixture = new Fixture();
        TrialStore.Claimed older = fixture.claim();
        TrialStore.Claimed newer = fixture.claim();

        assertThatThrownBy(() -> older.write(ending(older, 1), 0)).isInstanceOf(TrialClaimLostException.class);

        newer.write(ending(newer, 2), 0);
        assertThat(metrics.of(newer.trial().id())).hasSize(3);
    }

    @Test
    void theOlderOnesWeightsAreRefusedAndOnlyTheirOwnFileGoes() throws IOException {
        Fixture fixture = new Fixture();
        TrialStore.Claimed older = fixture.claim();
        TrialStore.Claimed newer = fixture.claim();
        Piece.Ending lost = ending(older, 1);
        Piece.Ending kept = ending(newer, 2);
        assertThat(files()).hasSize(2);
        newer.write(kept, 0);
        newer.committed(kept);

        assertThatThrownBy(() -> older.write(lost, 0)).isInstanceOf(TrialClaimLostException.class);

        assertThat(files()).singleElement().asString().endsWith("-t00001-c2.safetensors");
        assertThat(context.get(Artifacts.class).load(newer.trial().id()))
                .hasValue(SampleWeights.of(SPEC, 2).bytes());
    }

    @Test
    void aTrialThatEndsOtherwiseHasNoWeightsToKeep() {
        TrialStore.Claimed claimed = new Fixture().claim();
        TrialOutcome outcome = new TrialOutcome.Diverged(1, 2);

        assertThat(claimed.place(outcome)).isEmpty();
        claimed.write(new Piece.Ending(List.of(), outcome, 1), 0);

        assertThat(context.get(Artifacts.class)
                        .find(claimed.trial().id())
                        .orElseThrow()
                        .state())
                .isEqualTo(WeightsRecord.State.NOT_COMPLETED);
    }

    @Test
    void weightsThatAreNotToBeKeptAreNotStoredAndTheTrialSaysWhy() throws IOException {
        Fixture fixture = new Fixture(KeepWeights.NONE);
        TrialStore.Claimed claimed = fixture.claim();

        claimed.write(ending(claimed, 1), 0);

        assertThat(files()).isEmpty();
        assertThat(context.get(Artifacts.class)
                        .find(claimed.trial().id())
                        .orElseThrow()
                        .state())
                .isEqualTo(WeightsRecord.State.SWITCHED_OFF);
    }

    @Test
    void nothingIsCompletedWithoutWeightsThatAreToBeKept() {
        TrialStore.Claimed claimed = new Fixture().claim();

        assertThatThrownBy(() -> claimed.write(new Piece.Ending(List.of(), SampleRun.completed(0.9), 1), 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith(" completed without weights");

        assertThat(context.get(Trials.class)
                        .find(claimed.trial().id())
                        .orElseThrow()
                        .state())
                .isEqualTo(TrialState.RUNNING);
    }

    @Test
    void aClaimIsOfNoUseWithoutTheRunsLease() throws IOException {
        Fixture fixture = new Fixture();
        TrialStore.Claimed claimed = fixture.claim();
        Piece.Segment segment = segment(claimed, 3);
        clock.move(LEASE);
        leases.acquire(fixture.lease.name(), "another runner", LEASE);

        assertThatThrownBy(() -> claimed.write(segment, 0)).isInstanceOf(LeaseLostException.class);

        assertThat(metrics.of(claimed.trial().id())).isEmpty();
        assertThat(files()).isEmpty();
        assertThatThrownBy(() -> fixture.claim()).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void whoTakesTheTrialOfAWorkerThatIsGoneGoesOnWhereItWas() {
        Fixture fixture = new Fixture();
        TrialStore.Claimed gone = fixture.claim();
        Piece.Segment segment = segment(gone, 3);
        gone.write(segment, 0);
        gone.committed(segment);

        TrialStore.Claimed successor = fixture.claim();

        assertThat(successor.position()).contains(segment.position());
        assertThat(successor.load(segment.position()).orElseThrow().bytes()).containsExactly(1, 2, 3);
    }

    @Test
    void aTrialThatPausesKeepsItsCheckpointAndIsNobodysUntilItGoesOn() throws IOException {
        Fixture fixture = new Fixture();
        TrialStore.Claimed claimed = fixture.claim();
        Piece.Segment segment = segment(claimed, 3);
        Piece.Pause pause = new Piece.Pause(segment.epochs(), segment.position());

        claimed.write(pause, 0);
        claimed.committed(pause);

        assertThat(state(claimed)).isEqualTo(TrialState.PAUSED);
        assertThat(claimed.position()).contains(pause.position());
        assertThat(files()).containsExactly(pause.position().fileName());
        context.get(Trials.class).release(fixture.run.run().id());
        assertThat(state(claimed)).as("when the run is left").isEqualTo(TrialState.PAUSED);
        assertThatThrownBy(() -> fixture.claim())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("or it has ended or paused");
    }

    @Test
    void aTrialThatHaltsHasEndedAndKeepsItsCheckpoint() throws IOException {
        Fixture fixture = new Fixture();
        TrialStore.Claimed claimed = fixture.claim();
        Piece.Segment segment = segment(claimed, 3);
        Piece.Halt halt =
                new Piece.Halt(segment.epochs(), segment.position(), new TrialOutcome.Halted(3, "it took too long"));

        claimed.write(halt, 0);
        claimed.committed(halt);

        assertThat(state(claimed)).isEqualTo(TrialState.ENDED);
        assertThat(metrics.of(claimed.trial().id())).hasSize(3);
        assertThat(claimed.position()).contains(halt.position());
        assertThat(files()).containsExactly(halt.position().fileName());
        assertThat(context.get(Artifacts.class)
                        .find(claimed.trial().id())
                        .orElseThrow()
                        .sentence())
                .endsWith("it did not complete but ended as halted");
    }

    @Test
    void whoLostATrialNeitherPausesNorHaltsIt() throws IOException {
        Fixture fixture = new Fixture();
        TrialStore.Claimed older = fixture.claim();
        TrialStore.Claimed newer = fixture.claim();
        Piece.Segment lost = segment(older, 3);

        assertThatThrownBy(() -> older.write(new Piece.Pause(lost.epochs(), lost.position()), 0))
                .isInstanceOf(TrialClaimLostException.class);

        assertThat(state(newer)).isEqualTo(TrialState.RUNNING);
        assertThat(newer.position()).isEmpty();
        assertThat(files()).isEmpty();
    }

    private TrialState state(TrialStore.Claimed claimed) {
        return context.get(Trials.class)
                .find(claimed.trial().id())
                .orElseThrow()
                .state();
    }

    private static Piece.Segment segment(TrialStore.Claimed claimed, int epochs) {
        Saved saved = claimed.save(1, new Checkpoint(new byte[] {1, 2, 3}));
        return new Piece.Segment(
                SampleRun.curve(epochs, 0.9), new CheckpointPosition(1, epochs, saved.file(), saved.sha256(), 1.5));
    }

    private static Piece.Ending ending(TrialStore.Claimed claimed, float weight) {
        TrialOutcome.Completed trained = (TrialOutcome.Completed) SampleRun.completed(0.9);
        TrialOutcome outcome = new TrialOutcome.Completed(
                trained.result(), Optional.empty(), Optional.of(SampleWeights.of(SPEC, weight)));
        return new Piece.Ending(SampleRun.curve(3, 0.9), outcome, claimed.place(outcome), 1);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** A run with one trial, and the store that its workers share. */
    private final class Fixture {

        private final Lease lease;
        private final WorkerRun run;
        private final long trial;
        private final TrialStore store;

        Fixture() {
            this(KeepWeights.ALL);
        }

        Fixture(KeepWeights keep) {
            SampleRun sample = SampleRun.in(context);
            Run opened = sample.open("glyphs", 1);
            context.get(Trials.class).plan(opened.id(), List.of(SampleRun.hypernetwork(1, 8, 7, 1000)));
            trial = sample.id(opened, 1);
            lease = leases.acquire("run/" + opened.id(), "a runner", LEASE).orElseThrow();
            run = new WorkerRun(
                    opened, lease, RunProgress.NONE, new StopSignal(), new RunLimits(LimitsSpec.NONE, clock), false);
            store = new TrialStore(
                    context.get(Trials.class),
                    metrics,
                    new CheckpointFiles(folder),
                    new WeightKeeping(context.get(Artifacts.class), artifacts, keep),
                    new Fence(leases, context.get(PlatformTransactionManager.class)),
                    context.get(Durability.class),
                    context.get(DatabaseIdentity.class),
                    RunnerId.current(),
                    new TrialMeters(new SimpleMeterRegistry()));
        }

        /** A worker takes the trial. */
        TrialStore.Claimed claim() {
            return store.claim(run, trial);
        }
    }
}
