package io.weightloom.runner.worker;

import io.weightloom.runner.settings.RunnerSettings.KeepWeights;
import io.weightloom.runner.store.ArtifactFolder;
import io.weightloom.runner.store.Artifacts;
import io.weightloom.runner.store.PlacedWeights;
import io.weightloom.runner.store.TrialClaim;
import io.weightloom.runner.store.WeightsRecord;
import io.weightloom.trial.TrialOutcome;
import java.util.Optional;

/** Keeps the weights of trials that complete, if they are to be kept. Thread-safe for different trials. */
final class WeightKeeping {

    private final Artifacts artifacts;
    private final ArtifactFolder folder;
    private final KeepWeights which;

    WeightKeeping(Artifacts artifacts, ArtifactFolder folder, KeepWeights which) {
        this.artifacts = artifacts;
        this.folder = folder;
        this.which = which;
    }

    /**
     * Puts the weights of an outcome where a row can tell of them; nothing if there are none to keep.
     *
     * @param trial key of the trial
     * @throws io.weightloom.runner.checkpoint.SegmentLostException if their file cannot be written
     */
    Optional<PlacedWeights> place(String trial, TrialClaim claim, TrialOutcome outcome) {
        if (which == KeepWeights.NONE || !(outcome instanceof TrialOutcome.Completed completed)) {
            return Optional.empty();
        }
        return completed.weights().map(weights -> folder.place(trial, claim, weights.bytes()));
    }

    /**
     * Stores, in the open transaction, what the rows tell of the weights of a trial that ends.
     *
     * @throws IllegalStateException if it completed without weights that are to be kept
     */
    void store(TrialClaim claim, Piece.Ending ending) {
        if (ending.weights().isPresent()) {
            artifacts.save(claim, ending.weights().get());
        } else if (ending.outcome() instanceof TrialOutcome.Completed) {
            if (which != KeepWeights.NONE) {
                throw new IllegalStateException(
                        "Trial %s of run %s completed without weights".formatted(claim.trial(), claim.run()));
            }
            artifacts.saveNone(claim, WeightsRecord.State.SWITCHED_OFF);
        }
    }

    /** Deletes the file of weights of which no row will ever tell. */
    void takeBack(Piece.Ending ending) {
        ending.weights().flatMap(PlacedWeights::file).ifPresent(folder::delete);
    }
}
