package io.weightloom.runner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.store.PruningDecision.Kind;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabases.class)
class PausedTrialsTests {

    private static final CheckpointPosition POSITION = new CheckpointPosition(2, 3, "2.ckpt", "aa", 1.5);

    private final ResultsContext context;
    private final Trials trials;
    private final PausedTrials paused;
    private Run run;
    private long trial;

    PausedTrialsTests(TestDatabases databases) {
        context = new ResultsContext(
                databases.fresh().dataSource(), new MovableClock(Instant.parse("2026-11-20T12:00:00Z")));
        trials = context.get(Trials.class);
        paused = context.get(PausedTrials.class);
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
        paused.goesOn(run.id(), trial, decision(1, 3, Kind.GOES_ON), OptionalInt.of(9));

        assertThat(found().state()).isEqualTo(TrialState.PENDING);
        assertThat(found().place().pauseEpoch()).hasValue(9);
        assertThat(trials.checkpoint(trial)).contains(POSITION);
        trials.pause(trials.claim(run.id(), trial, "another worker"));
        paused.goesOn(run.id(), trial, decision(2, 9, Kind.GOES_ON), OptionalInt.empty());
        assertThat(found().place().pauseEpoch()).isEmpty();
        assertThat(paused.decisions(trial)).containsExactly(decision(1, 3, Kind.GOES_ON), decision(2, 9, Kind.GOES_ON));
    }

    @Test
    void whoHaltsHasEndedWithItsReasonAndKeepsItsCheckpoint() {
        paused.halts(run.id(), trial, decision(1, 3, Kind.HALTS));

        assertThat(found().state()).isEqualTo(TrialState.ENDED);
        assertThat(found().outcome()).hasValue("halted");
        assertThat(trials.checkpoint(trial)).contains(POSITION);
        assertThat(paused.decisions(trial)).containsExactly(decision(1, 3, Kind.HALTS));
    }

    @Test
    void whatWasDecidedAtARungReplacesWhatWasDecidedThereBefore() {
        paused.waits(run.id(), trial, decision(1, 3, Kind.WAITS));
        assertThat(found().state()).isEqualTo(TrialState.PAUSED);
        assertThat(paused.decisions(trial)).containsExactly(decision(1, 3, Kind.WAITS));

        paused.halts(run.id(), trial, decision(1, 3, Kind.HALTS));
        assertThat(paused.decisions(trial)).containsExactly(decision(1, 3, Kind.HALTS));
    }

    @Test
    void aTrialThatHasNotPausedNeitherGoesOnNorHalts() {
        paused.halts(run.id(), trial, decision(1, 3, Kind.HALTS));

        assertThatThrownBy(() -> paused.goesOn(run.id(), trial, decision(2, 9, Kind.GOES_ON), OptionalInt.empty()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Trial %s has not paused", trial);
        assertThatThrownBy(() -> paused.halts(run.id(), trial, decision(2, 9, Kind.HALTS)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(paused.decisions(trial)).hasSize(1);
    }

    private Trial found() {
        return trials.find(trial).orElseThrow();
    }

    private static PruningDecision decision(int rung, int epoch, Kind kind) {
        return new PruningDecision(rung, epoch, kind, "rung %s, epoch %s: %s".formatted(rung, epoch, kind.word()));
    }
}
