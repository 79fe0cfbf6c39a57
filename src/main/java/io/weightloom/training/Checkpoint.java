package io.weightloom.training;

/**
 * All that is needed to go on with a training as if it had never stopped: weights, optimiser moments, best weights,
 * position. Random streams need no state beside the position (see {@link io.weightloom.random.RandomStream}).
 *
 * @param bytes a self-describing binary form with a version and a checksum
 */
public record Checkpoint(byte[] bytes) {

    /**
     * Whether an earlier version of the runner wrote it, which drew or computed otherwise: no training goes on there.
     */
    public boolean isOfEarlierVersion() {
        return CheckpointFormat.isEarlier(bytes);
    }
}
