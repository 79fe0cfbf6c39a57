package io.weightloom.runner.checkpoint;

/**
 * Where a trial goes on after an interruption. The checkpoint itself lies in the {@link CheckpointStore}.
 *
 * @param segment segments trained so far, at least 1
 * @param epoch epochs that have ended
 * @param fileName of the checkpoint, in the store
 * @param sha256 of its bytes, in hexadecimal
 * @param seconds spent on the trial so far, verification included
 */
public record CheckpointPosition(int segment, int epoch, String fileName, String sha256, double seconds) {

    /** The checkpoint as it was saved. */
    public CheckpointStore.Saved saved() {
        return new CheckpointStore.Saved(fileName, sha256);
    }
}
