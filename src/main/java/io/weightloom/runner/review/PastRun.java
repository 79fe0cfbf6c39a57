package io.weightloom.runner.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunState;
import io.weightloom.spec.PlainValues;
import io.weightloom.text.Decimals;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run in the history of its experiment.
 *
 * @param run in short
 * @param best its best point; null as long as there is none
 * @param change from the last complete run before it whose settings of the data are the same; null unless this one is
 *     complete and both have a best point
 * @param warning that it is worse than that by more than its seeds scatter, for people; null if it is not
 */
@JsonInclude(content = JsonInclude.Include.ALWAYS)
public record PastRun(
        RunSummary run,
        @Nullable BestPoint best,
        @Nullable Change change,
        @Nullable String warning) {

    /**
     * How a run's best point compares to that of another one.
     *
     * @param since id of the other run
     * @param difference this one's mean validation score minus the other's
     * @param spread the larger one of both standard deviations over seeds; null if each is of one seed
     * @param sameSpec whether both are runs of one spec
     */
    @JsonInclude(content = JsonInclude.Include.ALWAYS)
    public record Change(
            long since, double difference, @Nullable Double spread, boolean sameSpec) {

        /** One seed does not scatter, so whatever is lost with it counts, as it does on the front. */
        private boolean isLoss() {
            return -difference > (spread == null ? 0 : spread) + MeanInterval.SAME;
        }
    }

    /** A run without anything to compare it with. */
    static PastRun of(RunSummary run, @Nullable BestPoint best) {
        return new PastRun(run, best, null, null);
    }

    /** A complete run beside an earlier one. */
    static PastRun of(RunSummary run, BestPoint best, RunSummary before, BestPoint bestBefore) {
        Change change = new Change(
                before.id(),
                best.score() - bestBefore.score(),
                largest(best.deviation(), bestBefore.deviation()),
                run.specHash().equals(before.specHash()));
        return new PastRun(run, best, change, change.isLoss() ? warning(best, change) : null);
    }

    private static @Nullable Double largest(@Nullable Double one, @Nullable Double other) {
        DoubleStream both =
                Stream.of(one == null ? -1 : one, other == null ? -1 : other).mapToDouble(Double::doubleValue);
        double largest = both.max().orElseThrow();
        return largest < 0 ? null : largest;
    }

    private static String warning(BestPoint best, Change change) {
        Double spread = change.spread();
        return "its best validation score, %s of trial %s and %s, is %s below that of run %s%s%s"
                .formatted(
                        Decimals.fixed(4, best.score()),
                        best.trial(),
                        best.seeds() == 1 ? "one seed" : "as a mean over " + best.seeds() + " seeds",
                        Decimals.fixed(4, -change.difference()),
                        change.since(),
                        change.sameSpec() ? "" : ", which has another spec",
                        spread == null
                                ? "; how far seeds scatter is not known of one"
                                : ": more than seeds scatter (%s)".formatted(Decimals.fixed(4, spread)));
    }

    /** Whether scores of two runs can be compared at all: what they say of their data is the same. */
    static boolean isComparable(Run one, Run other) {
        return one.state() == RunState.COMPLETED
                && other.state() == RunState.COMPLETED
                && (one.key().specHash().equals(other.key().specHash())
                        || data(one).equals(data(other)));
    }

    private static List<Object> data(Run run) {
        if (!(PlainValues.ofJson(run.spec()) instanceof Map<?, ?> spec)) {
            return List.of();
        }
        Object data = spec.get("data");
        Object parameters = spec.get("sweep") instanceof Map<?, ?> sweep ? sweep.get("parameters") : null;
        List<?> swept = parameters instanceof List<?> list ? list : List.of();
        return Stream.concat(
                        Stream.of(data == null ? "" : data),
                        swept.stream()
                                .filter(parameter -> PlainValues.json(parameter).contains("\"data."))
                                .map(parameter -> (Object) parameter))
                .toList();
    }
}
