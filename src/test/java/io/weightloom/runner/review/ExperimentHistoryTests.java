package io.weightloom.runner.review;

import static io.weightloom.runner.review.SampleRun.hypernetwork;
import static io.weightloom.runner.review.SampleRun.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.runner.database.CountedStatements;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.RoundTrials;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunKey;
import io.weightloom.runner.store.RunState;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.table.HistoryTable;
import io.weightloom.trial.TrialOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs of one experiment, each with two points of two seeds; a validation score is the test score and 0.01. */
@ParameterizedClass
@EnumSource(names = {"H2_MEMORY", "POSTGRESQL"})
class ExperimentHistoryTests {

    private static final Instant NIGHT = Instant.parse("2026-11-20T01:00:00Z");
    private static final String MOONS = "{\"data\":{\"source\":\"moons\"}}";

    private final MovableClock clock = new MovableClock(NIGHT);
    private final CountedStatements statements;
    private final ResultsContext context;
    private final Review review;
    private final SampleRun sample;
    private int nights;

    ExperimentHistoryTests(TestDatabases databases) {
        statements = new CountedStatements(databases.fresh().dataSource());
        context = new ResultsContext(statements, clock);
        review = context.get(Review.class);
        sample = SampleRun.in(context);
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void aRunsBestPointIsTheOneWithTheBestMeanValidationScore() {
        Run run = night(MOONS, 0.90, 0.94, 0.99, 0.70);

        BestPoint best = past(run).best();

        assertThat(best).isNotNull();
        assertThat(best.trial()).isEqualTo(2);
        assertThat(best.parameters()).isEqualTo(Map.of("hypernet.z-dim", "4"));
        assertThat(best.seeds()).isEqualTo(2);
        assertThat(best.score()).isEqualTo(0.93, within(1e-12));
        assertThat(best.deviation()).isEqualTo(0.04 / Math.sqrt(2), within(1e-12));
        assertThat(best.testScore()).isEqualTo(0.92, within(1e-12));
        assertThat(best.ratio()).isEqualTo(8.0);
        assertThat(past(run).change()).isNull();
    }

    @Test
    void aPointOfWhichATrialFailedIsNone() {
        Run run = open(MOONS);
        sample.complete(run, 1, 0.99);
        sample.end(run, 2, new TrialOutcome.Failed("no memory"));
        sample.complete(run, 3, 0.8);
        sample.complete(run, 4, 0.7);

        assertThat(past(run).best()).isNotNull().extracting(BestPoint::trial).isEqualTo(3);
    }

    @Test
    void aPointOfWhichASeedIsStillToComeIsNone() {
        Run run = open(MOONS);
        sample.complete(run, 1, 0.99);
        sample.complete(run, 3, 0.7);
        sample.complete(run, 4, 0.8);

        assertThat(past(run).best()).isNotNull().extracting(BestPoint::trial).isEqualTo(4);
    }

    @Test
    void theHistoryAndTheListNameTheSameOfEqualPoints() {
        Run run = made(MOONS);
        context.get(Trials.class).plan(run.id(), List.of(hypernetwork(1, 8, 7, 2056), hypernetwork(2, 4, 7, 1028)));
        sample.complete(run, 1, 0.9);
        sample.complete(run, 2, 0.9);

        PastRun past = past(run);

        assertThat(past.best()).isNotNull().extracting(BestPoint::trial).isEqualTo(2);
        assertThat(past.run().best()).isNotNull().extracting(RunBest::trials).isEqualTo(List.of(2));
    }

    /** As in a run that is reopened for more trials. */
    @Test
    void controlsThatAreStillToBePlannedAreExpectedBesideThoseThatAre() {
        Run run = made("{\"data\":{\"source\":\"moons\"},\"controls\":[\"plain\"]}");
        Trials trials = context.get(Trials.class);
        trials.plan(run.id(), List.of(hypernetwork(1, 4, 7, 1028), hypernetwork(2, 8, 7, 2056)));
        assertThat(past(run).run().progress().expected()).isEqualTo(3);

        trials.plan(run.id(), List.of(plain(3, 7)));
        assertThat(past(run).run().progress().expected()).isEqualTo(3);
        assertThat(context.get(RoundTrials.class).plainTwins(run.id()).trials()).isZero();

        trials.plan(run.id(), List.of(hypernetwork(4, 4, 8, 1028)));
        assertThat(past(run).run().progress().expected()).isEqualTo(5);
        assertThat(context.get(RoundTrials.class).plainTwins(run.id())).isEqualTo(new RoundTrials.Amount(1, 3));
    }

    @Test
    void allThatASearchMayAskForIsExpectedUntilItsControlsArePlanned() {
        Run run = made("{\"controls\":[\"plain\"],\"sweep\":{\"max-trials\":9,\"repeats\":2,\"search\":\"tpe\"}}");
        Trials trials = context.get(Trials.class);
        trials.plan(run.id(), List.of(hypernetwork(1, 4, 7, 1028)));
        assertThat(past(run).run().progress().expected())
                .as("four points of two seeds, and the control of the first")
                .isEqualTo(9);

        trials.plan(run.id(), List.of(plain(2, 7)));
        assertThat(past(run).run().progress().expected())
                .as("the search found no more")
                .isEqualTo(2);
        Run grid = made("{\"sweep\":{\"max-trials\":9,\"repeats\":2,\"search\":\"grid\"}}");
        trials.plan(grid.id(), List.of(hypernetwork(1, 4, 7, 1028)));
        assertThat(past(grid).run().progress().expected()).isEqualTo(1);
    }

    @Test
    void ofARunThatHasNothingYetThereIsNone() {
        assertThat(past(open(MOONS)).best()).isNull();
        assertThat(review.history("never")).isEmpty();
    }

    /** Best is the first point, whose scores are apart by four hundredths; its deviation is 0.0283. */
    @ParameterizedTest
    @CsvSource({"0.90, 0.94, -0.0200, false", "0.88, 0.92, -0.0400, true", "0.94, 0.98, 0.0200, false"})
    void aRunThatIsWorseThanTheLastByMoreThanItsSeedsScatterIsWarnedOf(
            double one, double other, double difference, boolean warned) {
        Run before = night(MOONS, 0.92, 0.96, 0.5, 0.5);
        Run run = night(MOONS, one, other, 0.5, 0.5);

        PastRun past = past(run);

        assertThat(past.change())
                .isNotNull()
                .satisfies(change -> assertThat(change.since()).isEqualTo(before.id()))
                .satisfies(change -> assertThat(change.difference()).isEqualTo(difference, within(1e-12)))
                .satisfies(change -> assertThat(change.spread()).isEqualTo(0.0283, within(1e-4)))
                .satisfies(change -> assertThat(change.sameSpec()).isTrue());
        if (warned) {
            assertThat(past.warning())
                    .isEqualTo(
                            "its best validation score, 0.9100 of trial 2 and as a mean over 2 seeds, is 0.0400 below"
                                    + " that of run %s: more than seeds scatter (0.0283)".formatted(before.id()));
        } else {
            assertThat(past.warning()).isNull();
        }
    }

    @Test
    void withOneSeedWhateverIsLostIsWarnedOf() {
        Run before = oneSeed(0.92);
        Run same = oneSeed(0.92);
        Run worse = oneSeed(0.91);

        assertThat(past(same).warning()).isNull();
        assertThat(past(worse).warning())
                .isEqualTo(
                        "its best validation score, 0.9200 of trial 1 and one seed, is 0.0100 below that of run %s; how"
                                + " far seeds scatter is not known of one",
                        same.id());
        assertThat(past(before).change()).isNull();
    }

    @Test
    void runsThatAreNotCompleteAndRunsOnOtherDataAreNotComparedWith() {
        Run first = night(MOONS, 0.92, 0.96, 0.5, 0.5);
        Run other = night("{\"data\":{\"source\":\"spirals\"}}", 0.99, 0.99, 0.5, 0.5);
        Run stopped = night(MOONS, 0.99, 0.99, 0.5, 0.5);
        context.get(Runs.class).state(stopped.id(), RunState.STOPPED);
        Run changed = night("{\"data\":{\"source\":\"moons\"},\"target\":{}}", 0.7, 0.7, 0.5, 0.5);

        assertThat(past(other).change()).isNull();
        assertThat(past(stopped).change()).isNull();
        assertThat(past(changed).change())
                .isNotNull()
                .satisfies(change -> assertThat(change.since()).isEqualTo(first.id()))
                .satisfies(change -> assertThat(change.sameSpec()).isFalse());
        assertThat(past(changed).warning()).contains("that of run %s, which has another spec".formatted(first.id()));
    }

    @Test
    void aHistoryTakesAsManyStatementsForManyRunsAsForOne() {
        night(MOONS, 0.9, 0.9, 0.8, 0.8);
        statements.take();
        review.history("nightly");
        List<String> one = statements.take();
        for (int i = 0; i < 5; i++) {
            night(MOONS, 0.9, 0.9, 0.8, 0.8);
        }
        statements.take();

        assertThat(review.history("nightly").orElseThrow().runs()).hasSize(6);
        assertThat(statements.take()).hasSize(5).hasSameSizeAs(one);
    }

    @Test
    void aRunBesideTheOneBeforeItIsReadTheSameWayHoweverManyThereAre() {
        night(MOONS, 0.9, 0.9, 0.8, 0.8);
        Run second = night(MOONS, 0.9, 0.9, 0.8, 0.8);
        statements.take();
        statements.takeRows();
        review.past(second.id());
        List<String> executed = statements.take();
        int rows = statements.takeRows();
        for (int i = 0; i < 5; i++) {
            night(MOONS, 0.9, 0.9, 0.8, 0.8);
        }
        Run last = night(MOONS, 0.9, 0.9, 0.8, 0.8);
        statements.take();
        statements.takeRows();

        assertThat(review.past(last.id())).isPresent();
        assertThat(statements.take()).isEqualTo(executed);
        assertThat(statements.takeRows()).isEqualTo(rows);
    }

    @Test
    void itsVersionChangesWithEachOfItsRuns() {
        Run first = night(MOONS, 0.9, 0.9, 0.8, 0.8);
        night(MOONS, 0.9, 0.9, 0.8, 0.8);
        Optional<String> before = review.versionOfHistory("nightly");

        context.get(Runs.class).state(first.id(), RunState.STOPPED);

        assertThat(before).isPresent().isNotEqualTo(review.versionOfHistory("nightly"));
        assertThat(review.versionOfHistory("never")).isEmpty();
    }

    @Test
    void asCsvAndForATerminalARunIsALine() {
        night(MOONS, 0.92, 0.96, 0.5, 0.5);
        night(MOONS, 0.8, 0.84, 0.5, 0.5);
        ExperimentHistory history = review.history("nightly").orElseThrow();

        assertThat(HistoryTable.csv(history).lines())
                .hasSize(3)
                .satisfies(lines -> assertThat(lines.get(0))
                        .isEqualTo("experiment,run,state,fire-time,created-at,ended-at,trials,best-trial,seeds,score,"
                                + "deviation,test-score,ratio,since,difference,spread,warning"))
                .satisfies(lines -> assertThat(lines.get(1))
                        .startsWith("nightly,2,completed,2026-11-21T01:00:00Z,2026-11-21T01:00:00Z,")
                        .contains(",8.0,1,-0.1")
                        .endsWith("\"its best validation score, 0.8300 of trial 2 and as a mean over 2 seeds, is 0.1200"
                                + " below that of run 1: more than seeds scatter (0.0283)\""));
        assertThat(HistoryTable.text(history).lines()).hasSize(4);
    }

    private PastRun past(Run run) {
        PastRun past = review.history("nightly").orElseThrow().runs().stream()
                .filter(one -> one.run().id() == run.id())
                .findFirst()
                .orElseThrow();
        assertThat(review.past(run.id())).as("the same by itself").contains(past);
        return past;
    }

    /** A complete run of these test scores. */
    private Run night(String spec, double... scores) {
        Run run = open(spec);
        for (int i = 0; i < scores.length; i++) {
            sample.complete(run, i + 1, scores[i]);
        }
        return complete(run);
    }

    private Run oneSeed(double score) {
        Run run = made(MOONS);
        context.get(Trials.class).plan(run.id(), List.of(hypernetwork(1, 4, 7, 1028)));
        sample.complete(run, 1, score);
        return complete(run);
    }

    private Run complete(Run run) {
        context.get(Runs.class).state(run.id(), RunState.COMPLETED);
        return run;
    }

    private Run open(String spec) {
        Run run = made(spec);
        List<NewTrial> plan = new ArrayList<>(List.of(
                hypernetwork(1, 4, 7, 1028),
                hypernetwork(2, 4, 8, 1028),
                hypernetwork(3, 8, 7, 2056),
                hypernetwork(4, 8, 8, 2056),
                plain(5, 7)));
        context.get(Trials.class).plan(run.id(), plan);
        sample.complete(run, 5, 0.99); // a control is none of them
        return run;
    }

    private Run made(String spec) {
        clock.move(Duration.between(clock.instant(), NIGHT.plus(Duration.ofDays(nights))));
        nights++;
        return context.get(Runs.class)
                .open(
                        new RunKey("nightly", Integer.toHexString(spec.hashCode()), Optional.of(clock.instant()), 1),
                        "",
                        spec,
                        List.of());
    }
}
