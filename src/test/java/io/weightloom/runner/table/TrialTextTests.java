package io.weightloom.runner.table;

import static io.weightloom.runner.review.SampleRun.hypernetwork;
import static io.weightloom.runner.review.SampleRun.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.review.Comparison;
import io.weightloom.runner.review.ExperimentReview;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Trials;
import io.weightloom.trial.TrialOutcome;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("locale")
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
                         trial | network      | hypernet.z-dim | seed | Theta | trainable | ratio |  bytes | validation score | test score | to plain | front | gradients | seconds | outcome
                        -------+--------------+----------------+------+-------+-----------+-------+--------+------------------+------------+----------+-------+-----------+---------+-----------
                             1 | hypernetwork |              4 |    7 | 8,224 |     1,028 |  8.00 |  4,112 |           0.9100 |     0.9000 |  -0.0305 | *     | delayed   |     3.5 | completed
                             2 | hypernetwork |              8 |    7 | 8,224 |     2,056 |  4.00 |  8,224 |                  |            |          |       |           |     1.5 | failed
                             3 | plain        |                |    7 | 8,224 |     8,224 |  1.00 | 32,896 |           0.9405 |     0.9305 |          | *     | delayed   |     3.5 | completed

                         hypernet.z-dim | trainable | bytes | against | trainable |  bytes | seeds | test score | control's | difference | 95 % interval | verdict
                        ----------------+-----------+-------+---------+-----------+--------+-------+------------+-----------+------------+---------------+-----------
                                      4 |     1,028 | 4,112 | plain   |     8,224 | 32,896 |     1 |     0.9000 |    0.9305 |    -0.0305 |               | undecided
                                      8 |     2,056 | 8,224 | plain   |     8,224 | 32,896 |     0 |            |           |            |               | undecided
                        """.lines().toArray(String[]::new));
    }

    @Test
    void belowTheTableStandsWhichTrialsWereHaltedAndWhatHadThemHalted() {
        SampleRun sample = SampleRun.in(context);
        Run run = sample.open("glyphs", 1);
        context.get(Trials.class)
                .plan(
                        run.id(),
                        IntStream.rangeClosed(1, 9)
                                .mapToObj(number -> hypernetwork(number, 4, number, 1028))
                                .toList());
        List.of(2, 4, 5, 7, 8, 9)
                .forEach(number -> sample.end(run, number, new TrialOutcome.Halted(1, "it took too long")));

        List<String> table = TrialTable.of(
                        context.get(Review.class).run(run.id()).orElseThrow())
                .lines()
                .toList();

        assertThat(table.get(3)).contains("| halted, max-seconds");
        assertThat(table.subList(11, table.size()))
                .containsExactly("", "halted by max-seconds: trials 2, 4, 5, 7 to 9");
    }

    @Test
    void theCsvCanBeReadBackWithEveryNumberInFull() throws Exception {
        ExperimentReview review = review();

        List<CSVRecord> lines = records(csv(RunTable.TRIALS, review));

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).toMap())
                .hasSize(34)
                .containsEntry("experiment", "glyphs")
                .containsEntry("trial", "1")
                .containsEntry("id", String.valueOf(review.trials().get(0).id()))
                .containsEntry("role", "hypernetwork")
                .containsEntry("hypernet.z-dim", "4")
                .containsEntry("trainable", "1028")
                .containsEntry("compression-ratio", "8.0")
                .containsEntry("test-score", "0.9")
                .containsEntry("difference", String.valueOf(0.9 - 0.9305))
                .containsEntry("on-front", "true")
                .containsEntry("tied", "false");
        assertThat(lines.get(1).get("detail")).isEqualTo("a \"quoted\" cause,\\nin two lines");
        assertThat(lines.get(1).get("test-score")).isEmpty();
        assertThat(lines.get(2).get("hypernet.z-dim")).isEmpty();
    }

    @Test
    void theComparisonsCanBeReadBackWithTheirIntervals() throws Exception {
        SampleRun sample = SampleRun.in(context);
        Run run = sample.open("glyphs", 1);
        context.get(Trials.class)
                .plan(
                        run.id(),
                        List.of(
                                hypernetwork(1, 4, 7, 1028),
                                hypernetwork(2, 4, 8, 1028),
                                hypernetwork(3, 8, 7, 2056),
                                plain(4, 7),
                                plain(5, 8)));
        sample.complete(run, 1, 0.9);
        sample.complete(run, 2, 0.91);
        sample.complete(run, 4, 0.93);
        sample.complete(run, 5, 0.95);
        ExperimentReview review = context.get(Review.class).run(run.id()).orElseThrow();

        List<CSVRecord> lines = records(csv(RunTable.COMPARISONS, review));

        Comparison first = review.comparisons().get(0);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).toMap())
                .hasSize(17)
                .containsEntry("experiment", "glyphs")
                .containsEntry("run", String.valueOf(run.id()))
                .containsEntry("hypernet.z-dim", "4")
                .containsEntry("trials", "1 2")
                .containsEntry("trainable", "1028")
                .containsEntry("control", "plain")
                .containsEntry("control-trials", "4 5")
                .containsEntry("control-trainable", "8224")
                .containsEntry("bytes", "4112")
                .containsEntry("control-bytes", "32896")
                .containsEntry("pairs", "2")
                .containsEntry("difference", String.valueOf(first.difference()))
                .containsEntry("low", String.valueOf(first.low()))
                .containsEntry("high", String.valueOf(first.high()))
                .containsEntry("verdict", "undecided");
        assertThat(Double.parseDouble(lines.get(0).get("low"))).isNegative();
        assertThat(lines.get(1).get("pairs")).isEqualTo("0");
        assertThat(lines.get(1).get("low")).isEmpty();
    }

    @Test
    void metricsAreInLongFormEpochByEpochWithTheTestLast() throws Exception {
        ExperimentReview review = review();

        List<CSVRecord> lines = records(csv(RunTable.METRICS, review));

        assertThat(lines.get(0).getParser().getHeaderNames())
                .containsExactly(
                        "experiment", "run", "trial", "hypernet.z-dim", "seed", "epoch", "split", "measure", "value");
        assertThat(lines).hasSize(2 * (20 * 6 + 2)); // the trial that failed has none
        assertThat(lines.get(0).toMap().values())
                .containsExactly(
                        "glyphs",
                        String.valueOf(review.run().id()),
                        String.valueOf(review.trials().get(0).number()),
                        "4",
                        "7",
                        "1",
                        "train",
                        "loss",
                        "2.3");
        assertThat(lines.stream().limit(6).map(line -> line.get("split") + " " + line.get("measure")))
                .containsExactly(
                        "train loss",
                        "train learning-rate",
                        "train steps",
                        "train seconds",
                        "validation loss",
                        "validation score");
        assertThat(lines.get(121).toMap())
                .containsEntry("epoch", "18")
                .containsEntry("split", "test")
                .containsEntry("measure", "score")
                .containsEntry("value", "0.9");
        assertThat(lines.get(122).toMap())
                .containsEntry("trial", String.valueOf(review.trials().get(2).number()))
                .containsEntry("hypernet.z-dim", "")
                .containsEntry("epoch", "1");
    }

    @Test
    void runsOfOtherSweepsShareATableThatHasAllTheirParameters() throws Exception {
        ExperimentReview glyphs = review();
        SampleRun sample = SampleRun.in(context);
        Run plain = sample.open("seeds", 1);
        context.get(Trials.class).plan(plain.id(), List.of(plain(1, 7)));
        sample.complete(plain, 1, 0.9);
        ExperimentReview seeds = context.get(Review.class).run(plain.id()).orElseThrow();

        for (RunTable table : RunTable.values()) {
            List<CSVRecord> both = records(csv(table, seeds, glyphs));

            assertThat(both)
                    .hasSize(records(csv(table, seeds)).size()
                            + records(csv(table, glyphs)).size());
            assertThat(both).allSatisfy(line -> assertThat(line.toMap()).containsKey("hypernet.z-dim"));
        }
    }

    private String csv(RunTable table, ExperimentReview... runs) throws IOException {
        StringBuilder text = new StringBuilder();
        context.get(RunTables.class).write(table, List.of(runs), text);
        return text.toString();
    }

    private static List<CSVRecord> records(String csv) throws Exception {
        return CSVParser.parse(
                        csv,
                        CSVFormat.RFC4180
                                .builder()
                                .setHeader()
                                .setSkipHeaderRecord(true)
                                .get())
                .getRecords();
    }
}
