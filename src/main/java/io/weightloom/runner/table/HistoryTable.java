package io.weightloom.runner.table;

import io.weightloom.runner.review.BestPoint;
import io.weightloom.runner.review.ExperimentHistory;
import io.weightloom.runner.review.PastRun;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The history of an experiment, a line for each run, for a terminal and as CSV (RFC 4180). */
public final class HistoryTable {

    private static final List<Field<PastRun>> FIELDS = List.of(
            Field.plain("run", past -> past.run().id()),
            Field.plain("state", past -> past.run().state()),
            Field.plain("fire-time", past -> past.run().fireTime()),
            Field.plain("created-at", past -> past.run().createdAt()),
            Field.plain("ended-at", past -> past.run().endedAt()),
            Field.plain("trials", past -> past.run().trials()),
            Field.plain("best-trial", past -> best(past, BestPoint::trial)),
            Field.plain("seeds", past -> best(past, BestPoint::seeds)),
            Field.score("score", past -> best(past, BestPoint::score)),
            Field.score("deviation", past -> best(past, BestPoint::deviation)),
            Field.score("test-score", past -> best(past, BestPoint::testScore)),
            Field.score("ratio", past -> best(past, BestPoint::ratio)),
            Field.plain("since", past -> change(past, PastRun.Change::since)),
            Field.score("difference", past -> change(past, PastRun.Change::difference)),
            Field.score("spread", past -> change(past, PastRun.Change::spread)),
            new Field<>("warning", PastRun::warning, past -> past.warning() == null ? "" : "worse"));

    private HistoryTable() {}

    /** A head line and one line per run. */
    public static String csv(ExperimentHistory history) {
        List<String> header = new ArrayList<>(List.of("experiment"));
        FIELDS.forEach(field -> header.add(field.name()));
        return Csv.of(
                header,
                history.runs().stream().map(past -> line(history.name(), past)).toList());
    }

    private static List<@Nullable Object> line(String experiment, PastRun past) {
        List<@Nullable Object> line = new ArrayList<>();
        line.add(experiment);
        FIELDS.forEach(field -> line.add(field.value().apply(past)));
        return line;
    }

    /** The same for a terminal. */
    public static String text(ExperimentHistory history) {
        return Field.text(FIELDS, history.runs());
    }

    private static <T> @Nullable T best(PastRun past, Function<BestPoint, @Nullable T> value) {
        BestPoint best = past.best();
        return best == null ? null : value.apply(best);
    }

    private static <T> @Nullable T change(PastRun past, Function<PastRun.Change, @Nullable T> value) {
        PastRun.Change change = past.change();
        return change == null ? null : value.apply(change);
    }
}
