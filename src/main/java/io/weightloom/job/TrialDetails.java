package io.weightloom.job;

import io.weightloom.results.LedgerReview;
import io.weightloom.results.TrialReview;
import io.weightloom.results.TrialReview.FindingReview;
import io.weightloom.results.TrialReview.SlotReview;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One trial for a terminal: the counts, the slots of the flat vector, and the gradient of each trainable. */
final class TrialDetails {

    private static final String GRADIENT_FLOW = "gradient-flow";

    private TrialDetails() {}

    /** Three tables. */
    static String of(TrialReview trial) {
        return counts(trial.trial().ledger()) + "\n\n" + slots(trial.slots()) + "\n\n" + gradients(trial.findings());
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
        return ConsoleTable.of(
                        counts,
                        List.of(
                                ConsoleTable.left("count", Count::what),
                                ConsoleTable.right("numbers", count -> whole(count.number))))
                + String.format(Locale.ROOT, "%ncompression ratio %.3f", ledger.compressionRatio());
    }

    private static String slots(List<SlotReview> slots) {
        return ConsoleTable.of(
                slots,
                List.of(
                        ConsoleTable.left("slot", SlotReview::name),
                        ConsoleTable.right("shape", SlotReview::shape),
                        ConsoleTable.right("from", slot -> whole(slot.offset())),
                        ConsoleTable.right("to", slot -> whole(slot.offset() + slot.length())),
                        ConsoleTable.right("weights", slot -> whole(slot.length()))));
    }

    private static String gradients(List<FindingReview> findings) {
        return ConsoleTable.of(
                findings.stream()
                        .filter(finding -> finding.check().equals(GRADIENT_FLOW))
                        .toList(),
                List.of(
                        ConsoleTable.left("gradient of", FindingReview::subject),
                        ConsoleTable.left("verdict", FindingReview::verdict),
                        ConsoleTable.right("norm at start", finding -> measure(finding, "norm-0")),
                        ConsoleTable.right("after 2 updates", finding -> measure(finding, "norm-2")),
                        ConsoleTable.right("share of zeros", finding -> measure(finding, "zeros-0"))));
    }

    private static String whole(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String measure(FindingReview finding, String name) {
        @Nullable Double measure = finding.measures().get(name);
        return measure == null ? "" : String.format(Locale.ROOT, "%.3g", measure);
    }
}
