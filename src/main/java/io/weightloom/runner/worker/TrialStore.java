package io.weightloom.runner.worker;

import io.weightloom.runner.checkpoint.CheckpointPosition;
import io.weightloom.runner.checkpoint.CheckpointStore;
import io.weightloom.runner.checkpoint.CheckpointStore.Saved;
import io.weightloom.runner.checkpoint.SegmentLostException;
import io.weightloom.runner.database.DatabaseIdentity;
import io.weightloom.runner.database.DatabaseReasons;
import io.weightloom.runner.database.Durability;
import io.weightloom.runner.lease.LeaseLostException;
import io.weightloom.runner.lease.RunnerId;
import io.weightloom.runner.store.Metrics;
import io.weightloom.runner.store.PlacedWeights;
import io.weightloom.runner.store.Trial;
import io.weightloom.runner.store.TrialClaim;
import io.weightloom.runner.store.TrialClaimLostException;
import io.weightloom.runner.store.TrialNames;
import io.weightloom.runner.store.Trials;
import io.weightloom.training.Checkpoint;
import io.weightloom.trial.TrialOutcome;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Reads and writes the rows, checkpoints and weights of trials for their workers. Thread-safe. */
final class TrialStore {

    private static final Logger log = LoggerFactory.getLogger(TrialStore.class);

    /** So many may take a trial, one after the other, without bringing it forward. */
    static final int IDLE_CLAIMS = 5;

    private final Trials trials;
    private final Metrics metrics;
    private final CheckpointStore checkpoints;
    private final WeightKeeping weights;
    private final Fence fence;
    private final Durability durability;
    private final String database;
    private final String owner;
    private final TrialMeters meters;

    TrialStore(
            Trials trials,
            Metrics metrics,
            CheckpointStore checkpoints,
            WeightKeeping weights,
            Fence fence,
            Durability durability,
            DatabaseIdentity database,
            RunnerId self,
            TrialMeters meters) {
        this.trials = trials;
        this.metrics = metrics;
        this.checkpoints = checkpoints;
        this.weights = weights;
        this.fence = fence;
        this.durability = durability;
        this.database = database.id();
        this.owner = self.text();
        this.meters = meters;
    }

    /**
     * Takes a trial: from now on no worker that had taken it before can write to it.
     *
     * @param trial its id
     * @throws LeaseLostException if another runner has taken the run over
     * @throws IllegalStateException if the trial has ended
     */
    Claimed claim(WorkerRun run, long trial) {
        long id = run.run().id();
        return counting(() -> fence.write(run.lease(), () -> {
            TrialClaim claim =
                    run.elsewhere() ? trials.claimAmongOthers(id, trial, owner) : trials.claim(id, trial, owner);
            return new Claimed(run, claim, trials.bare(trial).orElseThrow());
        }));
    }

    /** Writes, and counts it if that is refused. */
    private <T> T counting(Supplier<T> writes) {
        try {
            return writes.get();
        } catch (LeaseLostException e) {
            meters.refused(TrialMeters.Right.LEASE);
            throw e;
        } catch (TrialClaimLostException e) {
            meters.refused(TrialMeters.Right.CLAIM);
            throw e;
        }
    }

    /**
     * What one worker reads and writes of the trial that it has taken. Every write needs the run's lease and the
     * worker's claim. Not thread-safe.
     */
    final class Claimed {

        private final WorkerRun run;
        private final TrialClaim claim;
        private final Trial trial;
        private final String key;
        private @Nullable Saved last;
        private boolean hadCheckpoint; // whether a row has told of one

        private Claimed(WorkerRun run, TrialClaim claim, Trial trial) {
            this.run = run;
            this.claim = claim;
            this.trial = trial;
            this.key = TrialNames.key(database, claim.run(), trial.number());
        }

        /** The trial as it was when it was taken. */
        Trial trial() {
            return trial;
        }

        /**
         * Why it is not to be trained any more: so many have taken it, one after the other, and none of them has got
         * any further. Empty if that is not so.
         */
        Optional<String> hopeless() {
            List<String> earlier = trial.idle().stream()
                    .skip(1) // this worker
                    .map(RunnerId::told)
                    .toList();
            if (!run.elsewhere() || earlier.size() < IDLE_CLAIMS) {
                return Optional.empty();
            }
            return Optional.of(("It was taken up %s times without progress, last by %s, before by %s: whoever takes it"
                            + " seems to die of it. See what those workers have logged.")
                    .formatted(earlier.size(), earlier.get(0), String.join(", ", earlier.subList(1, earlier.size()))));
        }

        /** Ends it as failed if it is not to be trained any more. */
        void endIfHopeless() {
            hopeless().ifPresent(story -> {
                Optional<CheckpointPosition> last = position();
                int before = last.map(CheckpointPosition::epoch).orElse(0);
                double seconds = last.map(CheckpointPosition::seconds).orElse(0.0);
                Piece ending = new Piece.Ending(List.of(), new TrialOutcome.Failed(story), seconds);
                write(ending, before);
                committed(ending);
            });
        }

        /** Lets the trial go as if this worker had never taken it, so that others can take it at once. */
        void giveBack() {
            try {
                counting(() -> fence.write(run.lease(), () -> {
                    trials.giveBack(claim);
                    return claim;
                }));
            } catch (LeaseLostException | TrialClaimLostException e) {
                log.debug("{} is another one's already", key);
            } catch (DataAccessException | TransactionException e) { // others take it as if this worker had died
                log.warn("{} cannot be given back: {}", TrialNames.of(trial.number()), DatabaseReasons.of(e));
            }
        }

        /** Where the trial goes on; empty if no segment of it has ended. */
        Optional<CheckpointPosition> position() {
            Optional<CheckpointPosition> position = trials.checkpoint(claim.trial());
            hadCheckpoint |= position.isPresent();
            return position;
        }

        /** The checkpoint of a position, if it is there and is what was saved. */
        Optional<Checkpoint> load(CheckpointPosition position) {
            Optional<Checkpoint> checkpoint = checkpoints.load(position.saved());
            checkpoint.ifPresent(found -> last = position.saved());
            return checkpoint;
        }

        /**
         * Keeps a checkpoint, so that a position can name it.
         *
         * @throws SegmentLostException if that cannot be done
         */
        Saved save(int segment, Checkpoint checkpoint) {
            return checkpoints.save(key, claim.number(), segment, checkpoint);
        }

        /**
         * Puts the weights of an outcome where a row can tell of them; nothing if there are none to keep.
         *
         * @throws SegmentLostException if their file cannot be written
         */
        Optional<PlacedWeights> place(TrialOutcome outcome) {
            return weights.place(key, claim, outcome);
        }

        /**
         * Writes the rows of a piece, in the open transaction.
         *
         * @param before epochs that had ended when the piece began
         * @throws LeaseLostException if another runner has taken the run over
         * @throws TrialClaimLostException if another worker has taken the trial
         */
        void write(Piece piece, int before) {
            try {
                counting(() -> fence.write(run.lease(), () -> {
                    rows(piece, before);
                    if (checkpoints.sharesTransactions()) {
                        drop(piece);
                    }
                    return piece;
                }));
            } catch (LeaseLostException | TrialClaimLostException e) {
                if (run.elsewhere()) { // where nobody else tells of it
                    log.warn(
                            "{}: what was trained here since its last checkpoint is refused and is of no use: {}",
                            TrialNames.of(trial.number()),
                            e.getMessage());
                }
                // nobody will ever ask for its file, nor delete it if the trial has ended
                if (piece instanceof Piece.Kept kept) {
                    tidy(() -> checkpoints.delete(kept.position().saved()));
                } else if (piece instanceof Piece.Ending ending) {
                    tidy(() -> weights.takeBack(ending));
                }
                throw e;
            }
        }

        private void rows(Piece piece, int before) {
            if (piece instanceof Piece.Opening opening) {
                trials.verified(
                        claim,
                        opening.start().layout(),
                        opening.start().verification(),
                        opening.start().provenance());
            } else if (piece instanceof Piece.Kept kept) {
                metrics.save(claim, before, kept.epochs());
                trials.checkpoint(claim, kept.position());
                if (kept instanceof Piece.Pause) {
                    trials.pause(claim);
                } else if (kept instanceof Piece.Halt halt) {
                    trials.end(claim, halt.outcome(), halt.position().seconds());
                }
            } else if (piece instanceof Piece.Ending ending) {
                metrics.save(claim, before, ending.epochs());
                trials.end(claim, ending.outcome(), ending.seconds());
                weights.store(claim, ending);
            }
        }

        /** The rows of a piece are committed: the checkpoints that they replace can go. */
        void committed(Piece piece) {
            if (piece instanceof Piece.Opening) {
                return;
            }
            if (piece instanceof Piece.Kept || hadCheckpoint) { // there is something to delete
                durability.ensure(); // a process that dies must not leave a row behind whose file is gone
            }
            if (!checkpoints.sharesTransactions()) {
                tidy(() -> drop(piece));
            }
            if (piece instanceof Piece.Kept of) {
                last = of.position().saved();
                hadCheckpoint = true;
            }
        }

        /** Deletes the checkpoints that a piece replaces. */
        private void drop(Piece piece) {
            if (piece instanceof Piece.Kept of) {
                Saved saved = of.position().saved();
                // The one before stays: a machine that crashes may take the last commit back, whatever the database
                // said.
                List<Saved> kept = last == null ? List.of(saved) : List.of(last, saved);
                if (piece instanceof Piece.Segment) {
                    checkpoints.deleteOthers(key, claim.number(), kept);
                } else { // perhaps for good, and the next claim is another one
                    checkpoints.deleteAllBut(key, kept);
                }
            } else if (piece instanceof Piece.Ending) {
                checkpoints.deleteAll(key);
            }
        }

        private static void tidy(Runnable deletion) {
            try {
                deletion.run();
            } catch (UncheckedIOException e) { // costs room, not results
                log.warn("{}: {}", e.getMessage(), String.valueOf(e.getCause()));
            } catch (DataAccessException | TransactionException e) { // the same
                log.warn("A checkpoint of no use cannot be deleted: {}", DatabaseReasons.of(e));
            }
        }
    }
}
