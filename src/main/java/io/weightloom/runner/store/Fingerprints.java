package io.weightloom.runner.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What the data of each run were when it first saw them. What is stored is never replaced. Safe for many threads. */
@Repository
@Transactional(readOnly = true)
public class Fingerprints {

    private final RunRows rows;

    Fingerprints(JdbcClient jdbc, NamedParameterJdbcOperations many) {
        this.rows = new RunRows(jdbc, many);
    }

    /**
     * Fingerprints of the data of a run's trials, by number; of trials that an older runner began, as their provenance
     * tells. Trials of which nothing is known are left out.
     */
    public Map<Integer, String> of(long run) {
        Map<Integer, String> found = new HashMap<>();
        rows.reading("""
                select t.number, coalesce(t.data_fingerprint, p.data_fingerprint) as fingerprint
                from trial t left join provenance p on p.trial_id = t.id
                where t.run_id = :run and coalesce(t.data_fingerprint, p.data_fingerprint) is not null
                """)
                .param("run", run)
                .query((row, i) -> found.put(row.getInt("number"), row.getString("fingerprint")))
                .list();
        return found;
    }

    /** The fingerprint of one trial's data; empty if nothing is known of them. */
    public Optional<String> ofTrial(long trial) {
        return rows.reading("""
                select coalesce(t.data_fingerprint, p.data_fingerprint) as fingerprint
                from trial t left join provenance p on p.trial_id = t.id
                where t.id = :trial
                """)
                .param("trial", trial)
                .query((row, i) -> Optional.ofNullable(row.getString("fingerprint")))
                .single();
    }

    /** SHA-256 of the files of a run's data, by path. */
    public Map<String, String> files(long run) {
        Map<String, String> found = new LinkedHashMap<>();
        rows.reading("select path, sha256 from run_file where run_id = :run order by position")
                .param("run", run)
                .query((row, i) -> found.put(row.getString("path"), row.getString("sha256")))
                .list();
        return found;
    }

    /**
     * Stores what is not yet known of trials that were planned without.
     *
     * @param trials fingerprints of the data of trials that are planned, by number
     * @param files SHA-256 by path
     */
    @Transactional
    public void save(long run, Map<Integer, String> trials, Map<String, String> files) {
        rows.writeAll(run, """
                update trial set data_fingerprint = :fingerprint
                where run_id = :run and number between :first and :last and data_fingerprint is null
                """, stretches(trials));
        saveFiles(run, files);
    }

    /** Trials whose numbers follow one another and whose data are the same are written at once: most are. */
    private static List<Map<String, @Nullable Object>> stretches(Map<Integer, String> trials) {
        List<Map<String, @Nullable Object>> stretches = new ArrayList<>();
        new TreeMap<>(trials).forEach((number, fingerprint) -> {
            Map<String, @Nullable Object> last = stretches.isEmpty() ? Map.of() : stretches.get(stretches.size() - 1);
            if (fingerprint.equals(last.get("fingerprint")) && Objects.equals(last.get("last"), number - 1)) {
                last.put("last", number);
            } else {
                stretches.add(new HashMap<>(Map.of("fingerprint", fingerprint, "first", number, "last", number)));
            }
        });
        return stretches;
    }

    /**
     * Stores what is not yet known of files.
     *
     * @param files SHA-256 by path
     */
    @Transactional
    public void saveFiles(long run, Map<String, String> files) {
        List<String> known = new ArrayList<>(files(run).keySet());
        files.forEach((path, sha256) -> {
            if (!known.contains(path)) {
                insert(run, known.size(), path, sha256);
                known.add(path);
            }
        });
    }

    private void insert(long run, int position, String path, String sha256) {
        rows.writing(
                        run,
                        "insert into run_file (run_id, position, path, sha256) values (:run, :position, :path, :sha256)")
                .param("run", run)
                .param("position", position)
                .param("path", path)
                .param("sha256", sha256)
                .update();
    }
}
