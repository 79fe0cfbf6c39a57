package io.weightloom.runner.store;

import io.weightloom.layout.Layout;
import io.weightloom.runner.checkpoint.CheckpointPosition;
import io.weightloom.runner.database.SqlValues;
import io.weightloom.text.KebabCase;
import io.weightloom.training.TrainingResult;
import io.weightloom.trial.Provenance;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.verification.CheckKind;
import io.weightloom.verification.Verification;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * All trials of all runs, from plan to end. Every write can be repeated. What a worker writes carries its claim on the
 * trial, and is refused with a {@link TrialClaimLostException} if another worker has claimed the trial since; then
 * nothing of the transaction stays. Safe for use by many threads.
 */
@Repository
@Transactional(readOnly = true)
public class Trials {

    private static final String SELECT = """
            select id, run_id, number, hash, role, spec, round, place, point, pause_epoch, state, outcome, validation_score,
                idle_workers
            from trial
            """;

    /** The last of the workers that are counted is the first of the lines. */
    private static final String LET_GO = """
            update trial set state = :pending, worker = null, idle_claims = greatest(idle_claims - 1, 0),
                idle_workers = nullif(substring(idle_workers from position(chr(10) in idle_workers || chr(10)) + 1), '')
            """;

    /** A trial is brought forward. */
    private static final String FORWARD = "idle_claims = 0, idle_workers = null";

    private final RunRows rows;
    private final Findings findings;
    private final TestScores tests;
    private final Plans plans;
    private final Origins origins;
    private final GeneratorProbes probes;
    private final Clock clock;

    Trials(
            JdbcClient jdbc,
            Findings findings,
            TestScores tests,
            Plans plans,
            Origins origins,
            GeneratorProbes probes,
            Clock clock) {
        this.rows = new RunRows(jdbc);
        this.findings = findings;
        this.tests = tests;
        this.plans = plans;
        this.origins = origins;
        this.probes = probes;
        this.clock = clock;
    }

    /**
     * Plans trials; those whose numbers the run already has are left as they are.
     *
     * @param run id of their run
     * @throws IllegalStateException if the run has a trial of the same number and another hash
     */
    @Transactional
    public void plan(long run, List<NewTrial> trials) {
        Map<Integer, String> planned = hashes(run, trials);
        List<NewTrial> fresh = new ArrayList<>();
        for (NewTrial trial : trials) {
            String hash = planned.putIfAbsent(trial.number(), trial.hash());
            if (hash == null) {
                fresh.add(trial);
            } else if (!hash.equals(trial.hash())) {
                throw new IllegalStateException("Trial %s of run %s was planned as %s and is now %s"
                        .formatted(trial.number(), run, hash, trial.hash()));
            }
        }
        plans.save(run, fresh);
    }

    /** Hashes of the run's trials that have the number of one of these, by number. */
    private Map<Integer, String> hashes(long run, List<NewTrial> trials) {
        Map<Integer, String> hashes = new HashMap<>();
        IntSummaryStatistics numbers =
                trials.stream().mapToInt(NewTrial::number).summaryStatistics();
        rows.reading("select number, hash from trial where run_id = :run and number between :first and :last")
                .param("run", run)
                .param("first", numbers.getMin())
                .param("last", numbers.getMax())
                .query(row -> {
                    hashes.put(row.getInt("number"), row.getString("hash"));
                });
        return hashes;
    }

    /** The trials of a run, by number. */
    public List<Trial> of(long run) {
        Map<Long, Map<String, String>> swept = plans.swept(run);
        return rows.reading(SELECT + "where run_id = :run order by number")
                .param("run", run)
                .query((row, i) -> Trial.read(row, swept.getOrDefault(row.getLong("id"), Map.of())))
                .list();
    }

    /** How many trials of a run failed or were rejected. */
    public int bad(long run) {
        return rows.reading(
                        "select count(*) as bad from trial where run_id = :run and outcome in ('failed', 'rejected')")
                .param("run", run)
                .query((row, i) -> row.getInt("bad"))
                .single();
    }

    /** By the ids of trials those of their runs; none of what is no trial. */
    public Map<Long, Long> runs(Collection<Long> trials) {
        Map<Long, Long> runs = new HashMap<>();
        rows.reading("select id, run_id from trial where id in (:trials)")
                .param("trials", trials)
                .query(row -> {
                    runs.put(row.getLong("id"), row.getLong("run_id"));
                });
        return runs;
    }

    /** By the ids of trials their specs; none of what is no trial. */
    public Map<Long, String> specs(Collection<Long> trials) {
        Map<Long, String> specs = new HashMap<>();
        rows.reading("select id, spec from trial where id in (:trials)")
                .param("trials", trials)
                .query(row -> {
                    specs.put(row.getLong("id"), row.getString("spec"));
                });
        return specs;
    }

    /** The trial with this id. */
    public Optional<Trial> find(long id) {
        return rows.reading(SELECT + "where id = :id")
                .param("id", id)
                .query((row, i) -> Trial.read(row, plans.sweptOf(id)))
                .optional();
    }

    /** The same without what it was made of, for who trains it. */
    public Optional<Trial> bare(long id) {
        return rows.reading(SELECT + "where id = :id")
                .param("id", id)
                .query((row, i) -> Trial.read(row, Map.of()))
                .optional();
    }

    /**
     * A worker takes a trial: from now on only it can write to the trial, until another one takes it.
     *
     * @param run id of its run
     * @throws IllegalStateException if the run has no such trial, or if the trial has ended or has paused
     */
    @Transactional
    public TrialClaim claim(long run, long trial, String worker) {
        return claim(run, trial, worker, "");
    }

    /**
     * The same, where the trial goes to another worker should this one die: who has taken it is noted until the trial
     * is brought forward, so that one that kills whoever takes it does not go round for ever.
     *
     * @param run id of its run
     * @throws IllegalStateException if the run has no such trial, or if the trial has ended or has paused
     */
    @Transactional
    public TrialClaim claimAmongOthers(long run, long trial, String worker) {
        return claim(run, trial, worker, """
                , idle_claims = idle_claims + 1, idle_workers = :worker || coalesce(chr(10) || idle_workers, '')
                """);
    }

    private TrialClaim claim(long run, long trial, String worker, String counting) {
        int taken = rows.writing(run, trial, """
                update trial set claim = claim + 1, state = :running, worker = :worker,
                    started_at = coalesce(started_at, :now)%s
                where id = :trial and run_id = :run and state in (:pending, :running)
                """.formatted(counting))
                .param("pending", TrialState.PENDING.word())
                .param("running", TrialState.RUNNING.word())
                .param("worker", worker)
                .param("now", SqlValues.at(clock.instant()))
                .update();
        if (taken == 0) {
            throw new IllegalStateException(
                    "Trial %s cannot be claimed: run %s has no such trial, or it has ended or paused"
                            .formatted(trial, run));
        }
        long number = rows.reading("select claim from trial where id = :trial")
                .param("trial", trial)
                .query((row, i) -> row.getLong("claim"))
                .single();
        return new TrialClaim(run, trial, number);
    }

    /**
     * A worker lets a trial go that it has neither brought to its end nor to a pause: it waits again to be taken, and
     * that this worker had it does not count.
     */
    @Transactional
    public void giveBack(TrialClaim claim) {
        rows.writing(claim, LET_GO + "where id = :trial and state = :running")
                .param("pending", TrialState.PENDING.word())
                .param("running", TrialState.RUNNING.word())
                .update();
    }

    /**
     * The trials of a run whose workers are not to go on wait again to be taken. Should one of those workers still
     * live, its claim is lost; that it had the trial does not count, for it has been cut off.
     */
    @Transactional
    public void release(long run) {
        rows.writing(
                        run,
                        LET_GO.replace("set ", "set claim = claim + 1, ") + "where run_id = :run and state = :running")
                .param("pending", TrialState.PENDING.word())
                .param("running", TrialState.RUNNING.word())
                .update();
    }

    /**
     * Stores what is known before training, in place of what was there. The trial is not brought forward by it: whoever
     * takes it next opens it again.
     */
    @Transactional
    public void verified(TrialClaim claim, Layout layout, Verification verification, Provenance provenance) {
        findings.save(claim, verification);
        rows.writing(claim, "update trial set gradient_verdict = :verdict where id = :trial")
                .param("verdict", gradientVerdict(verification))
                .update();
        origins.save(claim, layout, provenance);
    }

    /** Nothing is said of gradients that nobody has looked at. */
    private static @Nullable String gradientVerdict(Verification verification) {
        boolean looked =
                verification.findings().stream().anyMatch(finding -> finding.check() == CheckKind.GRADIENT_FLOW);
        return looked ? KebabCase.of(verification.gradientVerdict()) : null;
    }

    /** Notes where a trial goes on; the checkpoint's file must be safe on disk by now. */
    @Transactional
    public void checkpoint(TrialClaim claim, CheckpointPosition position) {
        rows.writing(claim, "delete from checkpoint where trial_id = :trial").update();
        rows.writing(claim, """
                insert into checkpoint (trial_id, segment, epoch, file_name, sha256, seconds, written_at)
                values (:trial, :segment, :epoch, :fileName, :sha256, :seconds, :now)
                """)
                .param("segment", position.segment())
                .param("epoch", position.epoch())
                .param("fileName", position.fileName())
                .param("sha256", position.sha256())
                .param("seconds", position.seconds())
                .param("now", SqlValues.at(clock.instant()))
                .update();
        rows.writing(claim, "update trial set seconds = :seconds, " + FORWARD + " where id = :trial")
                .param("seconds", position.seconds())
                .update();
    }

    /** Where a trial goes on; empty if no segment of it has ended. */
    public Optional<CheckpointPosition> checkpoint(long trial) {
        return rows.reading("select segment, epoch, file_name, sha256, seconds from checkpoint where trial_id = :trial")
                .param("trial", trial)
                .query((row, i) -> new CheckpointPosition(
                        row.getInt("segment"),
                        row.getInt("epoch"),
                        row.getString("file_name"),
                        row.getString("sha256"),
                        row.getDouble("seconds")))
                .optional();
    }

    /** Notes that a trial has come to where it pauses: nobody claims it until it is decided that it goes on. */
    @Transactional
    public void pause(TrialClaim claim) {
        rows.writing(claim, "update trial set state = :paused, worker = null where id = :trial")
                .param("paused", TrialState.PAUSED.word())
                .update();
    }

    /**
     * Stores how a trial ended; from now on it goes on nowhere.
     *
     * @param seconds spent on it in all processes, verification included
     */
    @Transactional
    public void end(TrialClaim claim, TrialOutcome outcome, double seconds) {
        TrialEnding ending = TrialEnding.of(outcome);
        Optional<TrainingResult> result = Optional.ofNullable(ending.result());
        rows.writing(claim, """
                update trial set state = :ended, ended_at = :now, seconds = :seconds, outcome = :outcome,
                    detail = :detail, halted_by = :haltedBy, epochs = :epochs, best_epoch = :bestEpoch, validation_score = :validationScore,
                    test_score = :testScore, test_loss = :testLoss, %s
                where id = :trial
                """.formatted(FORWARD))
                .param("ended", TrialState.ENDED.word())
                .param("now", SqlValues.at(clock.instant()))
                .param("seconds", seconds)
                .param("outcome", outcome.word())
                .param("detail", ending.detail())
                .param(
                        "haltedBy",
                        outcome instanceof TrialOutcome.Halted ? Decisions.HaltedBy.MAX_SECONDS.word() : null)
                .param("epochs", result.map(TrainingResult::epochs).orElse(null))
                .param("bestEpoch", result.map(TrainingResult::bestEpoch).orElse(null))
                .param(
                        "validationScore",
                        result.map(TrainingResult::validationScore).orElse(null))
                .param("testScore", result.map(TrainingResult::testScore).orElse(null))
                .param("testLoss", result.map(TrainingResult::testLoss).orElse(null))
                .update();
        result.ifPresent(known -> tests.save(claim, known));
        if (!(outcome instanceof TrialOutcome.Halted)) { // which could go on
            rows.writing(claim, "delete from checkpoint where trial_id = :trial")
                    .update();
        }
        if (outcome instanceof TrialOutcome.Completed completed) {
            completed.probes().ifPresent(found -> probes.save(claim, found));
        }
    }
}
