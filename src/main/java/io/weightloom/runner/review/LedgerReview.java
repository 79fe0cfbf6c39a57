package io.weightloom.runner.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.weightloom.layout.Ledger;
import io.weightloom.runner.database.SqlValues;
import org.jspecify.annotations.Nullable;

/**
 * A ledger with all that follows from it.
 *
 * @param theta weights of the plain target network
 * @param generated target weights that come out of the generator
 * @param shared target weights that are trained directly
 * @param generator weights of the generator
 * @param z numbers in all trained condition vectors and chunk embeddings
 * @param tasks target networks described
 * @param trainable all numbers that are trained
 * @param compressionRatio theta / trainable; null if nothing is trained
 * @param taskCompressionRatio tasks * theta / trainable; null if nothing is trained
 * @param bytes of what is stored, with scales and the places of what a cut leaves
 * @param base weights of a given network that stays as it is; all tasks are differences from it, and no ratio counts it
 * @param largestLayerBytes of the largest layer's weights, gradients and two moments in single precision
 */
@JsonInclude(content = JsonInclude.Include.ALWAYS)
public record LedgerReview(
        long theta,
        long generated,
        long shared,
        long generator,
        long z,
        long tasks,
        long trainable,
        @Nullable Double compressionRatio,
        @Nullable Double taskCompressionRatio,
        long bytes,
        long base,
        long largestLayerBytes) {

    public static LedgerReview of(Ledger ledger) {
        return new LedgerReview(
                ledger.theta(),
                ledger.generated(),
                ledger.shared(),
                ledger.generator(),
                ledger.z(),
                ledger.tasks(),
                ledger.trainable(),
                SqlValues.finite(ledger.compressionRatio()),
                SqlValues.finite(ledger.taskCompressionRatio()),
                ledger.bytes(),
                ledger.base(),
                ledger.largestLayerBytes());
    }
}
