package io.weightloom.runner.table;

import com.github.freva.asciitable.ColumnData;
import io.weightloom.runner.review.LedgerReview;
import io.weightloom.runner.review.TrialReview;
import io.weightloom.runner.review.TrialReview.DecisionReview;
import io.weightloom.runner.review.TrialReview.FindingReview;
import io.weightloom.runner.review.TrialReview.ForgettingReview;
import io.weightloom.runner.review.TrialReview.SlotReview;
import io.weightloom.runner.review.TrialReview.TaskReview;
import io.weightloom.text.Decimals;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One trial for a terminal: the counts, the slots of the flat vector, the gradient of each trainable, what was decided
 * about it between two rounds, and what was forgotten if tasks were learned one after the other.
 */
public final class TrialDetails {

    private static final String GRADIENT_FLOW = "gradient-flow";

    private TrialDetails() {}

    /** Three tables or more. */
    public static String of(TrialReview trial) {
        List<String> tables = new ArrayList<>(
                List.of(counts(trial.trial().ledger()), slots(trial.slots()), gradients(trial.findings())));
        if (!trial.decisions().isEmpty()) {
            tables.add(decisions(trial.decisions()));
        }
        if (!trial.forgetting().isEmpty()) {
            tables.add(forgetting("test score", trial.forgetting(), TaskReview::score));
        }
        if (trial.forgetting().stream()
                .flatMap(row -> row.tasks().stream())
                .anyMatch(task -> task.meanSquaredError() != null)) {
            tables.add(forgetting("squared error", trial.forgetting(), TaskReview::meanSquaredError));
        }
        return String.join("\n\n", tables);
    }

    private static String decisions(List<DecisionReview> decisions) {
        return TextTable.of(
                decisions,
                List.of(
                        TextTable.right("rung", decision -> whole(decision.rung())),
                        TextTable.right("epoch", decision -> whole(decision.epoch())),
                        TextTable.left("decision", DecisionReview::decision),
                        TextTable.left("reason", DecisionReview::reason)));
    }

    /** A line for each task learned, a column for each task tested. */
    private static String forgetting(
            String what, List<ForgettingReview> rows, Function<TaskReview, @Nullable Double> number) {
        List<ColumnData<ForgettingReview>> columns = new ArrayList<>();
        columns.add(TextTable.left(what, row -> "after task " + row.learned()));
        for (int i = 0; i < rows.get(0).tasks().size(); i++) {
            int place = i;
            columns.add(TextTable.right(
                    "task " + rows.get(0).tasks().get(i).task(),
                    row -> decimal(number.apply(row.tasks().get(place)))));
        }
        return TextTable.of(rows, columns);
    }

    private static String decimal(@Nullable Double number) {
        return number == null ? "" : Decimals.significant(4, number);
    }

    private record Count(String what, long number) {}

    private static String counts(LedgerReview ledger) {
        List<Count> counts = List.of(
                new Count("target weights (Theta)", ledger.theta()),
                new Count("of these, generated", ledger.generated()),
                new Count("of these, trained directly", ledger.shared()),
                new Count("trained in the generator", ledger.generator()),
                new Count("trained in z", ledger.z()),
                new Count("trained in all", ledger.trainable()));
        return TextTable.of(
                        counts,
                        List.of(
                                TextTable.left("count", Count::what),
                                TextTable.right("numbers", count -> whole(count.number))))
                + ratio(ledger.compressionRatio());
    }

    private static String ratio(@Nullable Double ratio) {
        return ratio == null ? "" : "%ncompression ratio %s".formatted(Decimals.fixed(3, ratio));
    }

    private static String slots(List<SlotReview> slots) {
        return TextTable.of(
                slots,
                List.of(
                        TextTable.left("slot", SlotReview::name),
                        TextTable.right("shape", SlotReview::shape),
                        TextTable.right("from", slot -> whole(slot.offset())),
                        TextTable.right("to", slot -> whole(slot.offset() + slot.length())),
                        TextTable.right("weights", slot -> whole(slot.length()))));
    }

    private static String gradients(List<FindingReview> findings) {
        return TextTable.of(
                findings.stream()
                        .filter(finding -> finding.check().equals(GRADIENT_FLOW))
                        .toList(),
                List.of(
                        TextTable.left("gradient of", FindingReview::subject),
                        TextTable.left("verdict", FindingReview::verdict),
                        TextTable.right("norm at start", finding -> measure(finding, "norm-0")),
                        TextTable.right("after 2 updates", finding -> measure(finding, "norm-2")),
                        TextTable.right("share of zeros", finding -> measure(finding, "zeros-0"))));
    }

    private static String whole(long number) {
        return Decimals.whole(number);
    }

    private static String measure(FindingReview finding, String name) {
        @Nullable Double measure = finding.measures().get(name);
        return measure == null ? "" : Decimals.significant(3, measure);
    }
}
