package io.weightloom.runner.review;

import io.weightloom.runner.store.Artifacts;
import io.weightloom.runner.store.Decisions;
import io.weightloom.runner.store.Findings;
import io.weightloom.runner.store.GeneratorProbes;
import io.weightloom.runner.store.Metrics;
import io.weightloom.runner.store.Origins;
import io.weightloom.runner.store.Plans;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.TestScores;
import io.weightloom.runner.store.Trial;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Gathers all that is known of one trial. Safe for use by many threads. */
@Component
@Transactional(readOnly = true)
class TrialReviews {

    private final Plans plans;
    private final Findings findings;
    private final Metrics metrics;
    private final TestScores tests;
    private final Origins origins;
    private final GeneratorProbes probes;
    private final Artifacts artifacts;
    private final Decisions decisions;

    TrialReviews(
            Plans plans,
            Findings findings,
            Metrics metrics,
            TestScores tests,
            Origins origins,
            GeneratorProbes probes,
            Artifacts artifacts,
            Decisions decisions) {
        this.plans = plans;
        this.findings = findings;
        this.metrics = metrics;
        this.tests = tests;
        this.origins = origins;
        this.probes = probes;
        this.artifacts = artifacts;
        this.decisions = decisions;
    }

    /**
     * The review of a trial.
     *
     * @param summary as in its run's table
     */
    public TrialReview of(Trial trial, Run run, TrialSummary summary) {
        OptionalLong planned = plans.epochs(trial.id());
        return new TrialReview(
                run.key().experiment(),
                run.id(),
                summary,
                trial.spec(),
                planned.isPresent() ? planned.getAsLong() : null,
                TestScores.finite(tests.measures(trial.id())),
                tests.tasks(trial.id()).stream().map(TrialReview.TaskReview::of).toList(),
                TrialReview.ForgettingReview.of(tests.forgetting(trial.id())),
                origins.slots(trial.id()).stream()
                        .map(TrialReview.SlotReview::of)
                        .toList(),
                findings.of(trial.id()).stream()
                        .map(TrialReview.FindingReview::of)
                        .toList(),
                metrics.of(trial.id()).stream()
                        .map(TrialReview.MetricReview::of)
                        .toList(),
                decisions.of(trial.id()).stream()
                        .map(TrialReview.DecisionReview::of)
                        .toList(),
                TrialReview.WeightsReview.of(artifacts.find(trial.id()).orElseThrow()),
                probes.of(trial.id()).map(TrialReview.ProbeReview::of).orElse(null),
                origins.provenance(trial.id()).orElse(null));
    }
}
