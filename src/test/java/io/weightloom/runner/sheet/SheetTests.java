package io.weightloom.runner.sheet;

import static io.weightloom.runner.review.SampleRun.hypernetwork;
import static io.weightloom.runner.review.SampleRun.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.RunView;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.store.Metrics;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunState;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.Trial;
import io.weightloom.runner.store.TrialState;
import io.weightloom.runner.store.Trials;
import io.weightloom.trial.TrialOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabases.class)
class SheetTests {

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T12:00:00Z"));
    private final DataSource database;
    /** Or a file would be opened anew for each transaction. */
    private final Connection kept;

    private final ResultsContext context;
    private final Review review;
    private final SampleRun sample;
    private final Run run;

    SheetTests(TestDatabases databases) throws SQLException {
        database = databases.fresh().dataSource();
        kept = database.getConnection();
        context = new ResultsContext(database, clock);
        review = context.get(Review.class);
        sample = SampleRun.in(context);
        run = sample.open("glyphs", 1);
    }

    @AfterEach
    void close() throws SQLException {
        context.close();
        kept.close();
    }

    private static Sheet sheet(Review review, Run run, Optional<String> since) {
        RunView view = review.view(run.id()).orElseThrow();
        return Sheet.of(view, review.summary(view), since);
    }

    private Sheet sheet(Optional<String> since) {
        return sheet(review, run, since);
    }

    private static @Nullable Object cell(SheetRows rows, int number, String column) {
        return rows.rows().stream()
                .filter(row -> number == (int) row.get(0))
                .findFirst()
                .orElseThrow()
                .get(rows.columns().indexOf(column));
    }

    @Test
    void aSheetHasARowForEachTrialAndPoint() {
        context.get(Trials.class)
                .plan(
                        run.id(),
                        List.of(
                                hypernetwork(1, 4, 7, 1028),
                                hypernetwork(2, 4, 8, 1028),
                                hypernetwork(3, 8, 7, 2056),
                                plain(4, 7)));
        sample.complete(run, 1, 0.90);
        sample.complete(run, 2, 0.88);
        sample.end(run, 3, new TrialOutcome.Diverged(1, 3));
        sample.complete(run, 4, 0.93);

        Sheet sheet = sheet(Optional.empty());

        assertThat(sheet.whole()).isTrue();
        assertThat(sheet.experiment()).isEqualTo("glyphs");
        assertThat(sheet.trials().columns())
                .startsWith("number", "id", "role")
                .contains("theta", "hypernet.z-dim", "seed");
        assertThat(sheet.trials().rows()).hasSize(4);
        assertThat(cell(sheet.trials(), 2, "point")).isEqualTo(1);
        assertThat(cell(sheet.trials(), 2, "hypernet.z-dim")).isEqualTo(4L);
        assertThat(cell(sheet.trials(), 3, "outcome")).isEqualTo("diverged");
        assertThat(sheet.points().columns()).startsWith("number", "role").doesNotContain("seed");
        assertThat(sheet.points().rows()).extracting(row -> row.get(0)).containsExactly(1, 3, 4);
        assertThat(cell(sheet.points(), 1, "seeds")).isEqualTo(2);
        assertThat(cell(sheet.points(), 1, "whole")).isEqualTo(true);
        assertThat(cell(sheet.points(), 1, "frontTrainable")).isEqualTo("on");
        assertThat(cell(sheet.points(), 1, "intervalMissing")).isNull();
        assertThat(cell(sheet.points(), 1, "testLow")).isInstanceOf(Double.class);
        assertThat(cell(sheet.points(), 3, "intervalMissing")).isEqualTo("not-completed");
        assertThat(cell(sheet.points(), 3, "frontTrainable")).isNull();
        assertThat(cell(sheet.points(), 4, "intervalMissing")).isEqualTo("one-seed");
        assertThat(sheet.parameters())
                .containsExactly(
                        new SheetParameter("hypernet.z-dim", "number", "linear", List.of("4", "8")),
                        new SheetParameter("seed", "number", "linear", List.of("7", "8")));
    }

    @Test
    void whatHasNotChangedIsLeftOut() {
        context.get(Trials.class).plan(run.id(), List.of(hypernetwork(1, 4, 7, 1028), hypernetwork(2, 8, 7, 2056)));
        Sheet before = sheet(Optional.empty());

        sample.complete(run, 2, 0.9);

        Sheet after = sheet(Optional.of(before.revision()));
        assertThat(after.whole()).isFalse();
        assertThat(after.trials().rows()).hasSize(1);
        assertThat(after.points().rows()).hasSize(1);
        assertThat(sheet(Optional.of(after.revision())).trials().rows()).isEmpty();
        for (String unknown : List.of("", "x", "1-x", "99" + before.revision(), before.revision() + "0")) {
            assertThat(sheet(Optional.of(unknown)).whole()).as(unknown).isTrue();
        }
    }

    /** Somebody looks now and then, and puts together what has changed; somebody else reads all of it anew. */
    @Test
    void afterWhateverIsWrittenTheChangesAddUpToTheWhole() {
        SplittableRandom random = new SplittableRandom(11);
        Map<Integer, List<@Nullable Object>> trials = new TreeMap<>();
        Map<Integer, List<@Nullable Object>> points = new TreeMap<>();
        Optional<String> revision = Optional.empty();
        int parts = 0;
        List<Run> others = IntStream.range(0, 8)
                .mapToObj(number -> sample.open("others", number))
                .toList();
        ResultsContext second = new ResultsContext(database, clock);
        Review anew = second.get(Review.class);
        for (int step = 0; step < 40; step++) {
            write(random);
            if (random.nextInt(3) > 0) {
                Sheet next = sheet(revision);
                parts += next.whole() ? 0 : 1;
                put(next.whole(), next.trials(), trials);
                put(next.whole(), next.points(), points);
                revision = Optional.of(next.revision());
                others.forEach(other -> anew.view(other.id())); // so many that nothing is known of the run any more
                Sheet whole = sheet(anew, run, Optional.empty());
                assertThat(whole.revision()).isEqualTo(next.revision());
                assertThat(whole.run()).isEqualTo(next.run());
                assertThat(whole.parameters()).isEqualTo(next.parameters());
                assertThat(new ArrayList<>(trials.values()))
                        .isEqualTo(whole.trials().rows());
                assertThat(new ArrayList<>(points.values()))
                        .isEqualTo(whole.points().rows());
            }
        }
        second.close();
        assertThat(parts).isGreaterThan(15);
    }

    private static void put(boolean whole, SheetRows rows, Map<Integer, List<@Nullable Object>> known) {
        if (whole) {
            known.clear();
        }
        rows.rows().forEach(row -> known.put((Integer) row.get(0), row));
    }

    private void write(SplittableRandom random) {
        Trials trials = context.get(Trials.class);
        List<Trial> all = trials.of(run.id());
        List<Trial> open =
                all.stream().filter(trial -> trial.state() != TrialState.ENDED).toList();
        int kind = random.nextInt(8);
        if (kind == 0 || open.isEmpty()) {
            plan(all.size(), random);
        } else if (kind == 1) {
            context.get(Runs.class).state(run.id(), random.nextBoolean() ? RunState.STOPPED : RunState.RUNNING);
        } else if (kind == 2) {
            trials.release(run.id());
        } else {
            int number = open.get(random.nextInt(open.size())).number();
            switch (kind) {
                case 3 -> sample.end(run, number, new TrialOutcome.Failed("broken"));
                case 4 ->
                    context.get(Metrics.class)
                            .save(sample.claim(run, number), 0, SampleRun.curve(1 + random.nextInt(9), 0.5));
                case 5 -> sample.claim(run, number);
                default -> sample.complete(run, number, random.nextInt(100) / 100.0);
            }
        }
    }

    /** Two seeds of a hypernetwork, and every other time the plain networks of other seeds. */
    private void plan(int planned, SplittableRandom random) {
        int zDim = 1 + planned;
        List<NewTrial> plan = new ArrayList<>(List.of(
                hypernetwork(planned + 1, zDim, planned, 1000L + random.nextInt(3)),
                hypernetwork(planned + 2, zDim, planned + 1L, 1000)));
        if (random.nextBoolean()) {
            plan.add(plain(planned + 3, planned));
        }
        context.get(Trials.class).plan(run.id(), plan);
    }
}
