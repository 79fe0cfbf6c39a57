package io.weightloom.runner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.runner.checkpoint.CheckpointPosition;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.trial.TrialOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who has a trial, and who had it before. */
@ParameterizedClass
@EnumSource(TestDatabases.class)
class TrialClaimsTests {

    private static final CheckpointPosition POSITION = new CheckpointPosition(1, 3, "1.ckpt", "aa", 1.5);

    private final ResultsContext context;
    private final Trials trials;
    private long run;
    private long trial;

    TrialClaimsTests(TestDatabases databases) {
        context = new ResultsContext(
                databases.fresh().dataSource(), new MovableClock(Instant.parse("2026-11-20T12:00:00Z")));
        trials = context.get(Trials.class);
    }

    @BeforeEach
    void aRunOfOneTrial() {
        SampleRun sample = SampleRun.in(context);
        Run opened = sample.open("glyphs", 1);
        run = opened.id();
        trials.plan(run, List.of(SampleRun.hypernetwork(1, 8, 7, 1000)));
        trial = sample.id(opened, 1);
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void workersAmongOthersAreNotedUntilOneBringsTheTrialForward() {
        trials.claimAmongOthers(run, trial, "a");
        trials.claimAmongOthers(run, trial, "b");
        TrialClaim last = trials.claimAmongOthers(run, trial, "a");
        assertThat(idle()).containsExactly("a", "b", "a");
        assertThat(idleClaims()).isEqualTo(3);

        trials.checkpoint(last, POSITION);

        assertThat(idle()).isEmpty();
        assertThat(idleClaims()).isZero();
    }

    @Test
    void anOpeningBringsNothingForward() {
        TrialClaim claim = trials.claimAmongOthers(run, trial, "a");

        trials.verified(claim, SampleRun.LAYOUT, SampleRun.verification(), SampleRun.PROVENANCE);

        assertThat(idle()).containsExactly("a");
        assertThat(idleClaims()).isEqualTo(1);
    }

    @Test
    void anEndLeavesNobodyToBeNoted() {
        TrialClaim claim = trials.claimAmongOthers(run, trial, "a");

        trials.end(claim, new TrialOutcome.Failed("a bug"), 1);

        assertThat(idle()).isEmpty();
        assertThat(idleClaims()).isZero();
    }

    @Test
    void whoIsAloneIsNotNoted() {
        trials.claim(run, trial, "a");
        trials.claim(run, trial, "a");

        assertThat(idle()).isEmpty();
        assertThat(idleClaims()).isZero();
    }

    @Test
    void whoGivesATrialBackHasNeverHadIt() {
        trials.claimAmongOthers(run, trial, "a");

        trials.giveBack(trials.claimAmongOthers(run, trial, "b"));

        assertThat(trials.find(trial).orElseThrow().state()).isEqualTo(TrialState.PENDING);
        assertThat(worker()).isEmpty();
        assertThat(idle()).containsExactly("a");
        assertThat(idleClaims()).isEqualTo(1);
    }

    @Test
    void aTrialThatItsOnlyWorkerGivesBackAfterACheckpointIsAsIfNobodyHadFailed() {
        TrialClaim claim = trials.claimAmongOthers(run, trial, "a");
        trials.checkpoint(claim, POSITION);

        trials.giveBack(claim);

        assertThat(idle()).isEmpty();
        assertThat(idleClaims()).isZero();
        assertThat(trials.checkpoint(trial)).contains(POSITION);
    }

    @Test
    void nobodyGivesBackWhatAnotherHasTaken() {
        TrialClaim older = trials.claimAmongOthers(run, trial, "a");
        trials.claimAmongOthers(run, trial, "b");

        assertThatThrownBy(() -> trials.giveBack(older)).isInstanceOf(TrialClaimLostException.class);

        assertThat(worker()).contains("b");
    }

    @Test
    void aTrialThatHasEndedOrPausesIsNotGivenBack() {
        TrialClaim claim = trials.claimAmongOthers(run, trial, "a");
        trials.checkpoint(claim, POSITION);
        trials.pause(claim);

        trials.giveBack(claim);

        assertThat(trials.find(trial).orElseThrow().state()).isEqualTo(TrialState.PAUSED);
    }

    @Test
    void fromATrialThatIsReleasedItsWorkerIsCutOff() {
        TrialClaim claim = trials.claimAmongOthers(run, trial, "a");

        trials.release(run);

        assertThatThrownBy(() -> trials.checkpoint(claim, POSITION)).isInstanceOf(TrialClaimLostException.class);
        assertThat(trials.find(trial).orElseThrow().state()).isEqualTo(TrialState.PENDING);
        assertThat(idle()).isEmpty();
        assertThat(idleClaims()).isZero();
        assertThat(trials.claim(run, trial, "b").number()).isEqualTo(3);
    }

    private List<String> idle() {
        return trials.find(trial).orElseThrow().idle();
    }

    private int idleClaims() {
        return context.get(JdbcClient.class)
                .sql("select idle_claims from trial where id = :trial")
                .param("trial", trial)
                .query((row, i) -> row.getInt("idle_claims"))
                .single();
    }

    private Optional<String> worker() {
        return context.get(JdbcClient.class)
                .sql("select worker from trial where id = :trial")
                .param("trial", trial)
                .query((row, i) -> Optional.ofNullable(row.getString("worker")))
                .single();
    }
}
