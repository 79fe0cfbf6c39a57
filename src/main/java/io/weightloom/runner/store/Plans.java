package io.weightloom.runner.store;

import io.weightloom.text.KebabCase;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * What was planned about each trial: its row, the swept parameters that tell it from the others, and the twins that it
 * is compared with. Safe for use by many threads.
 */
@Repository
@Transactional(readOnly = true)
public class Plans {

    private final RunRows rows;

    Plans(JdbcClient jdbc, NamedParameterJdbcOperations many) {
        this.rows = new RunRows(jdbc, many);
    }

    /** Stores trials that the run does not have yet, to be trained. */
    @Transactional
    public void save(long run, List<NewTrial> planned) {
        if (planned.isEmpty()) {
            return;
        }
        rows.writeAll(run, """
                insert into trial (run_id, number, hash, role, plain_hash, spec, state, theta, generated, shared,
                    generator, z, tasks, largest_layer, position_bytes, number_bytes, base, round, place, point, pause_epoch,
                    planned_epochs, data_fingerprint)
                values (:run, :number, :hash, :role, :plainHash, :spec, :state, :theta, :generated, :shared,
                    :generator, :z, :tasks, :largestLayer, :positionBytes, :numberBytes, :base, :round, :place, :point, :pauseEpoch,
                    :plannedEpochs, :data)
                """, planned.stream().map(Plans::row).toList());
        Map<Integer, Long> ids = ids(run, planned);
        List<Map<String, @Nullable Object>> twins = new ArrayList<>();
        List<Map<String, @Nullable Object>> swept = new ArrayList<>();
        for (NewTrial trial : planned) {
            Long id = ids.get(trial.number());
            trial.twins().forEach((control, hash) -> twins.add(row(id, "role", KebabCase.of(control), "hash", hash)));
            int position = 0;
            for (Map.Entry<String, String> value : trial.swept().entrySet()) {
                Map<String, @Nullable Object> row = row(id, "name", value.getKey(), "setting", value.getValue());
                row.put("position", position++);
                swept.add(row);
            }
        }
        rows.writeAll(run, "insert into twin (trial_id, role, hash) values (:trial, :role, :hash)", twins);
        rows.writeAll(run, """
                insert into swept_parameter (trial_id, position, name, setting)
                values (:trial, :position, :name, :setting)
                """, swept);
    }

    private static Map<String, @Nullable Object> row(NewTrial trial) {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("number", trial.number());
        row.put("hash", trial.hash());
        row.put("role", trial.control().map(KebabCase::of).orElse(NewTrial.HYPERNETWORK));
        row.put("plainHash", trial.plainHash());
        row.put("spec", trial.spec());
        row.put("state", TrialState.PENDING.word());
        row.put("theta", trial.ledger().theta());
        row.put("generated", trial.ledger().generated());
        row.put("shared", trial.ledger().shared());
        row.put("generator", trial.ledger().generator());
        row.put("z", trial.ledger().z());
        row.put("tasks", trial.ledger().tasks());
        row.put("largestLayer", trial.ledger().largestLayer());
        row.put("positionBytes", trial.ledger().positionBytes());
        row.put("numberBytes", trial.ledger().numberBytes());
        row.put("base", trial.ledger().base());
        row.put("plannedEpochs", trial.epochs());
        row.put("round", trial.place().round());
        row.put(
                "point",
                new SqlParameterValue(Types.VARCHAR, trial.place().point().orElse(null)));
        row.put("data", new SqlParameterValue(Types.VARCHAR, trial.data().orElse(null)));
        row.put("place", number(trial.place().place()));
        row.put("pauseEpoch", number(trial.place().pauseEpoch()));
        return row;
    }

    private static SqlParameterValue number(OptionalInt number) {
        return new SqlParameterValue(Types.INTEGER, number.isPresent() ? number.getAsInt() : null);
    }

    /** Ids of trials that are stored, by number. */
    private Map<Integer, Long> ids(long run, List<NewTrial> trials) {
        Map<Integer, Long> ids = new HashMap<>();
        IntSummaryStatistics numbers =
                trials.stream().mapToInt(NewTrial::number).summaryStatistics();
        rows.reading("select number, id from trial where run_id = :run and number between :first and :last")
                .param("run", run)
                .param("first", numbers.getMin())
                .param("last", numbers.getMax())
                .query(row -> {
                    ids.put(row.getInt("number"), row.getLong("id"));
                });
        return ids;
    }

    private static Map<String, @Nullable Object> row(
            @Nullable Long trial, String first, String value, String second, String other) {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("trial", trial);
        row.put(first, value);
        row.put(second, other);
        return row;
    }

    /** Hashes of the twins of a run's hypernetworks, the plain ones apart: by kind of control, by the trial's id. */
    public Map<Long, Map<String, String>> twins(long run) {
        Map<Long, Map<String, String>> twins = new HashMap<>();
        rows.reading("""
                select w.trial_id, w.role, w.hash from twin w join trial t on t.id = w.trial_id where t.run_id = :run
                """).param("run", run).query(row -> {
            twins.computeIfAbsent(row.getLong("trial_id"), id -> new HashMap<>())
                    .put(row.getString("role"), row.getString("hash"));
        });
        return twins;
    }

    /**
     * How many epochs a trial trains if nothing ends it before; empty of one that was planned before this was noted.
     */
    public OptionalLong epochs(long trial) {
        return rows
                .reading("select planned_epochs from trial where id = :trial and planned_epochs is not null")
                .param("trial", trial)
                .query((row, i) -> row.getLong("planned_epochs"))
                .list()
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    /** The swept parameters of a run's trials, by the trial's id. */
    public Map<Long, Map<String, String>> swept(long run) {
        Map<Long, Map<String, String>> swept = new HashMap<>();
        rows.reading("""
                select p.trial_id, p.name, p.setting from swept_parameter p join trial t on t.id = p.trial_id
                where t.run_id = :run order by p.trial_id, p.position
                """).param("run", run).query(row -> {
            swept.computeIfAbsent(row.getLong("trial_id"), id -> new LinkedHashMap<>())
                    .put(row.getString("name"), row.getString("setting"));
        });
        return swept;
    }

    /** The swept parameters of one trial. */
    public Map<String, String> sweptOf(long trial) {
        Map<String, String> swept = new LinkedHashMap<>();
        rows.reading("select name, setting from swept_parameter where trial_id = :trial order by position")
                .param("trial", trial)
                .query(row -> {
                    swept.put(row.getString("name"), row.getString("setting"));
                });
        return swept;
    }
}
