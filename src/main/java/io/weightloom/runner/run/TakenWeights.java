package io.weightloom.runner.run;

import io.weightloom.runner.database.DatabaseIdentity;
import io.weightloom.runner.settings.RunnerSettings.KeepWeights;
import io.weightloom.runner.store.ArtifactFolder;
import io.weightloom.runner.store.Artifacts;
import io.weightloom.runner.store.DamagedWeightsException;
import io.weightloom.runner.store.TrialClaim;
import io.weightloom.runner.store.TrialNames;
import io.weightloom.runner.store.WeightsRecord.State;
import java.util.Optional;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The weights of trials that are taken from where they were completed. Thread-safe for different trials. */
final class TakenWeights {

    private final KeepWeights which;
    private final Artifacts artifacts;
    private final ArtifactFolder folder;
    private final TransactionTemplate reading;
    private final String database;

    TakenWeights(
            KeepWeights which,
            Artifacts artifacts,
            ArtifactFolder folder,
            PlatformTransactionManager transactions,
            DatabaseIdentity database) {
        this.which = which;
        this.artifacts = artifacts;
        this.folder = folder;
        this.reading = new TransactionTemplate(transactions);
        this.reading.setReadOnly(true);
        // what is damaged ends the transaction that reads it, and must not end the one that would have written it
        this.reading.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.database = database.id();
    }

    /** Whether nothing is lost of what should be there of a trial. */
    boolean areWhole(long original) {
        try {
            bytes(original);
            return true;
        } catch (DamagedWeightsException e) {
            return false; // it is trained in place of being taken, and whoever asks for the original's is told
        }
    }

    /** Empty if there are none, or none are to be kept. */
    private Optional<byte[]> bytes(long original) {
        return which == KeepWeights.NONE ? Optional.empty() : reading.execute(status -> artifacts.load(original));
    }

    /**
     * Gives a trial the weights of another one, in the open transaction.
     *
     * @param number of the trial in its run
     * @param original id of the other one, whose weights are whole
     */
    void give(TrialClaim claim, int number, long original) {
        Optional<byte[]> bytes = bytes(original);
        if (bytes.isPresent()) {
            String key = TrialNames.key(database, claim.run(), number);
            artifacts.save(claim, folder.place(key, claim, bytes.get()));
        } else {
            artifacts.saveNone(claim, which == KeepWeights.NONE ? State.SWITCHED_OFF : State.NONE_TO_REUSE);
        }
    }
}
