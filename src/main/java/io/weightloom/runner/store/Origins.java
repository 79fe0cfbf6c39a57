package io.weightloom.runner.store;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.text.KebabCase;
import io.weightloom.trial.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What each trial's numbers come from: the slots of its target, and its provenance. Safe for use by many threads. */
@Repository
@Transactional(readOnly = true)
public class Origins {

    private final RunRows rows;

    Origins(JdbcClient jdbc, NamedParameterJdbcOperations many) {
        this.rows = new RunRows(jdbc, many);
    }

    /** Stores those of a trial in place of what was there. */
    @Transactional
    public void save(TrialClaim claim, Layout layout, Provenance provenance) {
        saveSlots(claim, layout);
        saveProvenance(claim, provenance);
    }

    private void saveSlots(TrialClaim claim, Layout layout) {
        rows.writing(claim, "delete from slot where trial_id = :trial").update();
        List<Map<String, @Nullable Object>> slots = new ArrayList<>();
        for (int position = 0; position < layout.slots().size(); position++) {
            Slot slot = layout.slots().get(position);
            slots.add(Map.of(
                    "position", position,
                    "name", slot.name(),
                    "shape", slot.shape().toString(),
                    "fanIn", slot.fanIn(),
                    "fanOut", slot.fanOut(),
                    "role", KebabCase.of(slot.role()),
                    "offset", slot.offset()));
        }
        rows.writeAll(claim, """
                insert into slot (trial_id, position, name, shape, fan_in, fan_out, role, slot_offset)
                values (:trial, :position, :name, :shape, :fanIn, :fanOut, :role, :offset)
                """, slots);
    }

    private void saveProvenance(TrialClaim claim, Provenance provenance) {
        rows.writing(claim, "delete from provenance where trial_id = :trial").update();
        rows.writing(claim, """
                insert into provenance (trial_id, runner, source_commit, jdk, os, cpu, natives, data_fingerprint)
                values (:trial, :runner, :commit, :jdk, :os, :cpu, :natives, :dataFingerprint)
                """)
                .param("runner", provenance.runner())
                .param("commit", provenance.commit())
                .param("jdk", provenance.jdk())
                .param("os", provenance.os())
                .param("cpu", provenance.cpu())
                .param("natives", provenance.natives())
                .param("dataFingerprint", provenance.dataFingerprint())
                .update();
    }

    /** The slots of a trial's flat vector, in order; none before it has begun. */
    public List<Slot> slots(long trial) {
        return rows.reading("""
                select name, shape, fan_in, fan_out, role, slot_offset from slot
                where trial_id = :trial order by position
                """)
                .param("trial", trial)
                .query((row, i) -> new Slot(
                        row.getString("name"),
                        Shape.parse(row.getString("shape")),
                        row.getLong("fan_in"),
                        row.getLong("fan_out"),
                        KebabCase.constant(Slot.Role.class, row.getString("role")),
                        row.getLong("slot_offset")))
                .list();
    }

    /** Where a trial's numbers come from; empty before it has begun. */
    public Optional<Provenance> provenance(long trial) {
        return rows.reading("""
                select runner, source_commit, jdk, os, cpu, natives, data_fingerprint from provenance
                where trial_id = :trial
                """)
                .param("trial", trial)
                .query((row, i) -> new Provenance(
                        row.getString("runner"),
                        row.getString("source_commit"),
                        row.getString("jdk"),
                        row.getString("os"),
                        row.getString("cpu"),
                        row.getString("natives"),
                        row.getString("data_fingerprint")))
                .optional();
    }
}
