package io.weightloom.runner.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.weightloom.spec.Keys;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One trial in its run's table. Numbers that are not there yet, or are not finite, are null.
 *
 * @param id in the database
 * @param number in its run, counted from 1
 * @param hash SHA-256 of its canonical form
 * @param role "hypernetwork" or the kind of control
 * @param parameters the swept parameters' values as text, in the order of the sweep
 * @param state pending, running, paused or ended
 * @param outcome completed, diverged, rejected, halted or failed, once it has ended
 * @param detail why it did not complete
 * @param ledger its counts
 * @param epochs trained so far
 * @param bestEpoch the epoch whose weights were kept
 * @param validationScore of those weights: accuracy in [0, 1], R² in (-inf, 1], or minus the bits per character
 * @param testScore the same on the test split
 * @param testLoss the loss on the test split
 * @param testAgreement the score on the test split against what the network of target.weights answers, in the place of
 *     labels; null without such a network, and where there are several tasks
 * @param difference test score minus that of the plain network with the same seed, data, target and training, if the
 *     run has that network and it completed; null for that network itself
 * @param gradientVerdict the worst verdict on gradients; null if none was looked at
 * @param seconds spent on it so far
 * @param onFront whether its point is on the Pareto front and it completed
 * @param tied whether its point is tied with the front and it completed
 * @param reusedFrom whose numbers these are, as experiment/run/number, if it was not trained here
 * @param haltedBy who had it halted, if it was: pruning, max-seconds, or the spec that its run was given
 * @param host that it is trained on, or was last; null before it has begun, and where it was not trained here
 * @param computeKey what its numbers depend on, where its run's may be mixed; null if not, or if not trained here
 */
@JsonInclude(content = JsonInclude.Include.ALWAYS)
public record TrialSummary(
        long id,
        int number,
        String hash,
        String role,
        Map<String, String> parameters,
        String state,
        @Nullable String outcome,
        @Nullable String detail,
        LedgerReview ledger,
        int epochs,
        @Nullable Integer bestEpoch,
        @Nullable Double validationScore,
        @Nullable Double testScore,
        @Nullable Double testLoss,
        @Nullable Double testAgreement,
        @Nullable Double difference,
        @Nullable String gradientVerdict,
        @Nullable Double seconds,
        boolean onFront,
        boolean tied,
        @Nullable String reusedFrom,
        @Nullable String haltedBy,
        @Nullable String host,
        @Nullable String computeKey) {

    boolean completed() {
        return "completed".equals(outcome);
    }

    /** The swept parameters without the seed. */
    Map<String, String> parametersOfPoint() {
        Map<String, String> own = new LinkedHashMap<>(parameters);
        own.remove(Keys.SEED);
        return own;
    }

    TrialSummary withDifference(@Nullable Double value) {
        return Objects.equals(value, difference) ? this : with(value, onFront, tied);
    }

    TrialSummary at(PointSummary point) {
        boolean nowOnFront = completed() && point.onFront();
        boolean nowTied = completed() && point.tied();
        return nowOnFront == onFront && nowTied == tied ? this : with(difference, nowOnFront, nowTied);
    }

    private TrialSummary with(@Nullable Double otherDifference, boolean nowOnFront, boolean nowTied) {
        return new TrialSummary(
                id,
                number,
                hash,
                role,
                parameters,
                state,
                outcome,
                detail,
                ledger,
                epochs,
                bestEpoch,
                validationScore,
                testScore,
                testLoss,
                testAgreement,
                otherDifference,
                gradientVerdict,
                seconds,
                nowOnFront,
                nowTied,
                reusedFrom,
                haltedBy,
                host,
                computeKey);
    }
}
