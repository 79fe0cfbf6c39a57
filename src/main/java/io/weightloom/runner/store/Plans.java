package io.weightloom.runner.store;

import io.weightloom.text.KebabCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * What was planned about each trial beside its own row: the swept parameters that tell it from the others, and the
 * twins that it is compared with. Safe for use by many threads.
 */
@Repository
@Transactional(readOnly = true)
public class Plans {

    private final RunRows rows;

    Plans(JdbcClient jdbc, NamedParameterJdbcOperations many) {
        this.rows = new RunRows(jdbc, many);
    }

    /**
     * Stores those of trials that have none yet.
     *
     * @param ids of the trials, by number
     */
    @Transactional
    public void save(long run, Map<Integer, Long> ids, List<NewTrial> planned) {
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
