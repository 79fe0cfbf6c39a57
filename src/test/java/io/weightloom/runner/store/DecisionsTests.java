package io.weightloom.runner.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.checkpoint.CheckpointPosition;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.review.TrialReview;
import io.weightloom.runner.store.Decisions.Verdict;
import io.weightloom.runner.table.TrialDetails;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabases.class)
class DecisionsTests {

    private static final CheckpointPosition POSITION = new CheckpointPosition(2, 3, "2.ckpt", "aa", 1.5);

    private final ResultsContext context;
    private final Trials trials;
    private final Decisions decisions;
    private Run run;
    private long trial;

    DecisionsTests(TestDatabases databases) {
        context = new ResultsContext(
                databases.fresh().dataSource(), new MovableClock(Instant.parse("2026-11-20T12:00:00Z")));
        trials = context.get(Trials.class);
        decisions = context.get(Decisions.class);
        SampleRun sample = SampleRun.in(context);
        run = sample.open("glyphs", 1);
        trials.plan(run.id(), List.of(SampleRun.hypernetwork(1, 8, 7, 1000)));
        trial = sample.id(run, 1);
    }

    @BeforeEach
    void pause() {
        TrialClaim claim = trials.claim(run.id(), trial, "worker");
        trials.checkpoint(claim, POSITION);
        trials.pause(claim);
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void whoGoesOnIsOpenAtItsCheckpointAndKnowsWhereItPausesNext() {
        decisions.carryOut(run.id(), decision(1, 3, Verdict.GOES_ON, OptionalInt.of(9)));

        assertThat(found().state()).isEqualTo(TrialState.PENDING);
        assertThat(found().place().pauseEpoch()).hasValue(9);
        assertThat(trials.checkpoint(trial)).contains(POSITION);
        trials.pause(trials.claim(run.id(), trial, "another worker"));
        decisions.carryOut(run.id(), decision(2, 9, Verdict.GOES_ON, OptionalInt.empty()));
        assertThat(found().place().pauseEpoch()).isEmpty();
        assertThat(decisions.of(trial)).containsExactly(taken(1, 3, Verdict.GOES_ON), taken(2, 9, Verdict.GOES_ON));
    }

    @Test
    void whoHaltsHasEndedWithItsReasonAndKeepsItsCheckpoint() {
        decisions.carryOut(run.id(), decision(1, 3, Verdict.HALTS, OptionalInt.empty()));

        assertThat(found().state()).isEqualTo(TrialState.ENDED);
        assertThat(found().outcome()).hasValue("halted");
        assertThat(trials.checkpoint(trial)).contains(POSITION);
        assertThat(decisions.of(trial)).containsExactly(taken(1, 3, Verdict.HALTS));
    }

    @Test
    void whatWasDecidedAtARungReplacesWhatWasDecidedThereBefore() {
        decisions.carryOut(run.id(), decision(1, 3, Verdict.WAITS, OptionalInt.empty()));
        assertThat(found().state()).isEqualTo(TrialState.PAUSED);
        assertThat(decisions.of(trial)).containsExactly(taken(1, 3, Verdict.WAITS));
        assertThat(decisions.waiting(run.id())).containsExactly(Map.entry(1, 1));

        decisions.carryOut(run.id(), decision(1, 3, Verdict.HALTS, OptionalInt.empty()));
        assertThat(decisions.of(trial)).containsExactly(taken(1, 3, Verdict.HALTS));
        assertThat(decisions.waiting(run.id())).isEmpty();
    }

    @Test
    void aTrialShowsWhatWasDecidedAboutIt() {
        decisions.carryOut(run.id(), decision(1, 3, Verdict.HALTS, OptionalInt.empty()));

        TrialReview review = context.get(Review.class).trial(trial).orElseThrow();

        assertThat(review.decisions())
                .containsExactly(new TrialReview.DecisionReview(1, 3, "halts", "rung 1, epoch 3: halts"));
        assertThat(review.trial().detail()).isEqualTo("rung 1, epoch 3: halts");
        assertThat(TrialDetails.of(review).lines().map(String::stripTrailing))
                .containsSubsequence(
                        " rung | epoch | decision | reason", "    1 |     3 | halts    | rung 1, epoch 3: halts");
    }

    private Trial found() {
        return trials.find(trial).orElseThrow();
    }

    private static Decisions.Decision decision(int rung, int epoch, Verdict verdict, OptionalInt until) {
        return new Decisions.Decision(1, rung, epoch, verdict, until, reason(rung, epoch, verdict));
    }

    private static Decisions.Taken taken(int rung, int epoch, Verdict verdict) {
        return new Decisions.Taken(rung, epoch, verdict, reason(rung, epoch, verdict));
    }

    private static String reason(int rung, int epoch, Verdict verdict) {
        return "rung %s, epoch %s: %s".formatted(rung, epoch, verdict.word());
    }
}
