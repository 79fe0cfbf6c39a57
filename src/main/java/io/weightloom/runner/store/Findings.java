package io.weightloom.runner.store;

import io.weightloom.spec.PlainValues;
import io.weightloom.text.KebabCase;
import io.weightloom.verification.CheckKind;
import io.weightloom.verification.Finding;
import io.weightloom.verification.Verdict;
import io.weightloom.verification.Verification;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What verification found out about each trial. Safe for use by many threads. */
@Repository
@Transactional(readOnly = true)
public class Findings {

    private final RunRows rows;

    Findings(JdbcClient jdbc) {
        this.rows = new RunRows(jdbc);
    }

    /** Stores all findings of a trial in place of what was there. */
    @Transactional
    public void save(TrialClaim claim, Verification verification) {
        rows.writing(claim, "delete from finding where trial_id = :trial").update();
        List<Finding> findings = verification.findings();
        for (int position = 0; position < findings.size(); position++) {
            insert(claim, position, findings.get(position));
        }
    }

    private void insert(TrialClaim claim, int position, Finding finding) {
        rows.writing(claim, """
                insert into finding (trial_id, position, kind, subject, verdict, message, samples)
                values (:trial, :position, :kind, :subject, :verdict, :message, :samples)
                """)
                .param("position", position)
                .param("kind", KebabCase.of(finding.check()))
                .param("subject", finding.subject())
                .param("verdict", KebabCase.of(finding.verdict()))
                .param("message", finding.message())
                .param("samples", new SqlParameterValue(Types.VARCHAR, json(finding.samples())))
                .update();
        finding.measures()
                .forEach((name, measure) -> rows.writing(claim, """
                        insert into finding_measure (trial_id, position, name, measure)
                        values (:trial, :position, :name, :measure)
                        """)
                        .param("position", position)
                        .param("name", name)
                        .param("measure", measure)
                        .update());
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
