package io.weightloom.runner.checkpoint;

import io.weightloom.runner.database.DatabaseReasons;
import io.weightloom.runner.database.SqlValues;
import io.weightloom.text.Sha256;
import io.weightloom.training.Checkpoint;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Checkpoints as rows of the database, which workers on many machines see without a folder that they share. Each is
 * saved in a transaction of its own: the one in which its position is written stays short. Thread-safe.
 */
public final class CheckpointRows implements CheckpointStore {

    /** Bytes in a row, at most. */
    static final int CHUNK = 1 << 20;

    private static final String BEGINS = "substring(%s from 1 for char_length(:start)) = :start";

    private final JdbcClient jdbc;
    private final TransactionTemplate own;
    private final TransactionTemplate shared;
    private final Clock clock;

    public CheckpointRows(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.own = new TransactionTemplate(transactions);
        this.own.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);
        this.shared = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    @Override
    public Saved save(String trial, long claim, long segment, Checkpoint checkpoint) {
        String name = CheckpointNames.of(trial, claim, segment);
        byte[] bytes = checkpoint.bytes();
        try {
            own.executeWithoutResult(status -> insert(trial, name, bytes));
        } catch (DataAccessException | TransactionException e) {
            if (DatabaseReasons.mayPass(e)) {
                throw e; // who saves it holds it, and tries again
            }
            throw new SegmentLostException(name, e);
        }
        return new Saved(name, Sha256.of(bytes));
    }

    private void insert(String trial, String name, byte[] bytes) {
        remove(name); // of a commit of which the answer was lost
        jdbc.sql("""
                insert into kept_checkpoint (name, trial, bytes, written_at) values (:name, :trial, :bytes, :now)
                """)
                .param("name", name)
                .param("trial", trial)
                .param("bytes", bytes.length)
                .param("now", SqlValues.at(clock.instant()))
                .update();
        for (int position = 0; position * CHUNK < bytes.length; position++) {
            int from = position * CHUNK;
            jdbc.sql("insert into checkpoint_chunk (name, position, content) values (:name, :position, :content)")
                    .param("name", name)
                    .param("position", position)
                    .param("content", Arrays.copyOfRange(bytes, from, from + Math.min(CHUNK, bytes.length - from)))
                    .update();
        }
    }

    @Override
    public Optional<Checkpoint> load(Saved saved) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        jdbc.sql("select content from checkpoint_chunk where name = :name order by position")
                .param("name", saved.file())
                .query((row, i) -> row.getBytes("content"))
                .list()
                .forEach(bytes::writeBytes);
        return Optional.of(bytes.toByteArray())
                .filter(found -> Sha256.of(found).equals(saved.sha256()))
                .map(Checkpoint::new);
    }

    @Override
    public boolean sharesTransactions() {
        return true;
    }

    @Override
    public void delete(Saved saved) {
        own.executeWithoutResult(status -> remove(saved.file()));
    }

    private void remove(String name) {
        jdbc.sql("delete from kept_checkpoint where name = :name")
                .param("name", name)
                .update();
    }

    @Override
    public void deleteOthers(String trial, long claim, List<Saved> kept) {
        delete(trial, CheckpointNames.ofClaim(trial, claim), kept);
    }

    @Override
    public void deleteAllBut(String trial, List<Saved> kept) {
        delete(trial, "", kept);
    }

    private void delete(String trial, String start, List<Saved> kept) {
        List<String> names = kept.isEmpty()
                ? List.of("") // no list of SQL is empty
                : kept.stream().map(Saved::file).toList();
        shared.executeWithoutResult(
                status -> jdbc.sql("delete from kept_checkpoint where trial = :trial and name not in (:kept) and "
                                + BEGINS.formatted("name"))
                        .param("trial", trial)
                        .param("kept", names)
                        .param("start", start)
                        .update());
    }

    @Override
    public SortedMap<String, Instant> trials(String database) {
        SortedMap<String, Instant> trials = new TreeMap<>();
        jdbc.sql("select trial, max(written_at) as written_at from kept_checkpoint where " + BEGINS.formatted("trial")
                        + " group by trial")
                .param("start", database + "-")
                .query(row -> {
                    trials.put(row.getString("trial"), SqlValues.instant(row, "written_at"));
                });
        return trials;
    }

    @Override
    public long deleteOfRun(String run) {
        Long bytes = shared.execute(status -> {
            long all = jdbc.sql("select coalesce(sum(bytes), 0) as bytes from kept_checkpoint where "
                            + BEGINS.formatted("trial"))
                    .param("start", CheckpointNames.ofRun(run))
                    .query((row, i) -> row.getLong("bytes"))
                    .single();
            jdbc.sql("delete from kept_checkpoint where " + BEGINS.formatted("trial"))
                    .param("start", CheckpointNames.ofRun(run))
                    .update();
            return all;
        });
        return bytes == null ? 0 : bytes;
    }
}
