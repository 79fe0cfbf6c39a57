package io.weightloom.runner.store;

import io.weightloom.runner.database.SqlValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The trials of a run as its rounds see them: without their specs, so that a round of a run with ten thousand trials
 * takes no longer than it must. Safe for use by many threads.
 */
@Repository
@Transactional(readOnly = true)
public class RoundTrials {

    /** Paused trials are not among them: whether those are to be trained on has to be decided first. */
    private static final String OPEN = "run_id = :run and state in (:pending, :running)";

    /** The number of no trial. */
    private static final int NONE = 0;

    private final RunRows rows;

    RoundTrials(JdbcClient jdbc) {
        this.rows = new RunRows(jdbc);
    }

    /** Hypernetworks that have to be trained now, by number. */
    public List<OpenTrial> open(long run) {
        return open(run, "role = :hypernetwork");
    }

    /** Controls that have to be trained, by number. */
    public List<OpenTrial> openControls(long run) {
        return open(run, "role <> :hypernetwork");
    }

    private List<OpenTrial> open(long run, String which) {
        return ofRun("select id, number from trial where " + OPEN + " and " + which + " order by number", run)
                .param("pending", TrialState.PENDING.word())
                .param("running", TrialState.RUNNING.word())
                .param("hypernetwork", NewTrial.HYPERNETWORK)
                .query((row, i) -> new OpenTrial(row.getLong("id"), row.getInt("number")))
                .list();
    }

    /** The highest number of a trial; 0 if there is none. */
    public int last(long run) {
        return ofRun("select coalesce(max(number), 0) as last from trial where run_id = :run", run)
                .query((row, i) -> row.getInt("last"))
                .single();
    }

    /** Ids of the first and of the last trial, by their numbers; none if there are no trials. */
    public SortedMap<Integer, Long> ends(long run) {
        SortedMap<Integer, Long> ends = new TreeMap<>();
        ofRun("""
                select id, number from trial where run_id = :run and number in (
                    select min(number) from trial where run_id = :run
                    union select max(number) from trial where run_id = :run)
                """, run).query(row -> {
            ends.put(row.getInt("number"), row.getLong("id"));
        });
        return ends;
    }

    /** The id of the trial with this number; empty if there is none. */
    public OptionalLong id(long run, int number) {
        return ofRun("select id from trial where run_id = :run and number = :number", run)
                .param("number", number)
                .query((row, i) -> OptionalLong.of(row.getLong("id")))
                .optional()
                .orElse(OptionalLong.empty());
    }

    /** Whether the run's controls are planned, which happens at once. */
    public boolean hasControls(long run) {
        return ofRun("select count(*) as n from trial where run_id = :run and role <> :hypernetwork", run)
                        .param("hypernetwork", NewTrial.HYPERNETWORK)
                        .query((row, i) -> row.getLong("n"))
                        .single()
                > 0;
    }

    /**
     * Some of the hypernetworks that the search has proposed, by number; none of earlier specs of the run.
     *
     * @param after the number after which all are wanted
     * @param others numbers of those that are wanted as well
     */
    public List<TriedTrial> tried(long run, int after, Collection<Integer> others) {
        return some("""
                select t.id, t.number, t.round, t.place, t.point, t.outcome, t.validation_score, t.shared + t.generator + t.z as trainable, t.theta,
                    case when t.state = :paused then c.epoch end as paused
                from trial t left join checkpoint c on c.trial_id = t.id
                where t.run_id = :run and t.role = :hypernetwork and t.round >= 0
                    and (t.number > :after or t.number in (:others))
                order by t.number
                """, run, after, others)
                .param("paused", TrialState.PAUSED.word())
                .query((row, i) -> new TriedTrial(
                        row.getLong("id"),
                        row.getInt("number"),
                        row.getInt("round"),
                        SqlValues.optionalInt(row, "place"),
                        Optional.ofNullable(row.getString("point")),
                        Optional.ofNullable(row.getString("outcome")),
                        SqlValues.optionalDouble(row, "validation_score"),
                        row.getLong("trainable"),
                        row.getLong("theta"),
                        SqlValues.optionalInt(row, "paused")))
                .list();
    }

    /** Validation scores of the epochs of the same hypernetworks, in order, by the trial's number. */
    public Map<Integer, List<Double>> curves(long run, int after, Collection<Integer> others) {
        Map<Integer, List<Double>> curves = new HashMap<>();
        some("""
                select t.number, m.validation_score from metric m join trial t on t.id = m.trial_id
                where t.run_id = :run and t.role = :hypernetwork and (t.number > :after or t.number in (:others))
                order by t.number, m.epoch
                """, run, after, others).query(row -> {
            curves.computeIfAbsent(row.getInt("number"), number -> new ArrayList<>())
                    .add(row.getDouble("validation_score"));
        });
        return curves;
    }

    private JdbcClient.StatementSpec some(String sql, long run, int after, Collection<Integer> others) {
        return ofRun(sql, run)
                .param("hypernetwork", NewTrial.HYPERNETWORK)
                .param("after", after)
                .param("others", others.isEmpty() ? List.of(NONE) : List.copyOf(others));
    }

    /** How many hypernetworks have ended in each way, by the glossary's words. */
    public SortedMap<String, Long> outcomes(long run) {
        SortedMap<String, Long> outcomes = new TreeMap<>();
        ofRun("""
                select coalesce(outcome, state) as word, count(*) as n from trial
                where run_id = :run and role = :hypernetwork group by coalesce(outcome, state)
                """, run).param("hypernetwork", NewTrial.HYPERNETWORK).query(row -> {
            outcomes.put(row.getString("word"), row.getLong("n"));
        });
        return outcomes;
    }

    /** Whether a trial of the run has ended in one of these ways. */
    public boolean hasEndedAs(long run, List<String> outcomes) {
        return ofRun("select count(*) as n from trial where run_id = :run and outcome in (:outcomes)", run)
                        .param("outcomes", outcomes)
                        .query((row, i) -> row.getLong("n"))
                        .single()
                > 0;
    }

    /** All that is planned. */
    public Amount planned(long run) {
        return amount("select count(*) as n, sum(planned_epochs) as epochs from trial where run_id = :run", run);
    }

    /** What has ended of it. */
    public Amount ended(long run) {
        return amount(
                "select count(*) as n, sum(planned_epochs) as epochs from trial where run_id = :run and state = 'ended'",
                run);
    }

    /**
     * A trial that has ended, as somebody else has stored it.
     *
     * @param number in its run, counted from 1
     * @param outcome in the glossary's word
     * @param detail of its end, where there is any
     * @param validation score of a trial that completed
     * @param test score of one that completed
     * @param seconds spent on it in all processes
     * @param worker who had it last
     * @param epochs of it, at most
     * @param revision of the run when it was written to last
     */
    public record Ended(
            int number,
            String outcome,
            Optional<String> detail,
            OptionalDouble validation,
            OptionalDouble test,
            double seconds,
            Optional<String> worker,
            int epochs,
            long revision) {}

    /** The trials that have ended and were written to after a revision of their run, in the order of their ends. */
    public List<Ended> endedSince(long run, long revision) {
        return ofRun("""
                select number, outcome, detail, validation_score, test_score, seconds, worker, planned_epochs, revision from trial
                where run_id = :run and revision > :revision and state = :ended
                order by revision, number
                """, run)
                .param("revision", revision)
                .param("ended", TrialState.ENDED.word())
                .query((row, i) -> new Ended(
                        row.getInt("number"),
                        row.getString("outcome"),
                        Optional.ofNullable(row.getString("detail")),
                        SqlValues.optionalDouble(row, "validation_score"),
                        SqlValues.optionalDouble(row, "test_score"),
                        row.getDouble("seconds"),
                        Optional.ofNullable(row.getString("worker")),
                        row.getInt("planned_epochs"),
                        row.getLong("revision")))
                .list();
    }

    /**
     * The plain networks that the trials so far are compared with and that are not planned yet, each once; halted ones
     * are not compared.
     */
    public Amount plainTwins(long run) {
        return amount("""
                select count(*) as n, sum(epochs) as epochs from (
                    select max(t.planned_epochs) as epochs from trial t
                    where t.run_id = :run and coalesce(t.outcome, t.state) <> 'halted'
                        and not exists (select 1 from trial o where o.hash = t.plain_hash and o.run_id = t.run_id)
                    group by t.plain_hash) twins
                """, run);
    }

    /** The same of their other twins. */
    public Amount otherTwins(long run) {
        return amount("""
                select count(*) as n, sum(epochs) as epochs from (
                    select max(t.planned_epochs) as epochs from twin w join trial t on t.id = w.trial_id
                    where t.run_id = :run and coalesce(t.outcome, t.state) <> 'halted'
                        and not exists (select 1 from trial o where o.hash = w.hash and o.run_id = t.run_id)
                    group by w.hash) twins
                """, run);
    }

    private Amount amount(String sql, long run) {
        return ofRun(sql, run)
                .query((row, i) -> new Amount(row.getInt("n"), row.getLong("epochs")))
                .single();
    }

    private JdbcClient.StatementSpec ofRun(String sql, long run) {
        return rows.reading(sql).param("run", run);
    }

    /**
     * How much there is to train, or was.
     *
     * @param trials how many
     * @param epochs of all of them together, at most
     */
    public record Amount(int trials, long epochs) {

        /** Nothing. */
        public static final Amount NONE = new Amount(0, 0);

        /** Both together. */
        public Amount plus(Amount other) {
            return new Amount(trials + other.trials, epochs + other.epochs);
        }
    }
}
