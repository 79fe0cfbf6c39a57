package io.weightloom.results;

import static io.weightloom.results.SampleRun.hypernetwork;
import static io.weightloom.results.SampleRun.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.trial.TrialOutcome;
import java.time.Instant;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrialTextTests {

    private final ResultsContext context = new ResultsContext(
            TestDatabases.H2_MEMORY.fresh().dataSource(), new MovableClock(Instant.parse("2026-11-20T12:00:00Z")));

    @AfterEach
    void close() {
        context.close();
    }

    private ExperimentReview review() {
        SampleRun sample = SampleRun.in(context);
        Run run = sample.open("glyphs", 1);
        context.get(Trials.class)
                .plan(run.id(), List.of(hypernetwork(1, 4, 7, 1028), hypernetwork(2, 8, 7, 2056), plain(3, 7)));
        sample.complete(run, 1, 0.9);
        sample.end(run, 2, new TrialOutcome.Failed("a \"quoted\" cause,\nin two lines"));
        sample.complete(run, 3, 0.9305);
        return context.get(Review.class).run(run.id()).orElseThrow();
    }

    @Test
    void theTableHasOneLinePerTrialAndMarksTheFrontAndEndsWithTheComparisons() {
        String table = TrialTable.of(review());

        assertThat(table.lines().map(String::stripTrailing))
                .containsExactly("""
                         trial | network      | hypernet.z-dim | seed | Theta | trainable | ratio | test score | to plain | front | gradients | seconds | outcome
                        -------+--------------+----------------+------+-------+-----------+-------+------------+----------+-------+-----------+---------+-----------
                             1 | hypernetwork |              4 |    7 | 8,224 |     1,028 |  8.00 |     0.9000 |  -0.0305 | *     | delayed   |     3.5 | completed
                             2 | hypernetwork |              8 |    7 | 8,224 |     2,056 |  4.00 |            |          |       |           |     1.5 | failed
                             3 | plain        |                |    7 | 8,224 |     8,224 |  1.00 |     0.9305 |          | *     | delayed   |     3.5 | completed

                         hypernet.z-dim | trainable | against | trainable | seeds | test score | control's | difference | 95 % interval | verdict
                        ----------------+-----------+---------+-----------+-------+------------+-----------+------------+---------------+-----------
                                      4 |     1,028 | plain   |     8,224 |     1 |     0.9000 |    0.9305 |    -0.0305 |               | undecided
                                      8 |     2,056 | plain   |     8,224 |     0 |            |           |            |               | undecided
                        """.lines().toArray(String[]::new));
    }

    @Test
    void theCsvCanBeReadBackWithEveryNumberInFull() throws Exception {
        ExperimentReview review = review();

        List<CSVRecord> lines = CSVParser.parse(
                        TrialCsv.of(review),
                        CSVFormat.RFC4180
                                .builder()
                                .setHeader()
                                .setSkipHeaderRecord(true)
                                .get())
                .getRecords();

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).toMap())
                .hasSize(30)
                .containsEntry("experiment", "glyphs")
                .containsEntry("role", "hypernetwork")
                .containsEntry("hypernet.z-dim", "4")
                .containsEntry("trainable", "1028")
                .containsEntry("compression-ratio", "8.0")
                .containsEntry("test-score", "0.9")
                .containsEntry("difference", String.valueOf(0.9 - 0.9305))
                .containsEntry("on-front", "true");
        assertThat(lines.get(1).get("detail")).isEqualTo("a \"quoted\" cause,\nin two lines");
        assertThat(lines.get(1).get("test-score")).isEmpty();
        assertThat(lines.get(2).get("hypernet.z-dim")).isEmpty();
    }
}
