package io.weightloom.runner.table;

import io.weightloom.runner.review.RunBest;
import io.weightloom.runner.review.RunSummary;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All experiments, a line for the latest run of each, for a terminal and as CSV (RFC 4180). */
public final class ExperimentsTable {

    /**
     * An experiment.
     *
     * @param name of it
     * @param latest of its runs; empty for a schedule that has not fired yet
     * @param nextFire empty if it never fires
     * @param zone in which its schedule is read; empty without one
     */
    public record Line(String name, Optional<RunSummary> latest, Optional<Instant> nextFire, Optional<String> zone) {}

    private static final List<Field<Line>> FIELDS = List.of(
            Field.plain("experiment", Line::name),
            Field.plain("run", line -> run(line, RunSummary::id)),
            Field.plain("state", line -> run(line, RunSummary::state)),
            Field.plain("done", line -> run(line, run -> run.progress().done())),
            Field.plain("expected", line -> run(line, run -> run.progress().expected())),
            Field.plain("best-trial", line -> best(line, best -> best.trials().get(0))),
            Field.plain("seeds", line -> best(line, RunBest::seeds)),
            Field.score("validation-score", line -> best(line, RunBest::validationScore)),
            Field.score("test-score", line -> best(line, RunBest::testScore)),
            Field.score("test-low", line -> best(line, RunBest::testLow)),
            Field.score("test-high", line -> best(line, RunBest::testHigh)),
            Field.plain("interval-missing", line -> best(line, RunBest::intervalMissing)),
            Field.score("ratio", line -> best(line, RunBest::compressionRatio)),
            new Field<>("next-fire", line -> line.nextFire().orElse(null), ExperimentsTable::fire),
            Field.plain("zone", line -> line.zone().orElse(null)));

    private ExperimentsTable() {}

    /** A head line and one line per experiment. */
    public static String csv(List<Line> experiments) {
        return Csv.of(
                FIELDS.stream().map(Field::name).toList(),
                experiments.stream().map(ExperimentsTable::cells).toList());
    }

    /** The same for a terminal; it tells fire times by the clocks of their zone. */
    public static String text(List<Line> experiments) {
        return Field.text(FIELDS, experiments);
    }

    private static List<@Nullable Object> cells(Line line) {
        List<@Nullable Object> cells = new ArrayList<>();
        FIELDS.forEach(field -> cells.add(field.value().apply(line)));
        return cells;
    }

    private static String fire(Line line) {
        ZoneId zone = ZoneId.of(line.zone().orElse("UTC"));
        return line.nextFire()
                .map(fire -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(fire.atZone(zone)))
                .orElse("");
    }

    private static <T> @Nullable T run(Line line, Function<RunSummary, @Nullable T> value) {
        return line.latest().isEmpty() ? null : value.apply(line.latest().get());
    }

    private static <T> @Nullable T best(Line line, Function<RunBest, @Nullable T> value) {
        RunBest best = run(line, RunSummary::best);
        return best == null ? null : value.apply(best);
    }
}
