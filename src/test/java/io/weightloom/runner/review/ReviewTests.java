package io.weightloom.runner.review;

import static io.weightloom.runner.review.SampleRun.hypernetwork;
import static io.weightloom.runner.review.SampleRun.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.layout.Ledger;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.store.Metrics;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunKey;
import io.weightloom.runner.store.RunState;
import io.weightloom.runner.store.TrialClaim;
import io.weightloom.runner.store.Trials;
import io.weightloom.spec.Control;
import io.weightloom.training.Probes;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.verification.CheckKind;
import io.weightloom.verification.Finding;
import io.weightloom.verification.Verdict;
import io.weightloom.verification.Verification;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabases.class)
class ReviewTests {

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T12:00:00Z"));
    private final ResultsContext context;
    private final Review review;
    private final Trials trials;
    private final SampleRun sample;

    ReviewTests(TestDatabases databases) {
        context = new ResultsContext(databases.fresh().dataSource(), clock);
        review = context.get(Review.class);
        trials = context.get(Trials.class);
        sample = SampleRun.in(context);
    }

    private Run old = new Run(
            0,
            new RunKey("", "", Optional.empty(), 0),
            "",
            "",
            RunState.FAILED,
            Optional.empty(),
            Instant.EPOCH,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            0);
    private Run run = old;

    @BeforeEach
    void twoSeedsOfTwoPointsAndTheirPlainNetworks() {
        old = sample.open("glyphs", 1);
        run = sample.open("glyphs", 2);
        trials.plan(
                run.id(),
                List.of(
                        hypernetwork(1, 4, 7, 1028), // ratio 8
                        hypernetwork(2, 4, 8, 1028),
                        hypernetwork(3, 8, 7, 2056), // ratio 4
                        hypernetwork(4, 8, 8, 2056),
                        plain(5, 7),
                        plain(6, 8)));
        sample.complete(run, 1, 0.90);
        sample.complete(run, 2, 0.88);
        sample.complete(run, 3, 0.92);
        sample.end(run, 4, new TrialOutcome.Diverged(1, 3));
        sample.complete(run, 5, 0.93);
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void experimentsListTheirRunsLatestFirstWithCountsOfEveryState() {
        sample.open("a-second-one", 1);

        List<ExperimentSummary> experiments = review.experiments();

        assertThat(experiments).extracting(ExperimentSummary::name).containsExactly("a-second-one", "glyphs");
        ExperimentSummary glyphs = experiments.get(1);
        assertThat(glyphs.description()).isEqualTo("How far?");
        assertThat(glyphs.runs()).extracting(RunSummary::id).containsExactly(run.id(), old.id());
        RunSummary latest = glyphs.runs().get(0);
        assertThat(latest.trials()).isEqualTo(6);
        assertThat(latest.counts())
                .isEqualTo(Map.of(
                        "pending",
                        1,
                        "running",
                        0,
                        "completed",
                        4,
                        "diverged",
                        1,
                        "rejected",
                        0,
                        "paused",
                        0,
                        "halted",
                        0,
                        "failed",
                        0));
        assertThat(latest.bestTestScore()).isEqualTo(0.92);
        assertThat(glyphs.runs().get(1).bestTestScore()).isNull();
        assertThat(glyphs.runs().get(1).trials()).isZero();
    }

    @Test
    void theLatestRunShowsEachTrialWithItsLedgerAndScores() {
        ExperimentReview latest = review.latest("glyphs").orElseThrow();

        assertThat(latest.run().id()).isEqualTo(run.id());
        assertThat(latest.spec()).isEqualTo(SampleRun.SPEC);
        assertThat(latest.parameters()).containsExactly("hypernet.z-dim", "seed");
        TrialSummary first = latest.trials().get(0);
        assertThat(first.parameters()).isEqualTo(Map.of("hypernet.z-dim", "4", "seed", "7"));
        assertThat(first.ledger())
                .isEqualTo(new LedgerReview(8224, 8224, 0, 1024, 4, 1, 1028, 8.0, 8.0, 4112, 0, 8224));
        assertThat(first.validationScore()).isEqualTo(0.91);
        assertThat(first.testScore()).isEqualTo(0.90);
        assertThat(first.epochs()).isEqualTo(20);
        assertThat(first.bestEpoch()).isEqualTo(18);
        assertThat(first.gradientVerdict()).isEqualTo("delayed");
        assertThat(first.seconds()).isEqualTo(3.5);
        assertThat(latest.trials()).extracting(TrialSummary::role).endsWith("plain", "plain");
        assertThat(review.latest("moons")).isEmpty();
        assertThat(review.run(old.id()).orElseThrow().trials()).isEmpty();
    }

    @Test
    void aTrialIsComparedWithThePlainNetworkOfItsOwnSeedOnceThatHasCompleted() {
        List<TrialSummary> before = review.latest("glyphs").orElseThrow().trials();
        sample.complete(run, 6, 0.80);
        List<TrialSummary> after = review.latest("glyphs").orElseThrow().trials();

        assertThat(before.get(0).difference()).isCloseTo(-0.03, within(1e-15)); // one rounding
        assertThat(before.get(1).difference()).isNull();
        assertThat(before.get(4).difference()).isNull();
        assertThat(after.get(1).difference()).isCloseTo(0.08, within(1e-15));
        assertThat(after.get(3).difference()).isNull();
    }

    @Test
    void theFrontRisesInItsNumbersAndMarksTheTrialsThatMakeIt() {
        sample.complete(run, 6, 0.93);

        ExperimentReview latest = review.latest("glyphs").orElseThrow();

        assertThat(latest.front()).extracting(PointSummary::trainable).containsExactly(1028L, 8224L);
        assertThat(latest.front().get(0).validationScore()).isCloseTo(0.90, within(1e-15));
        assertThat(latest.front().get(0).testScore()).isCloseTo(0.89, within(1e-15));
        assertThat(latest.points()).hasSize(3);
        assertThat(latest.trials().stream().filter(TrialSummary::onFront).map(TrialSummary::number))
                .containsExactly(1, 2, 5, 6);
    }

    @Test
    void hypernetworksAreComparedWithThePlainNetworksAndWithTheTwinsThatWerePlannedForThem() {
        Run more = sample.open("twins", 1);
        NewTrial first = hypernetwork(1, 4, 7, 1028);
        trials.plan(
                more.id(),
                List.of(
                        withTwin(first),
                        withTwin(hypernetwork(2, 4, 8, 1028)),
                        plain(3, 7),
                        plain(4, 8),
                        pruned(5, 7),
                        pruned(6, 8)));
        sample.complete(more, 1, 0.90);
        sample.complete(more, 2, 0.91);
        sample.complete(more, 3, 0.93);
        sample.complete(more, 5, 0.88);
        sample.complete(more, 6, 0.8899);

        List<Comparison> comparisons = review.latest("twins").orElseThrow().comparisons();

        assertThat(comparisons).extracting(Comparison::control).containsExactly("plain", "pruned");
        assertThat(comparisons.get(0).pairs()).isEqualTo(1);
        assertThat(comparisons.get(1).trials()).containsExactly(1, 2);
        assertThat(comparisons.get(1).controlTrials()).containsExactly(5, 6);
        assertThat(comparisons.get(1).verdict()).isEqualTo("beat");
    }

    /** Its twin is cut to as many numbers. */
    private static NewTrial withTwin(NewTrial trial) {
        long seed = Long.parseLong(trial.swept().getOrDefault("seed", ""));
        return new NewTrial(
                trial.number(),
                trial.hash(),
                trial.control(),
                trial.plainHash(),
                Map.of(Control.PRUNED, SampleRun.hash("pruned", seed)),
                trial.spec(),
                trial.swept(),
                trial.place(),
                trial.epochs(),
                trial.ledger(),
                trial.data());
    }

    private static NewTrial pruned(int number, long seed) {
        NewTrial plain = plain(number, seed);
        return new NewTrial(
                number,
                SampleRun.hash("pruned", seed),
                Optional.of(Control.PRUNED),
                plain.plainHash(),
                Map.of(),
                plain.spec(),
                plain.swept(),
                plain.place(),
                plain.epochs(),
                new Ledger(8224, 0, 1028, 0, 0, 1, 8192),
                plain.data());
    }

    @Test
    void aTrialShowsAllThatIsKnownOfIt() {
        TrialReview trial = review.trial(sample.id(run, 1)).orElseThrow();

        assertThat(trial.experiment()).isEqualTo("glyphs");
        assertThat(trial.run()).isEqualTo(run.id());
        assertThat(trial.trial())
                .isEqualTo(review.latest("glyphs").orElseThrow().trials().get(0));
        assertThat(trial.spec()).isEqualTo(SampleRun.SPEC);
        assertThat(trial.slots())
                .containsExactly(
                        new TrialReview.SlotReview("w1", "256x32", 0, 8192, 256, 32, "weight"),
                        new TrialReview.SlotReview("b1", "32", 8192, 32, 256, 32, "bias"));
        assertThat(trial.findings())
                .extracting(TrialReview.FindingReview::check)
                .containsExactly("coverage", "gradient-flow");
        assertThat(trial.findings().get(1).measures()).containsEntry("norm-2", 0.125);
        assertThat(trial.metrics()).hasSize(20);
        assertThat(trial.probes()).isNull();
        assertThat(trial.provenance()).isEqualTo(SampleRun.PROVENANCE);
        assertThat(review.trial(-1)).isEmpty();
    }

    @Test
    void aTrialShowsWhatItsGeneratorMakesOfZ() {
        TrialOutcome.Completed completed = (TrialOutcome.Completed) SampleRun.completed(0.9);

        TrialClaim claim = sample.claim(run, 6);

        trials.end(claim, probed(completed, new Probes(0.5, 0.75, 3, 32, Optional.of(0.25))), 1.5);
        TrialReview.ProbeReview moving =
                review.trial(sample.id(run, 6)).orElseThrow().probes();
        trials.end(claim, probed(completed, new Probes(1e-4, 1, 1, 32)), 1.5);
        TrialReview.ProbeReview still =
                review.trial(sample.id(run, 6)).orElseThrow().probes();

        assertThat(moving).isEqualTo(new TrialReview.ProbeReview(0.5, 0.75, 3.0, 32, 0.25, "moves"));
        assertThat(still).isEqualTo(new TrialReview.ProbeReview(1e-4, 1.0, 1.0, 32, null, "does nothing"));
    }

    @Test
    void aTrialThatHasNotBegunIsShownToo() {
        TrialReview trial = review.trial(sample.id(run, 6)).orElseThrow();

        assertThat(trial.trial().state()).isEqualTo("pending");
        assertThat(trial.trial().gradientVerdict()).isNull();
        assertThat(trial.slots()).isEmpty();
        assertThat(trial.provenance()).isNull();
    }

    private static TrialOutcome probed(TrialOutcome.Completed completed, Probes probes) {
        return new TrialOutcome.Completed(completed.result(), Optional.of(probes), Optional.empty());
    }

    @Test
    void gradientsThatNobodyLookedAtHaveNoVerdict() {
        long trial = sample.id(run, 6);

        trials.verified(sample.claim(run, 6), SampleRun.LAYOUT, new Verification(List.of()), SampleRun.PROVENANCE);

        assertThat(review.trial(trial).orElseThrow().trial().gradientVerdict()).isNull();
    }

    @Test
    void numbersThatAreNotFiniteAreShownAsNone() {
        TrialClaim claim = sample.claim(run, 6);
        Finding broken = new Finding(
                CheckKind.GRADIENT_FLOW, "hyper/w0", Verdict.NON_FINITE, Map.of("norm-0", Double.NaN), "not finite");
        trials.verified(claim, SampleRun.LAYOUT, new Verification(List.of(broken)), SampleRun.PROVENANCE);
        context.get(Metrics.class).save(claim, 0, SampleRun.curve(1, Double.POSITIVE_INFINITY));
        trials.end(claim, SampleRun.completed(Double.NaN), 1);

        TrialReview review = this.review.trial(claim.trial()).orElseThrow();

        assertThat(review.trial().testScore()).isNull();
        assertThat(review.findings().get(0).measures()).containsEntry("norm-0", null);
        assertThat(review.metrics().get(0).validationScore()).isNull();
        assertThat(this.review.experiments().get(0).runs().get(0).bestTestScore())
                .isEqualTo(0.92);
    }
}
