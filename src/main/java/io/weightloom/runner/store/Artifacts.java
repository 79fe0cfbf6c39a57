package io.weightloom.runner.store;

import io.weightloom.runner.database.SqlValues;
import io.weightloom.runner.store.WeightsRecord.State;
import io.weightloom.text.Sha256;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The weights of trials that completed: a row that tells of them, and the weights themselves, in rows too or in a file
 * of the {@link ArtifactFolder}. Safe for use by many threads.
 */
@Repository
@Transactional(readOnly = true)
public class Artifacts {

    /** Bytes in a row, at most. */
    static final int CHUNK = 1 << 20;

    private static final String OF_RUN = " and trial_id in (select id from trial where run_id = :run)";

    private final RunRows rows;
    private final ArtifactFolder folder;

    Artifacts(JdbcClient jdbc, ArtifactFolder folder) {
        this.rows = new RunRows(jdbc);
        this.folder = folder;
    }

    /**
     * What became of weights that were dropped.
     *
     * @param trials whose weights they were
     * @param bytes of them all
     * @param files that held them and are of no use once this is committed
     */
    public record Dropped(int trials, long bytes, List<String> files) {}

    /** Stores a trial's weights in place of what was there. */
    @Transactional
    public void save(TrialClaim claim, PlacedWeights weights) {
        delete(claim);
        rows.writing(claim, """
                insert into trained_weights (trial_id, state, bytes, sha256, file_name)
                values (:trial, :state, :bytes, :sha256, :file)
                """)
                .param("state", State.KEPT.word())
                .param("bytes", weights.bytes().length)
                .param("sha256", weights.sha256())
                .param("file", weights.file().orElse(null))
                .update();
        if (weights.file().isEmpty()) {
            insert(claim, weights.bytes());
        }
    }

    private void insert(TrialClaim claim, byte[] bytes) {
        for (int position = 0; position < chunks(bytes.length); position++) {
            int from = position * CHUNK;
            rows.writing(claim, """
                    insert into weights_chunk (trial_id, position, content) values (:trial, :position, :content)
                    """)
                    .param("position", position)
                    .param("content", Arrays.copyOfRange(bytes, from, from + lengthAt(from, bytes.length)))
                    .update();
        }
    }

    private static int chunks(int bytes) {
        return bytes / CHUNK + (bytes % CHUNK == 0 ? 0 : 1);
    }

    /** Of the chunk that begins there. */
    private static int lengthAt(int from, int bytes) {
        return Math.min(CHUNK, bytes - from);
    }

    /**
     * Notes that there are no weights of a trial that completes.
     *
     * @param why they are not kept
     */
    @Transactional
    public void saveNone(TrialClaim claim, State why) {
        delete(claim);
        rows.writing(claim, "insert into trained_weights (trial_id, state) values (:trial, :state)")
                .param("state", why.word())
                .update();
    }

    /** The row, and with it its chunks. */
    private void delete(TrialClaim claim) {
        rows.writing(claim, "delete from trained_weights where trial_id = :trial")
                .update();
    }

    /**
     * Drops the weights of trials that are off the front, as far as they are kept.
     *
     * @param run id of the run, all of whose trials have ended
     * @param trials ids of trials of that run, at least one
     */
    @Transactional
    public Dropped drop(long run, List<Long> trials) {
        List<Held> held =
                held(run).stream().filter(each -> trials.contains(each.trial())).toList();
        rows.writing(run, "delete from weights_chunk where trial_id in (:trials)" + OF_RUN)
                .param("trials", trials)
                .update();
        rows.writing(run, """
                update trained_weights set state = :dropped, file_name = null
                where state = :kept and trial_id in (:trials)
                """ + OF_RUN)
                .param("trials", trials)
                .param("kept", State.KEPT.word())
                .param("dropped", State.OFF_FRONT.word())
                .update();
        return new Dropped(
                held.size(),
                held.stream().mapToLong(Held::bytes).sum(),
                held.stream().flatMap(each -> each.file().stream()).toList());
    }

    /**
     * Weights that are kept.
     *
     * @param trial id of the trial
     * @param bytes of them
     * @param file that holds them, without folder; empty if rows do
     */
    public record Held(long trial, long bytes, Optional<String> file) {}

    /** All weights of a run's trials that are kept, by the trials' numbers. */
    public List<Held> held(long run) {
        return rows.reading("""
                select w.trial_id, w.bytes, w.file_name
                from trained_weights w join trial t on t.id = w.trial_id
                where t.run_id = :run and w.state = :kept
                order by t.number
                """)
                .param("run", run)
                .param("kept", State.KEPT.word())
                .query((row, i) -> new Held(
                        row.getLong("trial_id"), row.getLong("bytes"), Optional.ofNullable(row.getString("file_name"))))
                .list();
    }

    /** What is known of a trial's weights without reading them; empty if there is no such trial. */
    public Optional<WeightsRecord> find(long trial) {
        return rows.reading("""
                select t.number, r.experiment, r.id as run, t.outcome, w.state, w.bytes, w.sha256, w.file_name
                from trial t
                join run r on r.id = t.run_id
                left join trained_weights w on w.trial_id = t.id
                where t.id = :trial
                """)
                .param("trial", trial)
                .query((row, i) -> stored(row))
                .optional();
    }

    private static WeightsRecord stored(ResultSet row) throws SQLException {
        Optional<String> outcome = Optional.ofNullable(row.getString("outcome"));
        return new WeightsRecord(
                "trial %s (%s, run %s)"
                        .formatted(row.getInt("number"), row.getString("experiment"), row.getLong("run")),
                State.of(Optional.ofNullable(row.getString("state")), outcome),
                outcome,
                SqlValues.optionalLong(row, "bytes"),
                Optional.ofNullable(row.getString("sha256")),
                Optional.ofNullable(row.getString("file_name")));
    }

    /**
     * The bytes of a trial's weights; empty if there are none, of which {@link #find} says why.
     *
     * @throws DamagedWeightsException if they should be there, and are not what was stored
     */
    public Optional<byte[]> load(long trial) {
        Optional<WeightsRecord> stored = find(trial).filter(found -> found.state() == State.KEPT);
        try {
            return stored.map(found -> read(trial, found));
        } catch (DamagedWeightsException e) {
            if (find(trial).equals(stored)) {
                throw e;
            }
            return Optional.empty(); // they were dropped while they were read
        }
    }

    private byte[] read(long trial, WeightsRecord stored) {
        return stored.file().map(name -> file(name, stored)).orElseGet(() -> chunks(trial, stored));
    }

    private byte[] file(String name, WeightsRecord stored) {
        Path path = folder.path(name)
                .orElseThrow(() -> new DamagedWeightsException(
                        stored,
                        "they lie in the file %s, and runner.artifacts names no folder; set it to that of the run"
                                .formatted(name)));
        try {
            byte[] bytes = folder.read(name)
                    .orElseThrow(() -> new DamagedWeightsException(stored, "the file %s is missing".formatted(path)));
            return whole(bytes, stored, "the file " + path);
        } catch (UncheckedIOException e) {
            throw new DamagedWeightsException(stored, "the file %s cannot be read: %s".formatted(path, e.getCause()));
        }
    }

    private byte[] chunks(long trial, WeightsRecord stored) {
        byte[] bytes = new byte[Math.toIntExact(stored.bytes().orElseThrow())];
        int chunks = chunks(bytes.length);
        for (int position = 0; position < chunks; position++) {
            int from = position * CHUNK;
            int length = lengthAt(from, bytes.length);
            byte[] chunk = chunk(trial, position)
                    .filter(found -> found.length == length)
                    .orElseThrow(damaged(stored, position, chunks));
            System.arraycopy(chunk, 0, bytes, from, length);
        }
        return whole(bytes, stored, "what the table weights_chunk holds");
    }

    private static Supplier<DamagedWeightsException> damaged(WeightsRecord stored, int position, int chunks) {
        return () -> new DamagedWeightsException(
                stored,
                "chunk %s of %s is missing from the table weights_chunk, or is not whole"
                        .formatted(position + 1, chunks));
    }

    private Optional<byte[]> chunk(long trial, int position) {
        return rows.reading("select content from weights_chunk where trial_id = :trial and position = :position")
                .param("trial", trial)
                .param("position", position)
                .query((row, i) -> row.getBytes("content"))
                .optional();
    }

    private static byte[] whole(byte[] bytes, WeightsRecord stored, String what) {
        String sha256 = Sha256.of(bytes);
        String wanted = stored.sha256().orElseThrow();
        if (!sha256.equals(wanted)) {
            throw new DamagedWeightsException(
                    stored, "%s is not what was stored: SHA-256 %s in place of %s".formatted(what, sha256, wanted));
        }
        return bytes;
    }
}
