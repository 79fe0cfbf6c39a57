package io.weightloom.runner.review;

import static io.weightloom.runner.review.SampleRun.hypernetwork;
import static io.weightloom.runner.review.SampleRun.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.CountedStatements;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunState;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.Trials;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is read from the database, and what is not read again. */
class ReadingCostTests {

    private final CountedStatements statements =
            new CountedStatements(TestDatabases.H2_MEMORY.fresh().dataSource());
    private final ResultsContext context =
            new ResultsContext(statements, new MovableClock(Instant.parse("2026-11-20T12:00:00Z")));
    private final Review review = context.get(Review.class);
    private final SampleRun sample = SampleRun.in(context);

    @AfterEach
    void close() {
        context.close();
    }

    private Run run(int number, int trials) {
        Run run = sample.open("glyphs", number);
        List<NewTrial> plan = new ArrayList<>();
        for (int seed = 1; seed <= trials / 2; seed++) {
            plan.add(hypernetwork(2 * seed - 1, 4, seed, 1028));
            plan.add(plain(2 * seed, seed));
        }
        context.get(Trials.class).plan(run.id(), plan);
        plan.forEach(trial -> sample.complete(run, trial.number(), 0.8 + 0.001 * trial.number()));
        statements.take();
        return run;
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 40})
    void aRunIsReadInFiveStatementsAndUntilItChangesInOne(int trials) {
        Run run = run(1, trials);

        ExperimentReview first = review.run(run.id()).orElseThrow();
        assertThat(statements.take()).hasSize(5);
        assertThat(first.trials()).hasSize(trials);

        assertThat(review.run(run.id())).containsSame(first);
        assertThat(statements.take()).hasSize(1);
        assertThat(review.latest("glyphs")).containsSame(first);
        assertThat(statements.take()).hasSize(1);
    }

    @Test
    void ofARunThatGoesOnOnlyWhatHasChangedIsReadAgain() {
        Run run = run(1, 40);
        RunView before = review.view(run.id()).orElseThrow();
        context.get(Trials.class).plan(run.id(), List.of(hypernetwork(41, 8, 99, 2056)));
        review.view(run.id());
        sample.complete(run, 41, 0.1); // which moves nobody on the front
        statements.take();

        RunView after = review.view(run.id()).orElseThrow();

        assertThat(statements.take()).hasSize(3).last().asString().contains("t.revision > ?");
        assertThat(after.trials()).hasSize(41);
        for (int i = 0; i < 40; i++) {
            assertThat(after.trials().get(i)).isSameAs(before.trials().get(i));
        }
    }

    @Test
    void aWriteIsSeenAtOnceAndOfItsRunOnly() {
        Run one = run(1, 4);
        Run other = run(2, 4);
        ExperimentReview before = review.run(one.id()).orElseThrow();
        ExperimentReview others = review.run(other.id()).orElseThrow();
        List<Runnable> writes = List.of(
                () -> context.get(Trials.class).plan(one.id(), List.of(hypernetwork(9, 8, 9, 2056))),
                () -> sample.claim(one, 9),
                () -> sample.complete(one, 9, 0.99),
                () -> context.get(Runs.class).state(one.id(), RunState.COMPLETED));

        for (Runnable write : writes) {
            write.run();
            ExperimentReview after = review.run(one.id()).orElseThrow();
            assertThat(after).isNotEqualTo(before);
            before = after;
        }
        assertThat(before.run().bestTestScore()).isEqualTo(0.99);
        assertThat(before.run().state()).isEqualTo("completed");
        assertThat(review.run(other.id())).containsSame(others);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 40})
    void aTrialIsReadInFifteenStatementsWhileItsRunIsKnown(int trials) {
        Run run = run(1, trials);
        long trial = sample.id(run, 3);
        statements.take();

        TrialReview first = review.trial(trial).orElseThrow();
        assertThat(statements.take()).hasSize(15 + 3);
        assertThat(first.trial())
                .isEqualTo(review.run(run.id()).orElseThrow().trials().get(2));
        statements.take();

        assertThat(review.trial(trial)).contains(first);
        assertThat(statements.take()).hasSize(15);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9})
    void allRunsThatHaveEndedAreReadInFiveStatementsAndUntilOneChangesInOne(int runs) {
        IntStream.rangeClosed(1, runs)
                .forEach(number -> context.get(Runs.class).state(run(number, 4).id(), RunState.COMPLETED));
        statements.take();

        List<ExperimentSummary> first = review.experiments();
        assertThat(first.get(0).runs()).hasSize(runs);
        assertThat(statements.take()).hasSize(5);

        assertThat(review.experiments()).isEqualTo(first);
        assertThat(statements.take()).hasSize(1);
    }

    @Test
    void ofRunsWithManyTrialsFewerAreKept() {
        RunView one = review.view(run(1, 4).id()).orElseThrow();
        RunView other = review.view(run(2, 4).id()).orElseThrow();
        List<Long> made = new ArrayList<>();
        KnownRuns known = new KnownRuns(
                (run, before) -> {
                    made.add(run.id());
                    return run.id() == one.run().id() ? one : other;
                },
                7);

        known.view(one.run());
        known.view(one.run());
        known.view(other.run());
        known.view(other.run());
        known.view(one.run());

        long first = one.run().id();
        assertThat(made).containsExactly(first, other.run().id(), first);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 40})
    void pairsAreReadInThreeStatementsWhileTheirRunIsKnown(int trials) {
        Run run = run(1, trials);
        List<TrialSummary> all = review.run(run.id()).orElseThrow().trials();
        List<Long> one = List.of(all.get(0).id());
        List<Long> other = List.of(all.get(1).id());
        statements.take();

        assertThat(review.pairs(one, other).pairs()).hasSize(1);
        assertThat(statements.take()).hasSize(3);
    }

    /** Its revision may have been read before another transaction planned a trial. */
    @Test
    void aTrialThatNobodyKnowsYetHasAllBeReadAgain() {
        Run run = run(1, 4);
        TrialRows rows = context.get(TrialRows.class);
        List<TrialRows.Row> all = rows.of(List.of(run.id())).get(run.id());
        Map<Integer, TrialRows.Row> first = Map.of(1, all.get(0));
        long before = context.get(Runs.class).find(run.id()).orElseThrow().revision() - 1;

        assertThat(rows.changed(run.id(), before, first)).isEmpty();
        assertThat(rows.changed(run.id(), before, Map.of(4, all.get(3)))).contains(List.of(all.get(3)));
    }

    @Test
    void ofManyRunsOnlyTheLastAskedForAreKept() {
        List<Run> runs = IntStream.rangeClosed(1, KnownRuns.RUNS + 1)
                .mapToObj(number -> run(number, 2))
                .toList();
        runs.forEach(run -> review.run(run.id()));
        statements.take();

        review.run(runs.get(1).id());
        assertThat(statements.take()).hasSize(1);
        review.run(runs.get(0).id());
        assertThat(statements.take()).hasSize(5);
        review.run(runs.get(1).id());
        assertThat(statements.take()).hasSize(1);
        review.run(runs.get(2).id());
        assertThat(statements.take()).hasSize(5);
    }

    /** Else it would be known as the revision that another write then gets. */
    @Test
    void whatIsTakenBackIsNeverSeen() {
        Run run = run(1, 4);
        TransactionTemplate transaction = new TransactionTemplate(context.get(JdbcTransactionManager.class));
        transaction.executeWithoutResult(status -> {
            context.get(Runs.class).execution(run.id(), 42);
            context.get(Trials.class).plan(run.id(), List.of(hypernetwork(9, 8, 9, 2056)));
            assertThat(review.run(run.id()).orElseThrow().trials()).hasSize(4);
            status.setRollbackOnly();
        });
        context.get(Runs.class).state(run.id(), RunState.FAILED);

        ExperimentReview after = review.run(run.id()).orElseThrow();

        assertThat(after.trials()).hasSize(4);
        assertThat(after.run().state()).isEqualTo("failed");
    }

    @Test
    void whoAsksWhileAnotherOneComputesWaitsForTheSame() throws Exception {
        Run run = run(1, 4);
        RunView made = review.view(run.id()).orElseThrow();
        CountDownLatch computing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger computed = new AtomicInteger();
        KnownRuns known = new KnownRuns(
                (asked, before) -> {
                    computed.incrementAndGet();
                    computing.countDown();
                    await(go);
                    return made;
                },
                KnownRuns.TRIALS);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            CompletableFuture<RunView> first = CompletableFuture.supplyAsync(() -> known.view(run), threads);
            await(computing);
            CompletableFuture<RunView> second = CompletableFuture.supplyAsync(() -> known.view(made.run()), threads);
            go.countDown();

            assertThat(first.get()).isSameAs(made);
            assertThat(second.get()).isSameAs(made);
            assertThat(computed).hasValue(1);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
