package io.weightloom.runner.store;

import io.weightloom.spec.PlainValues;
import io.weightloom.text.KebabCase;
import io.weightloom.verification.CheckKind;
import io.weightloom.verification.Finding;
import io.weightloom.verification.Verdict;
import io.weightloom.verification.Verification;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What verification found out about each trial. Safe for use by many threads. */
@Repository
@Transactional(readOnly = true)
public class Findings {

    private final RunRows rows;

    Findings(JdbcClient jdbc, NamedParameterJdbcOperations many) {
        this.rows = new RunRows(jdbc, many);
    }

    /** Stores all findings of a trial in place of what was there. */
    @Transactional
    public void save(TrialClaim claim, Verification verification) {
        rows.writing(claim, "delete from finding where trial_id = :trial").update();
        List<Map<String, @Nullable Object>> told = new ArrayList<>();
        List<Map<String, @Nullable Object>> measured = new ArrayList<>();
        List<Finding> findings = verification.findings();
        for (int position = 0; position < findings.size(); position++) {
            Finding finding = findings.get(position);
            told.add(row(position, finding));
            for (Map.Entry<String, Double> measure : finding.measures().entrySet()) {
                measured.add(Map.of("position", position, "name", measure.getKey(), "measure", measure.getValue()));
            }
        }
        rows.writeAll(claim, """
                insert into finding (trial_id, position, kind, subject, verdict, message, samples)
                values (:trial, :position, :kind, :subject, :verdict, :message, :samples)
                """, told);
        rows.writeAll(claim, """
                insert into finding_measure (trial_id, position, name, measure)
                values (:trial, :position, :name, :measure)
                """, measured);
    }

    private static Map<String, @Nullable Object> row(int position, Finding finding) {
        return Map.of(
                "position",
                position,
                "kind",
                KebabCase.of(finding.check()),
                "subject",
                finding.subject(),
                "verdict",
                KebabCase.of(finding.verdict()),
                "message",
                finding.message(),
                "samples",
                new SqlParameterValue(Types.VARCHAR, json(finding.samples())));
    }

    /** The findings of a trial, in the order of the checks. */
    public List<Finding> of(long trial) {
        Map<Integer, Map<String, Double>> measures = new TreeMap<>();
        rows.reading("select position, name, measure from finding_measure where trial_id = :trial")
                .param("trial", trial)
                .query(row -> {
                    measures.computeIfAbsent(row.getInt("position"), position -> new TreeMap<>())
                            .put(row.getString("name"), row.getDouble("measure"));
                });
        return rows.reading("""
                select position, kind, subject, verdict, message, samples from finding
                where trial_id = :trial order by position
                """)
                .param("trial", trial)
                .query((row, i) -> new Finding(
                        KebabCase.constant(CheckKind.class, row.getString("kind")),
                        row.getString("subject"),
                        KebabCase.constant(Verdict.class, row.getString("verdict")),
                        measures.getOrDefault(row.getInt("position"), Map.of()),
                        row.getString("message"),
                        samples(row.getString("samples"))))
                .list();
    }

    private static @Nullable String json(List<Finding.Sample> samples) {
        return samples.isEmpty()
                ? null
                : PlainValues.json(samples.stream()
                        .map(sample -> List.of(sample.analytic(), sample.numeric()))
                        .toList());
    }

    private static List<Finding.Sample> samples(@Nullable String json) {
        List<?> pairs = json == null ? List.of() : (List<?>) PlainValues.ofJson(json);
        return pairs.stream()
                .map(pair -> (List<?>) pair)
                .map(pair -> new Finding.Sample(number(pair.get(0)), number(pair.get(1))))
                .toList();
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }
}
