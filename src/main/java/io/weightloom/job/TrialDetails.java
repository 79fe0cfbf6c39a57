package io.weightloom.job;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.weightloom.results.LedgerReview;
import io.weightloom.results.TrialReview;
import io.weightloom.results.TrialReview.FindingReview;
import io.weightloom.results.TrialReview.SlotReview;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
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
        return table(counts, List.of(left("count", Count::what), right("numbers", count -> whole(count.number))))
                + String.format(Locale.ROOT, "%ncompression ratio %.3f", ledger.compressionRatio());
    }

    private static String slots(List<SlotReview> slots) {
        return table(
                slots,
                List.of(
                        left("slot", SlotReview::name),
                        right("shape", SlotReview::shape),
                        right("from", slot -> whole(slot.offset())),
                        right("to", slot -> whole(slot.offset() + slot.length())),
                        right("weights", slot -> whole(slot.length()))));
    }

    private static String gradients(List<FindingReview> findings) {
        return table(
                findings.stream()
                        .filter(finding -> finding.check().equals(GRADIENT_FLOW))
                        .toList(),
                List.of(
                        left("gradient of", FindingReview::subject),
                        left("verdict", FindingReview::verdict),
                        right("norm at start", finding -> measure(finding, "norm-0")),
                        right("after 2 updates", finding -> measure(finding, "norm-2")),
                        right("share of zeros", finding -> measure(finding, "zeros-0"))));
    }

    private static <T> String table(List<T> rows, List<ColumnData<T>> columns) {
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
                .data(rows, columns)
                .asString();
    }

    private static <T> ColumnData<T> left(String header, Function<T, String> text) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .with(text);
    }

    private static <T> ColumnData<T> right(String header, Function<T, String> text) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.RIGHT)
                .dataAlign(HorizontalAlign.RIGHT)
                .with(text);
    }

    private static String whole(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String measure(FindingReview finding, String name) {
        @Nullable Double measure = finding.measures().get(name);
        return measure == null ? "" : String.format(Locale.ROOT, "%.3g", measure);
    }
}
