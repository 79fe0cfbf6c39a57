package io.weightloom.training;

/**
 * How one task did.
 *
 * @param task its number, counted from 0; held-out tasks come after those that were trained on
 * @param score accuracy in [0, 1], R² in (-inf, 1], or minus the bits per character
 * @param loss on its examples
 * @param meanSquaredError in the units of the labels; of classes, whose labels are ones and zeros, NaN
 */
public record TaskScore(int task, double score, double loss, double meanSquaredError) {}
