package io.weightloom.runner.store;

import io.weightloom.text.KebabCase;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
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

    Plans(JdbcClient jdbc) {
        this.rows = new RunRows(jdbc);
    }

    /** Stores those of a trial that has none yet. */
    @Transactional
    public void save(long run, long trial, NewTrial planned) {
        planned.twins()
                .forEach((control, hash) -> rows.writing(
                                run, "insert into twin (trial_id, role, hash) values (:trial, :role, :hash)")
                        .param("trial", trial)
                        .param("role", KebabCase.of(control))
                        .param("hash", hash)
                        .update());
        int position = 0;
        for (Map.Entry<String, String> swept : planned.swept().entrySet()) {
            rows.writing(run, """
                    insert into swept_parameter (trial_id, position, name, setting)
                    values (:trial, :position, :name, :setting)
                    """)
                    .param("trial", trial)
                    .param("position", position++)
                    .param("name", swept.getKey())
                    .param("setting", swept.getValue())
                    .update();
        }
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
