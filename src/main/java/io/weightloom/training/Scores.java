package io.weightloom.training;

/**
 * How a finished training did.
 *
 * @param epochs epochs trained
 * @param bestEpoch the epoch whose weights were kept: the best validation score with early stopping, else the last; of
 *     a network that is cut half-way, after the cut
 * @param validationScore of those weights: accuracy in [0, 1], or R² in (-inf, 1]
 * @param testScore the same on the test split, looked at once
 * @param testLoss the loss on the test split
 */
public record Scores(int epochs, int bestEpoch, double validationScore, double testScore, double testLoss) {}
