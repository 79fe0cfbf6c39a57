package io.weightloom.training;

/**
 * How far a training has come, between two steps.
 *
 * @param epoch under way, counted from 1 over all phases
 * @param batch of the epoch that comes next, counted from 0; equal to the batches per epoch if only the evaluation is
 *     left
 * @param lossSum sum of the losses of the epoch's steps so far
 * @param nanos spent in the epoch so far; not reproducible, and nothing depends on it
 * @param bestEpoch the epoch with the best validation score of the phase so far; the last one before the phase, 0 for
 *     the first, before there is one
 * @param bestScore its score, negative infinity before there is one
 * @param phase under way, counted from 0
 * @param epochsBefore epochs trained in the phases before
 */
record Position(
        int epoch,
        int batch,
        double lossSum,
        long nanos,
        int bestEpoch,
        double bestScore,
        int phase,
        int epochsBefore) {

    static final Position START = new Position(1, 0, 0, 0, 0, Double.NEGATIVE_INFINITY, 0, 0);

    /** The epoch under way, counted from 1 in its phase. */
    int epochOfPhase() {
        return epoch - epochsBefore;
    }

    Position afterStep(double loss, long nanos) {
        return new Position(epoch, batch + 1, lossSum + loss, nanos, bestEpoch, bestScore, phase, epochsBefore);
    }

    Position nextEpoch() {
        return new Position(epoch + 1, 0, 0, 0, bestEpoch, bestScore, phase, epochsBefore);
    }

    Position nextPhase() {
        return new Position(epoch + 1, 0, 0, 0, epoch, Double.NEGATIVE_INFINITY, phase + 1, epoch);
    }

    Position withBest(double score) {
        return new Position(epoch, batch, lossSum, nanos, epoch, score, phase, epochsBefore);
    }
}
