package io.weightloom.training;

import java.util.Optional;

/**
 * What a trained generator makes of z: the target weights at {@code samples} vectors {@code z'}. Where each task has a
 * z, these are the tasks that were trained on, or some of them, evenly spaced; where z is drawn anew at each step, the
 * draws that evaluations average over, or the first of them; else {@code z' = z + s r} around the trained z, with
 * {@code s} the root mean square of z's numbers and {@code r} standard normal.
 *
 * <pre>
 * movement        root mean square over the samples of |theta(z') - theta(z)| / |theta(z)|; of tasks and of draws,
 *                 over pairs of different ones of |theta(z') - theta(z'')|, by the root mean square of |theta(z')|
 * constant share  |mean of theta(z')|^2 / mean of |theta(z')|^2: what biases and residuals make, whatever z is
 * effective rank  (sum of s[i]^2)^2 / sum of s[i]^4, s the singular values of the rows theta(z') - their mean
 * residual share  |theta0|^2 / (|theta0|^2 + mean of |theta(z') - theta0|^2), theta0 what is added to all of them
 * </pre>
 *
 * <p>The weights of tasks, or of draws, that have nothing to do with each other move by the root of two.
 *
 * <p>The effective rank, a participation ratio, is n where the weights move alike in n directions, and at most one less
 * than there are samples. A hypernetwork whose weights do not move with z is a plain network in disguise.
 *
 * @param movement at least 0, dimensionless
 * @param constantShare in [0, 1]
 * @param effectiveRank at least 1; 0 if nothing moves
 * @param samples at least 2
 * @param residualShare in [0, 1]; 1 if the generator adds nothing to it; empty if there is none
 */
public record Probes(
        double movement, double constantShare, double effectiveRank, int samples, Optional<Double> residualShare) {

    /** Without a residual. */
    public Probes(double movement, double constantShare, double effectiveRank, int samples) {
        this(movement, constantShare, effectiveRank, samples, Optional.empty());
    }

    /** Weights that move less than this share of their own size are taken for standing still. */
    static final double STILL = 1e-3;

    /** Whether z makes no difference. */
    public boolean doesNothing() {
        return movement < STILL;
    }
}
