package io.weightloom.runner.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.review.TrialReview;
import io.weightloom.training.Forgetting;
import io.weightloom.training.TaskScore;
import io.weightloom.training.TrainingResult;
import io.weightloom.trial.TrialOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestScoresTests {

    @ParameterizedTest
    @EnumSource
    void measuresAndTheScoresOfTasksAreStoredOnceAndReviewed(TestDatabases databases) {
        try (ResultsContext context = new ResultsContext(
                databases.fresh().dataSource(), new MovableClock(Instant.parse("2026-11-20T12:00:00Z")))) {
            SampleRun sample = SampleRun.in(context);
            Run run = sample.open("sines", 1);
            context.get(Trials.class).plan(run.id(), List.of(SampleRun.hypernetwork(1, 8, 1, 4000)));
            TrainingResult result = new TrainingResult(
                    3,
                    3,
                    0.9,
                    0.8,
                    0.2,
                    new TreeMap<>(Map.of("test-mse", 0.04, "test-psnr", Double.POSITIVE_INFINITY)),
                    List.of(new TaskScore(7, 0.8, 0.2, 0.04), new TaskScore(8, 0.7, 0.3, Double.NaN)),
                    Optional.of(new Forgetting(List.of(
                            List.of(new TaskScore(7, 0.9, 0.1, 0.02), new TaskScore(8, -9, 4, Double.NaN)),
                            List.of(new TaskScore(7, 0.8, 0.2, 0.04), new TaskScore(8, 0.7, 0.3, Double.NaN))))));

            TrialClaim claim = sample.claim(run, 1);
            context.get(Trials.class).end(claim, new TrialOutcome.Completed(result), 1.5);
            context.get(Trials.class).end(claim, new TrialOutcome.Completed(result), 1.5);

            TestScores tests = context.get(TestScores.class);
            long trial = sample.id(run, 1);
            assertThat(tests.measures(trial)).isEqualTo(result.measures());
            assertThat(tests.tasks(trial)).isEqualTo(result.tasks());
            assertThat(tests.forgetting(trial))
                    .isEqualTo(result.forgetting().orElseThrow().byTask())
                    .containsOnlyKeys(7, 8);
            TrialReview review = context.get(Review.class).trial(trial).orElseThrow();
            assertThat(review.measures()).containsOnly(Map.entry("test-mse", 0.04));
            assertThat(review.tasks())
                    .containsExactly(
                            new TrialReview.TaskReview(7, 0.8, 0.2, 0.04),
                            new TrialReview.TaskReview(8, 0.7, 0.3, null));
            assertThat(review.forgetting())
                    .extracting(TrialReview.ForgettingReview::learned)
                    .containsExactly(7, 8);
            assertThat(review.forgetting().get(0).tasks())
                    .containsExactly(
                            new TrialReview.TaskReview(7, 0.9, 0.1, 0.02),
                            new TrialReview.TaskReview(8, -9.0, 4.0, null));
        }
    }
}
