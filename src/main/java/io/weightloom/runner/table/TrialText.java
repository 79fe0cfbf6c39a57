package io.weightloom.runner.table;

import io.weightloom.runner.review.TrialReview;
import io.weightloom.runner.review.TrialReview.FindingReview;
import io.weightloom.runner.review.TrialSummary;
import io.weightloom.text.Decimals;
import io.weightloom.text.Legible;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a trial as text: what it is and how it ended, its details, and each finding in short. */
public final class TrialText {

    private record Pair(String name, String value) {}

    private TrialText() {}

    /** Pairs of a name and a value, and the tables of {@link TrialDetails} and of the findings. */
    public static String of(TrialReview trial) {
        List<String> parts = new ArrayList<>(List.of(pairs(trial), TrialDetails.of(trial)));
        if (!trial.findings().isEmpty()) {
            parts.add(findings(trial.findings()));
        }
        return String.join("\n\n", parts);
    }

    private static String pairs(TrialReview review) {
        TrialSummary trial = review.trial();
        List<Pair> pairs = new ArrayList<>(List.of(
                new Pair("experiment", review.experiment()),
                new Pair("run", String.valueOf(review.run())),
                new Pair("trial", String.valueOf(trial.number())),
                new Pair("id", String.valueOf(trial.id())),
                new Pair("hash", trial.hash()),
                new Pair("network", trial.role())));
        trial.parameters().forEach((name, value) -> pairs.add(new Pair(name, value)));
        pairs.add(new Pair("state", trial.state()));
        add(pairs, "outcome", trial.outcome());
        add(pairs, "why", trial.detail());
        add(pairs, "halted by", trial.haltedBy());
        add(pairs, "reused from", trial.reusedFrom());
        pairs.add(new Pair("epochs", String.valueOf(trial.epochs())));
        add(pairs, "best epoch", trial.bestEpoch());
        add(pairs, "validation score", decimal(trial.validationScore()));
        add(pairs, "test score", decimal(trial.testScore()));
        add(pairs, "test loss", decimal(trial.testLoss()));
        add(pairs, "seconds", trial.seconds() == null ? null : Decimals.fixed(1, trial.seconds()));
        add(pairs, "compute key", trial.computeKey());
        pairs.add(new Pair("weights", review.weights().sentence()));
        int width = pairs.stream().mapToInt(pair -> pair.name.length()).max().orElse(0);
        return String.join(
                "\n",
                pairs.stream()
                        .map(pair -> Legible.line(pair.name)
                                + " ".repeat(width - pair.name.length() + 2)
                                + Legible.line(pair.value))
                        .toList());
    }

    private static void add(List<Pair> pairs, String name, @Nullable Object value) {
        if (value != null) {
            pairs.add(new Pair(name, value.toString()));
        }
    }

    private static @Nullable String decimal(@Nullable Double number) {
        return number == null ? null : Decimals.significant(4, number);
    }

    private static String findings(List<FindingReview> findings) {
        return TextTable.of(
                findings,
                List.of(
                        TextTable.left("check", FindingReview::check),
                        TextTable.left("of", FindingReview::subject),
                        TextTable.left("verdict", FindingReview::verdict),
                        TextTable.left("finding", FindingReview::message)));
    }
}
