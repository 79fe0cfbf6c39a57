package io.weightloom.training;

/**
 * What is known after one epoch.
 *
 * @param epoch counted from 1 over the whole training
 * @param trainLoss mean of the steps' losses
 * @param validationLoss on the whole validation split
 * @param validationScore accuracy in [0, 1], R² in (-inf, 1], or minus the bits per character
 * @param learningRate of the epoch's last step
 * @param steps training steps so far
 * @param seconds of training and validation in this epoch, not reproducible
 */
public record EpochMetrics(
        int epoch,
        double trainLoss,
        double validationLoss,
        double validationScore,
        double learningRate,
        long steps,
        double seconds) {}
