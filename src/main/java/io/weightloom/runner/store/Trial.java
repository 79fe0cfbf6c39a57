package io.weightloom.runner.store;

import io.weightloom.runner.database.SqlValues;
import io.weightloom.spec.Control;
import io.weightloom.text.KebabCase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A trial as stored, with what the job needs of it.
 *
 * @param id in the database
 * @param run id of its run
 * @param number in its run, counted from 1
 * @param hash SHA-256 of its canonical form
 * @param control which control it is; empty for a hypernetwork
 * @param spec its canonical form, JSON
 * @param swept the swept parameters' values as text, in the order of the sweep
 * @param place where it stands in the search
 * @param state how far it has come
 * @param outcome the glossary's word for its end, once it has ended
 * @param validationScore of the weights kept, if it completed
 * @param idle workers among others that have taken it since one of them last brought it forward, the last one first;
 *     the one that has it is among them
 */
public record Trial(
        long id,
        long run,
        int number,
        String hash,
        Optional<Control> control,
        String spec,
        Map<String, String> swept,
        SweepPlace place,
        TrialState state,
        Optional<String> outcome,
        OptionalDouble validationScore,
        List<String> idle) {

    /** As the open row of the table has it, but for what it does not hold. */
    static Trial read(ResultSet row, Map<String, String> swept) throws SQLException {
        String role = row.getString("role");
        return new Trial(
                row.getLong("id"),
                row.getLong("run_id"),
                row.getInt("number"),
                row.getString("hash"),
                role.equals(NewTrial.HYPERNETWORK)
                        ? Optional.empty()
                        : Optional.of(KebabCase.constant(Control.class, role)),
                row.getString("spec"),
                swept,
                new SweepPlace(
                        row.getInt("round"),
                        SqlValues.optionalInt(row, "place"),
                        Optional.ofNullable(row.getString("point")),
                        SqlValues.optionalInt(row, "pause_epoch")),
                TrialState.ofWord(row.getString("state")),
                Optional.ofNullable(row.getString("outcome")),
                SqlValues.optionalDouble(row, "validation_score"),
                Optional.ofNullable(row.getString("idle_workers"))
                        .map(lines -> List.of(lines.split("\n", -1)))
                        .orElse(List.of()));
    }
}
