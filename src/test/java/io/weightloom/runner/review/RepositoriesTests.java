package io.weightloom.runner.review;

import static io.weightloom.runner.review.SampleRun.hypernetwork;
import static io.weightloom.runner.review.SampleRun.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.runner.checkpoint.CheckpointPosition;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.store.Findings;
import io.weightloom.runner.store.Metrics;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunKey;
import io.weightloom.runner.store.RunState;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.SettingOverride;
import io.weightloom.runner.store.SweepPlace;
import io.weightloom.runner.store.Trial;
import io.weightloom.runner.store.TrialClaim;
import io.weightloom.runner.store.TrialState;
import io.weightloom.runner.store.Trials;
import io.weightloom.spec.Control;
import io.weightloom.training.EpochMetrics;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.verification.CheckKind;
import io.weightloom.verification.Finding;
import io.weightloom.verification.Verdict;
import io.weightloom.verification.Verification;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabases.class)
class RepositoriesTests {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123456789Z");
    private static final Instant NOON_STORED = Instant.parse("2026-11-20T12:00:00.123456Z");
    private static final Instant TWO = Instant.parse("2026-11-21T02:00:00Z");

    private final MovableClock clock = new MovableClock(NOON);
    private final ResultsContext context;
    private final Runs runs;
    private final Trials trials;
    private final Findings findings;
    private final Metrics metrics;
    private final SampleRun sample;

    RepositoriesTests(TestDatabases databases) {
        context = new ResultsContext(databases.fresh().dataSource(), clock);
        runs = context.get(Runs.class);
        trials = context.get(Trials.class);
        findings = context.get(Findings.class);
        metrics = context.get(Metrics.class);
        sample = SampleRun.in(context);
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void aRunIsStoredWithTheOriginOfEachOverride() {
        RunKey key = new RunKey("glyphs", "ab", Optional.of(TWO), 1);
        List<SettingOverride> overrides = List.of(
                new SettingOverride("training.epochs", "3", "environment variable X"),
                new SettingOverride("data.size", "8", "command line"));

        Run run = runs.open(key, "How far?", SampleRun.SPEC, overrides);

        assertThat(run)
                .isEqualTo(new Run(
                        run.id(),
                        key,
                        "How far?",
                        SampleRun.SPEC,
                        RunState.RUNNING,
                        Optional.empty(),
                        NOON_STORED,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Run.Worked(0, Optional.of(NOON_STORED))),
                        0,
                        0));
        assertThat(runs.overrides(run.id())).isEqualTo(overrides);
        assertThat(runs.find(run.id())).contains(run);
        assertThat(runs.find(key)).contains(run);
    }

    private double seconds(Run run) {
        return context.get(Review.class).view(run.id()).orElseThrow().figures().seconds();
    }

    @Test
    void whatARunLayIdleIsNoTimeOfIt() {
        Run run = sample.open("glyphs", 1);
        trials.plan(run.id(), List.of(hypernetwork(1, 4, 7, 1028), hypernetwork(2, 8, 7, 2056), plain(3, 7)));
        runs.state(run.id(), RunState.RUNNING);
        clock.move(Duration.ofSeconds(10));
        sample.complete(run, 1, 0.9);
        assertThat(seconds(run)).isEqualTo(10);
        clock.move(Duration.ofSeconds(5));
        runs.state(run.id(), RunState.STOPPED);
        clock.move(Duration.ofDays(30));
        assertThat(seconds(run)).isEqualTo(15);

        runs.state(run.id(), RunState.RUNNING);
        assertThat(seconds(run)).isEqualTo(15);
        clock.move(Duration.ofSeconds(20));
        sample.complete(run, 2, 0.9);
        assertThat(seconds(run)).isEqualTo(35);
        clock.move(Duration.ofDays(1)); // it was killed when it had written that
        runs.state(run.id(), RunState.RUNNING);
        assertThat(seconds(run)).isEqualTo(35);
        clock.move(Duration.ofSeconds(7));
        runs.state(run.id(), RunState.COMPLETED);

        assertThat(seconds(run)).isEqualTo(42);
        clock.move(Duration.ofDays(1));
        runs.state(run.id(), RunState.COMPLETED);
        assertThat(seconds(run)).isEqualTo(42);
    }

    @Test
    void anAttemptThatWroteNothingTookNoTimeThatIsKnown() {
        Run run = sample.open("glyphs", 1);
        runs.state(run.id(), RunState.RUNNING);
        clock.move(Duration.ofDays(2));

        runs.state(run.id(), RunState.RUNNING);

        assertThat(seconds(run)).isZero();
    }

    @Test
    void ofARunOfWhichNothingWasNotedTheTimeGoesFromItsPlanToItsLastSignOfLife() throws SQLException {
        Run run = sample.open("glyphs", 1);
        trials.plan(run.id(), List.of(hypernetwork(1, 4, 7, 1028)));
        clock.move(Duration.ofSeconds(10));
        sample.complete(run, 1, 0.9);
        clock.move(Duration.ofSeconds(5));
        runs.state(run.id(), RunState.STOPPED);
        try (Connection connection = context.get(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("update run set worked_seconds = null, begun_at = null, revision = revision + 1");
        }
        assertThat(seconds(run)).isEqualTo(15);
        clock.move(Duration.ofDays(30));

        runs.state(run.id(), RunState.RUNNING);

        assertThat(seconds(run)).isEqualTo(10);
        clock.move(Duration.ofSeconds(1));
        runs.state(run.id(), RunState.COMPLETED);
        assertThat(seconds(run)).isEqualTo(11);
    }

    @Test
    void theSameKeyIsTheSameRunAndEachPartOfItMakesAnother() {
        RunKey key = new RunKey("glyphs", "ab", Optional.empty(), 1);

        List<Long> ids = Stream.of(
                        key,
                        key,
                        new RunKey("moons", "ab", Optional.empty(), 1),
                        new RunKey("glyphs", "cd", Optional.empty(), 1),
                        new RunKey("glyphs", "ab", Optional.of(TWO), 1),
                        new RunKey("glyphs", "ab", Optional.empty(), 2))
                .map(each -> runs.open(each, "", "{}", List.of()).id())
                .toList();

        assertThat(ids.get(1)).isEqualTo(ids.get(0));
        assertThat(ids).hasSize(6).extracting(id -> id).containsOnlyOnceElementsOf(ids.subList(2, 6));
    }

    @Test
    void runnersThatOpenTheSameRunAtOnceGetTheSameRun() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 5; round++) {
                RunKey key = new RunKey("nightly", "ab", Optional.of(TWO.plus(Duration.ofDays(round))), 1);
                List<Future<Run>> opened = threads.invokeAll(
                        Collections.<Callable<Run>>nCopies(8, () -> runs.open(key, "", "{}", List.of())));

                long first = opened.get(0).get().id();
                for (Future<Run> run : opened) {
                    assertThat(run.get().id()).isEqualTo(first);
                }
            }
        } finally {
            threads.shutdown();
        }
        assertThat(runs.all()).hasSize(5);
    }

    @Test
    void theLatestRunAndTheLastAttemptAreFound() {
        Run first = runs.open(new RunKey("glyphs", "ab", Optional.empty(), 1), "", "{}", List.of());
        Run again = runs.open(new RunKey("glyphs", "ab", Optional.empty(), 2), "", "{}", List.of());
        Run changed = runs.open(new RunKey("glyphs", "cd", Optional.empty(), 1), "", "{}", List.of());

        assertThat(runs.lastAttempt("glyphs", "ab", Optional.empty())).contains(again);
        assertThat(runs.lastAttempt("glyphs", "ab", Optional.of(TWO))).isEmpty();
        assertThat(runs.latest("glyphs")).contains(changed);
        assertThat(runs.latest("moons")).isEmpty();
        assertThat(runs.all()).containsExactly(changed, again, first);
    }

    @Test
    void aRunsEndIsWhenItsStateLeftRunning() {
        Run run = sample.open("glyphs", 1);
        runs.execution(run.id(), 42);
        clock.move(Duration.ofMinutes(1));

        runs.state(run.id(), RunState.STOPPED);

        Run stopped = runs.find(run.id()).orElseThrow();
        assertThat(stopped.endedAt()).contains(NOON_STORED.plusSeconds(60));
        assertThat(stopped.jobExecution()).contains(42L);
        assertThat(runs.in(RunState.STOPPED)).containsExactly(stopped);
        assertThat(runs.in(RunState.RUNNING)).isEmpty();
        runs.state(run.id(), RunState.RUNNING);
        assertThat(runs.find(run.id()).orElseThrow().endedAt()).isEmpty();
    }

    @Test
    void plannedTrialsComeBackInOrderWithTheirSweptParametersInOrder() {
        Run run = sample.open("glyphs", 1);

        trials.plan(run.id(), List.of(hypernetwork(2, 8, 7, 1000), plain(1, 7)));

        List<Trial> planned = trials.of(run.id());
        assertThat(planned).extracting(Trial::number).containsExactly(1, 2);
        assertThat(planned.get(0).control()).contains(Control.PLAIN);
        Trial second = planned.get(1);
        assertThat(second)
                .isEqualTo(new Trial(
                        second.id(),
                        run.id(),
                        2,
                        "hyper8-7",
                        Optional.empty(),
                        SampleRun.SPEC,
                        Map.of("hypernet.z-dim", "8", "seed", "7"),
                        SweepPlace.NONE,
                        TrialState.PENDING,
                        Optional.empty(),
                        OptionalDouble.empty(),
                        List.of()));
        assertThat(second.swept().keySet()).containsExactly("hypernet.z-dim", "seed");
        assertThat(trials.find(second.id())).contains(second);
        assertThat(trials.find(-1)).isEmpty();
    }

    @Test
    void planningAgainChangesNothingAndAddsOnlyWhatIsNew() {
        Run run = sample.open("glyphs", 1);
        trials.plan(run.id(), List.of(hypernetwork(1, 8, 7, 1000)));
        sample.complete(run, 1, 0.9);
        List<Trial> before = trials.of(run.id());

        trials.plan(run.id(), List.of(hypernetwork(1, 8, 7, 1000), hypernetwork(2, 4, 7, 900)));

        assertThat(trials.of(run.id())).hasSize(2).containsAll(before);
    }

    @Test
    void aPlanThatContradictsTheStoredOneIsRefusedWhole() {
        Run run = sample.open("glyphs", 1);
        trials.plan(run.id(), List.of(hypernetwork(2, 8, 7, 1000)));

        assertThatThrownBy(() -> trials.plan(run.id(), List.of(plain(1, 7), hypernetwork(2, 4, 7, 900))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was planned as hyper8-7 and is now hyper4-7");

        assertThat(trials.of(run.id())).hasSize(1);
    }

    @Test
    void aTrialGoesFromPendingOverRunningToEnded() {
        Run run = sample.open("glyphs", 1);
        trials.plan(run.id(), List.of(hypernetwork(1, 8, 7, 1000)));
        long trial = sample.id(run, 1);

        TrialClaim claim = trials.claim(run.id(), trial, "worker");
        TrialState running = trials.find(trial).orElseThrow().state();
        trials.end(claim, SampleRun.completed(0.9), 2);

        assertThat(running).isEqualTo(TrialState.RUNNING);
        Trial ended = trials.find(trial).orElseThrow();
        assertThat(ended.state()).isEqualTo(TrialState.ENDED);
        assertThat(ended.outcome()).contains("completed");
        assertThat(ended.validationScore()).hasValue(0.91);
        assertThatThrownBy(() -> trials.claim(run.id(), trial, "late worker"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "Trial %s cannot be claimed: run %s has no such trial, or it has ended or paused",
                        trial, run.id());
    }

    @Test
    void everyOutcomeIsStoredUnderItsWord() {
        Run run = sample.open("glyphs", 1);
        List<TrialOutcome> outcomes = List.of(
                SampleRun.completed(0.5),
                new TrialOutcome.Diverged(3, 120),
                new TrialOutcome.Rejected(List.of("hyper/w0 is dead", "slot b1 is shifted")),
                new TrialOutcome.Halted(4, "rung 1, epoch 4: 2nd of 3 by validation score; 1 goes on"),
                new TrialOutcome.Failed("Out of luck"));
        for (int number = 1; number <= outcomes.size(); number++) {
            trials.plan(run.id(), List.of(hypernetwork(number, number, 7, 1000)));
            sample.end(run, number, outcomes.get(number - 1));
        }

        assertThat(trials.of(run.id()))
                .extracting(trial -> trial.outcome().orElseThrow())
                .containsExactlyElementsOf(TrialOutcome.words());
        assertThat(context.get(Review.class).run(run.id()).orElseThrow().trials())
                .extracting(TrialSummary::detail)
                .containsExactly(
                        null,
                        "The loss was not finite in epoch 3, step 120",
                        "hyper/w0 is dead\nslot b1 is shifted",
                        "rung 1, epoch 4: 2nd of 3 by validation score; 1 goes on",
                        "Out of luck");
    }

    @Test
    void aCheckpointReplacesTheOneBefore() {
        TrialClaim claim = claim();
        assertThat(trials.checkpoint(claim.trial())).isEmpty();

        trials.checkpoint(claim, new CheckpointPosition(1, 3, "1.ckpt", "aa", 1.5));
        CheckpointPosition second = new CheckpointPosition(2, 5, "2.ckpt", "bb", 3.25);
        trials.checkpoint(claim, second);

        assertThat(trials.checkpoint(claim.trial())).contains(second);
    }

    @Test
    void metricsOfASegmentThatIsTrainedAgainReplaceAllThatCameAfterIt() {
        TrialClaim claim = claim();
        metrics.save(claim, 0, SampleRun.curve(6, 0.5));

        List<EpochMetrics> again = SampleRun.curve(4, 0.9).subList(2, 4);
        metrics.save(claim, 2, again);
        metrics.save(claim, 2, again);
        metrics.save(claim, 4, List.of());

        List<EpochMetrics> expected =
                Stream.concat(SampleRun.curve(2, 0.5).stream(), again.stream()).toList();
        assertThat(metrics.of(claim.trial())).isEqualTo(expected);
        metrics.save(claim, 0, List.of());
        assertThat(metrics.of(claim.trial())).isEmpty();
    }

    @Test
    void numbersThatAreNotFiniteAreStoredAsTheyAre() {
        TrialClaim claim = claim();
        EpochMetrics wild = new EpochMetrics(
                1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, 1, 0.25);

        metrics.save(claim, 0, List.of(wild));

        assertThat(metrics.of(claim.trial())).containsExactly(wild);
    }

    @Test
    void findingsComeBackInOrderAndReplaceThoseBefore() {
        TrialClaim claim = claim();
        Finding odd = new Finding(
                CheckKind.FINITE_DIFFERENCES,
                "hyper/w0",
                Verdict.NON_FINITE,
                Map.of("relative-error", Double.NaN, "norm-0", 1e-300),
                "x ".repeat(5000),
                List.of(new Finding.Sample(0, -1e-300), new Finding.Sample(0.1, 0.30000000000000004)));
        trials.verified(claim, SampleRun.LAYOUT, new Verification(List.of(odd)), SampleRun.PROVENANCE);
        assertThat(findings.of(claim.trial())).containsExactly(odd);

        trials.verified(claim, SampleRun.LAYOUT, SampleRun.verification(), SampleRun.PROVENANCE);

        assertThat(findings.of(claim.trial()))
                .isEqualTo(SampleRun.verification().findings());
    }

    private TrialClaim claim() {
        Run run = sample.open("glyphs", 1);
        trials.plan(run.id(), List.of(hypernetwork(1, 8, 7, 1000)));
        return sample.claim(run, 1);
    }
}
