package io.weightloom.runner.store;

import io.weightloom.runner.database.SqlValues;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** All runs. Safe for use by many threads. */
@Repository
@Transactional(readOnly = true)
public class Runs {

    private static final String SELECT = """
            select id, experiment, spec_hash, fire_time, attempt, description, spec, state, job_execution_id,
                created_at, ended_at, detail, worked_seconds, begun_at, reopened, revision
            from run
            """;

    /** The outcome of a trial that was left and keeps its checkpoint. */
    private static final String HALTED = "halted";

    private final RunRows rows;
    private final TransactionTemplate ownTransaction;
    private final Clock clock;

    Runs(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.rows = new RunRows(jdbc);
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.clock = clock;
    }

    /**
     * The run with this key, made now if there is none; committed at once, whatever transaction is open. Of two runners
     * that ask at the same time, both get the same run.
     *
     * @param description the experiment's
     * @param spec the resolved experiment, as JSON
     * @param overrides settings that did not come from the spec file
     */
    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    public Run open(RunKey key, String description, String spec, List<SettingOverride> overrides) {
        Optional<Run> existing = find(key);
        if (existing.isEmpty()) {
            try {
                ownTransaction.executeWithoutResult(status -> insert(key, description, spec, overrides));
            } catch (DuplicateKeyException e) {
                // Another runner made it in between: it is found below.
            }
        }
        return existing.or(() -> find(key)).orElseThrow();
    }

    private void insert(RunKey key, String description, String spec, List<SettingOverride> overrides) {
        rows.making("""
                insert into run (experiment, spec_hash, fire_key, attempt, fire_time, description, spec, state,
                    created_at, worked_seconds, begun_at)
                values (:experiment, :specHash, :fireKey, :attempt, :fireTime, :description, :spec, :state, :now, 0, :now)
                """)
                .param("experiment", key.experiment())
                .param("specHash", key.specHash())
                .param("fireKey", fireKey(key.fireTime()))
                .param("attempt", key.attempt())
                .param("fireTime", SqlValues.at(key.fireTime().orElse(null)))
                .param("description", description)
                .param("spec", spec)
                .param("state", RunState.RUNNING.word())
                .param("now", SqlValues.at(clock.instant()))
                .update();
        long run = find(key).orElseThrow().id();
        for (int i = 0; i < overrides.size(); i++) {
            SettingOverride override = overrides.get(i);
            rows.making("""
                    insert into run_override (run_id, position, setting, given, origin)
                    values (:run, :position, :setting, :given, :origin)
                    """)
                    .param("run", run)
                    .param("position", i)
                    .param("setting", override.setting())
                    .param("given", override.given())
                    .param("origin", override.origin())
                    .update();
        }
    }

    /** The run with this key. */
    public Optional<Run> find(RunKey key) {
        return rows.reading(SELECT + """
                where experiment = :experiment and spec_hash = :specHash and fire_key = :fireKey and attempt = :attempt
                """)
                .param("experiment", key.experiment())
                .param("specHash", key.specHash())
                .param("fireKey", fireKey(key.fireTime()))
                .param("attempt", key.attempt())
                .query(Runs::run)
                .optional();
    }

    /** The run with this id. */
    public Optional<Run> find(long id) {
        return rows.reading(SELECT + "where id = :id")
                .param("id", id)
                .query(Runs::run)
                .optional();
    }

    /** The last attempt at a spec, for the same fire time. */
    public Optional<Run> lastAttempt(String experiment, String specHash, Optional<Instant> fireTime) {
        return rows.reading(SELECT + """
                where experiment = :experiment and spec_hash = :specHash and fire_key = :fireKey
                order by attempt desc
                fetch first 1 row only
                """)
                .param("experiment", experiment)
                .param("specHash", specHash)
                .param("fireKey", fireKey(fireTime))
                .query(Runs::run)
                .optional();
    }

    /** The run of an experiment that was made last. */
    public Optional<Run> latest(String experiment) {
        return rows.reading(SELECT + "where experiment = :experiment order by id desc fetch first 1 row only")
                .param("experiment", experiment)
                .query(Runs::run)
                .optional();
    }

    /** The runs of an experiment, latest first. */
    public List<Run> of(String experiment) {
        return rows.reading(SELECT + "where experiment = :experiment order by id desc")
                .param("experiment", experiment)
                .query(Runs::run)
                .list();
    }

    /** The complete run of an experiment that was made last before a run. */
    public Optional<Run> completeBefore(String experiment, long run) {
        return rows.reading(SELECT + """
                where experiment = :experiment and id < :run and state = :completed
                order by id desc
                fetch first 1 row only
                """)
                .param("experiment", experiment)
                .param("run", run)
                .param("completed", RunState.COMPLETED.word())
                .query(Runs::run)
                .optional();
    }

    /** The run of an experiment that was made last of those that were asked for by command. */
    public Optional<Run> latestByCommand(String experiment) {
        return rows.reading(SELECT + """
                where experiment = :experiment and fire_key = '' order by id desc fetch first 1 row only
                """)
                .param("experiment", experiment)
                .query(Runs::run)
                .optional();
    }

    /** All runs, latest first. */
    public List<Run> all() {
        return rows.reading(SELECT + "order by id desc").query(Runs::run).list();
    }

    /** Runs in this state, oldest first. */
    public List<Run> in(RunState state) {
        return rows.reading(SELECT + "where state = :state order by id")
                .param("state", state.word())
                .query(Runs::run)
                .list();
    }

    /** Runs of an experiment that had not ended by an instant, or fired then or later; oldest first. */
    public List<Run> since(String experiment, Instant instant) {
        return rows.reading(SELECT + """
                where experiment = :experiment and (ended_at is null or ended_at >= :instant or fire_time >= :instant)
                order by id
                """)
                .param("experiment", experiment)
                .param("instant", SqlValues.at(instant))
                .query(Runs::run)
                .list();
    }

    /** The latest fire time of which an experiment has a run. */
    public Optional<Instant> lastFireTime(String experiment) {
        return rows.reading(SELECT + """
                where experiment = :experiment and fire_time is not null
                order by fire_time desc
                fetch first 1 row only
                """)
                .param("experiment", experiment)
                .query(Runs::run)
                .optional()
                .flatMap(run -> run.key().fireTime());
    }

    /** The overrides of a run, in their order. */
    public List<SettingOverride> overrides(long run) {
        return rows.reading("select setting, given, origin from run_override where run_id = :run order by position")
                .param("run", run)
                .query((row, i) ->
                        new SettingOverride(row.getString("setting"), row.getString("given"), row.getString("origin")))
                .list();
    }

    /** Notes which Batch execution works on a run. */
    @Transactional
    public void execution(long run, long jobExecution) {
        rows.writingAlone(run, "update run set job_execution_id = :execution where id = :run")
                .param("execution", jobExecution)
                .update();
    }

    /**
     * Sets how far a run has come. With {@link RunState#RUNNING} an attempt at it begins; with any other the one under
     * way ends.
     */
    @Transactional
    public void state(long run, RunState state) {
        state(run, state, Optional.empty());
    }

    /**
     * The same.
     *
     * @param detail why, where the state does not say it
     */
    @Transactional
    public void state(long run, RunState state, Optional<String> detail) {
        Instant now = clock.instant();
        boolean begins = state == RunState.RUNNING;
        rows.writingAlone(run, "update run set state = :state, ended_at = :ended, detail = :detail where id = :run")
                .param("state", state.word())
                .param("detail", detail.orElse(null))
                .param("ended", SqlValues.at(begins ? null : now))
                .update();
        Run written = find(run).orElseThrow();
        Optional<Double> before =
                begins ? Optional.of(workedBefore(written)) : written.worked().map(of -> of.until(now));
        rows.writingAlone(run, "update run set worked_seconds = :worked, begun_at = :begun where id = :run")
                .param("worked", before.orElse(null))
                .param("begun", SqlValues.at(begins ? now : null))
                .update();
    }

    /** Of an attempt that was killed, until it wrote last; of a run of which nothing was noted, from its plan on. */
    private double workedBefore(Run run) {
        Optional<Instant> latest = latestWrite(run);
        return run.worked()
                .map(of -> of.until(latest.orElse(run.createdAt())))
                .orElseGet(() -> latest.map(at -> Run.Worked.between(run.createdAt(), at))
                        .orElse(0.0));
    }

    /** Empty before its first trial begins: then no checkpoint is there either, and none is asked for. */
    private Optional<Instant> latestWrite(Run run) {
        Optional<Instant> ofTrials =
                latest("select max(coalesce(ended_at, started_at)) as latest from trial where run_id = :run", run);
        return ofTrials.isEmpty()
                ? ofTrials
                : Stream.of(ofTrials, latest("""
                        select max(c.written_at) as latest from trial t join checkpoint c on c.trial_id = t.id where t.run_id = :run
                        """, run))
                        .flatMap(Optional::stream)
                        .max(Instant::compareTo);
    }

    private Optional<Instant> latest(String sql, Run run) {
        return rows.reading(sql)
                .param("run", run.id())
                .query((row, i) -> SqlValues.optionalInstant(row, "latest"))
                .single();
    }

    /**
     * Since when no command can go on with a trial: since its run was forgotten, it ended, or its run was succeeded by
     * one of another spec, or by another attempt.
     *
     * @param run id of its run
     * @param number in the run
     * @return the beginning of time if the trial is not there; empty if it may go on
     */
    public Optional<Instant> idleSince(long run, int number) {
        return rows.reading("""
                select t.outcome, t.ended_at, (
                    select min(later.created_at) from run later
                    where later.experiment = r.experiment and later.id > r.id and (later.spec_hash <> r.spec_hash
                        or (later.fire_key = r.fire_key and later.attempt > r.attempt))) as succeeded_at
                from trial t join run r on r.id = t.run_id
                where t.run_id = :run and t.number = :number
                """)
                .param("run", run)
                .param("number", number)
                .query((row, i) -> {
                    String outcome = row.getString("outcome");
                    return outcome == null || outcome.equals(HALTED)
                            ? SqlValues.optionalInstant(row, "succeeded_at")
                            : SqlValues.optionalInstant(row, "ended_at");
                })
                .optional()
                .orElse(Optional.of(Instant.EPOCH));
    }

    private static String fireKey(Optional<Instant> fireTime) {
        return fireTime.map(Instant::toString).orElse("");
    }

    private static Optional<Run.Worked> worked(ResultSet row) throws SQLException {
        OptionalDouble seconds = SqlValues.optionalDouble(row, "worked_seconds");
        return seconds.isPresent()
                ? Optional.of(new Run.Worked(seconds.getAsDouble(), SqlValues.optionalInstant(row, "begun_at")))
                : Optional.empty();
    }

    private static Run run(ResultSet row, int i) throws SQLException {
        return new Run(
                row.getLong("id"),
                new RunKey(
                        row.getString("experiment"),
                        row.getString("spec_hash"),
                        SqlValues.optionalInstant(row, "fire_time"),
                        row.getInt("attempt")),
                row.getString("description"),
                row.getString("spec"),
                RunState.ofWord(row.getString("state")),
                SqlValues.optionalLong(row, "job_execution_id"),
                SqlValues.instant(row, "created_at"),
                SqlValues.optionalInstant(row, "ended_at"),
                Optional.ofNullable(row.getString("detail")),
                worked(row),
                row.getInt("reopened"),
                row.getLong("revision"));
    }
}
