package io.weightloom.runner.review;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trials of a run as CSV (RFC 4180): a header of names in kebab-case, the swept parameters under their own names,
 * numbers in full precision, nothing where there is no number.
 */
public final class TrialCsv {

    private TrialCsv() {}

    /** A head line and one line per trial. */
    public static String of(ExperimentReview review) {
        return Csv.of(
                header(review),
                review.trials().stream().map(trial -> line(review, trial)).toList());
    }

    private static List<String> header(ExperimentReview review) {
        List<String> header = new ArrayList<>(List.of("experiment", "run", "trial", "number", "hash", "role"));
        header.addAll(review.parameters());
        header.addAll(List.of("state", "outcome", "detail", "theta", "generated", "shared", "generator", "z", "tasks"));
        header.addAll(List.of("trainable", "compression-ratio", "task-compression-ratio", "bytes"));
        header.addAll(List.of("epochs", "best-epoch", "validation-score", "test-score", "test-loss", "difference"));
        header.addAll(List.of("gradient-verdict", "seconds", "on-front", "tied"));
        return header;
    }

    private static List<@Nullable Object> line(ExperimentReview review, TrialSummary trial) {
        List<@Nullable Object> line = new ArrayList<>();
        line.add(review.name());
        line.add(review.run().id());
        line.add(trial.id());
        line.add(trial.number());
        line.add(trial.hash());
        line.add(trial.role());
        review.parameters().forEach(parameter -> line.add(trial.parameters().get(parameter)));
        line.add(trial.state());
        line.add(trial.outcome());
        line.add(trial.detail());
        LedgerReview ledger = trial.ledger();
        line.add(ledger.theta());
        line.add(ledger.generated());
        line.add(ledger.shared());
        line.add(ledger.generator());
        line.add(ledger.z());
        line.add(ledger.tasks());
        line.add(ledger.trainable());
        line.add(ledger.compressionRatio());
        line.add(ledger.taskCompressionRatio());
        line.add(ledger.bytes());
        line.add(trial.epochs());
        line.add(trial.bestEpoch());
        line.add(trial.validationScore());
        line.add(trial.testScore());
        line.add(trial.testLoss());
        line.add(trial.difference());
        line.add(trial.gradientVerdict());
        line.add(trial.seconds());
        line.add(trial.onFront());
        line.add(trial.tied());
        return line;
    }
}
