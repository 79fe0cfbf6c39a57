package io.weightloom.runner.store;

import io.weightloom.runner.database.SqlValues;
import io.weightloom.training.Probes;
import java.sql.Types;
import java.util.Optional;
import java.util.OptionalDouble;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What became of each trial's generator, as far as its probes tell. Safe for use by many threads. */
@Repository
@Transactional(readOnly = true)
public class GeneratorProbes {

    private final RunRows rows;

    GeneratorProbes(JdbcClient jdbc) {
        this.rows = new RunRows(jdbc);
    }

    /** Stores those of a trial in place of what was there. */
    @Transactional
    public void save(TrialClaim claim, Probes probes) {
        rows.writing(claim, "delete from probe where trial_id = :trial").update();
        rows.writing(claim, """
                insert into probe (trial_id, movement, constant_share, effective_rank, samples, residual_share)
                values (:trial, :movement, :constantShare, :effectiveRank, :samples, :residualShare)
                """)
                .param("movement", probes.movement())
                .param("constantShare", probes.constantShare())
                .param("effectiveRank", probes.effectiveRank())
                .param("samples", probes.samples())
                .param("residualShare", probes.residualShare().orElse(null), Types.DOUBLE)
                .update();
    }

    /**
     * What a trial's generator makes of z; empty if it is none, has not completed, or did so before there were probes.
     */
    public Optional<Probes> of(long trial) {
        return rows.reading("select * from probe where trial_id = :trial")
                .param("trial", trial)
                .query((row, i) -> new Probes(
                        row.getDouble("movement"),
                        row.getDouble("constant_share"),
                        row.getDouble("effective_rank"),
                        row.getInt("samples"),
                        share(SqlValues.optionalDouble(row, "residual_share"))))
                .optional();
    }

    private static Optional<Double> share(OptionalDouble share) {
        return share.isPresent() ? Optional.of(share.getAsDouble()) : Optional.empty();
    }
}
