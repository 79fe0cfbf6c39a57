package io.weightloom.runner.run;

import io.weightloom.runner.database.DatabaseIdentity;
import io.weightloom.runner.database.Durability;
import io.weightloom.runner.review.ExperimentReview;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.TrialSummary;
import io.weightloom.runner.settings.RunnerSettings.KeepWeights;
import io.weightloom.runner.store.ArtifactFolder;
import io.weightloom.runner.store.Artifacts;
import io.weightloom.runner.store.TrialNames;
import io.weightloom.runner.worker.ActiveRun;
import io.weightloom.runner.worker.Fence;
import io.weightloom.text.Decimals;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What becomes of weights once all trials of a run have ended: those off the front are dropped if only the front's are
 * to be kept, and files of which no row tells are deleted. Thread-safe.
 */
final class WeightsAtEnd {

    /** Trials whose weights are dropped in one transaction, at most. */
    static final int BATCH = 100;

    private static final Logger log = LoggerFactory.getLogger(WeightsAtEnd.class);

    /** Keys of what was dropped by now, in the execution context: a runner that is killed goes on counting. */
    private static final String TRIALS = "weightloom.dropped.trials";

    private static final String BYTES = "weightloom.dropped.bytes";

    private final KeepWeights which;
    private final Review review;
    private final Artifacts artifacts;
    private final ArtifactFolder folder;
    private final Fence fence;
    private final Durability durability;
    private final String database;

    WeightsAtEnd(
            KeepWeights which,
            Review review,
            Artifacts artifacts,
            ArtifactFolder folder,
            Fence fence,
            Durability durability,
            DatabaseIdentity database) {
        this.which = which;
        this.review = review;
        this.artifacts = artifacts;
        this.folder = folder;
        this.fence = fence;
        this.durability = durability;
        this.database = database.id();
    }

    /**
     * Does some of it, in the open transaction.
     *
     * @param progress of the step, which the transaction writes
     * @return whether there is more to do
     */
    boolean some(ActiveRun run, ExecutionContext progress) {
        List<Artifacts.Held> held = artifacts.held(run.id());
        List<Long> off = which == KeepWeights.FRONT && !held.isEmpty() ? offFront(run.id(), held) : List.of();
        if (off.isEmpty()) {
            tell(run, progress, held.size());
            tidy(() -> folder.deleteOthers(
                    TrialNames.key(database, run.id()),
                    held.stream().flatMap(each -> each.file().stream()).toList()));
            return false;
        }
        fence.write(run.lease(), () -> drop(run, off.subList(0, Math.min(BATCH, off.size())), progress));
        return true;
    }

    private List<Long> offFront(long run, List<Artifacts.Held> held) {
        Set<Long> off = review.run(run).map(ExperimentReview::offFront).orElseThrow().stream()
                .map(TrialSummary::id)
                .collect(Collectors.toSet());
        return held.stream().map(Artifacts.Held::trial).filter(off::contains).toList();
    }

    private void drop(ActiveRun run, List<Long> trials, ExecutionContext progress) {
        Artifacts.Dropped dropped = artifacts.drop(run.id(), trials);
        progress.putLong(TRIALS, progress.getLong(TRIALS, 0) + dropped.trials());
        progress.putLong(BYTES, progress.getLong(BYTES, 0) + dropped.bytes());
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                durability.ensure(); // a process that dies must not leave a row behind whose file is gone
                dropped.files().forEach(file -> tidy(() -> folder.delete(file)));
            }
        });
    }

    private static void tell(ActiveRun run, ExecutionContext progress, int kept) {
        long trials = progress.getLong(TRIALS, 0);
        if (trials > 0) {
            log.info(
                    "{}: the weights of {} trials off the front were dropped, {} bytes; those of {} on it are kept",
                    RunTitle.of(run.forWorkers().run()),
                    Decimals.whole(trials),
                    Decimals.whole(progress.getLong(BYTES, 0)),
                    Decimals.whole(kept));
        }
    }

    private static void tidy(Runnable deletion) {
        try {
            deletion.run();
        } catch (UncheckedIOException e) { // costs room, not results
            log.warn("{}: {}", e.getMessage(), String.valueOf(e.getCause()));
        }
    }
}
