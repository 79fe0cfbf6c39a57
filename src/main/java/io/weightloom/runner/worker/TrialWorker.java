package io.weightloom.runner.worker;

import io.weightloom.runner.checkpoint.SegmentLostException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStream;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Works on one trial, piece by piece, each piece a chunk of its own: {@link #next} says whether there is another one,
 * {@link #train} trains it and puts its checkpoint on the disk, {@link #store} writes its rows in the transaction in
 * which Spring Batch writes the execution context. Between a chunk's begin and {@link #store} nothing asks the database
 * for anything, so that no connection is held while a segment trains.
 *
 * <p>Not thread-safe: one worker per partition, on that partition's thread.
 */
public class TrialWorker implements ItemStream {

    /** Key of the trial's id in the execution context. */
    public static final String TRIAL = "weightloom.trial";

    /** Key of the segments trained so far in the execution context. */
    static final String SEGMENT = "weightloom.segment";

    /** Key of the epochs that have ended so far in the execution context. */
    static final String EPOCH = "weightloom.epoch";

    /** Whether the trial was taken, in the execution context. */
    private static final String TAKEN = "weightloom.taken";

    /** Whether there is nothing more to train for now, in the execution context. */
    private static final String ENDED = "weightloom.ended";

    private final TrialTools tools;
    private final WorkerRun run;

    private @Nullable HeldTrial trial;

    /**
     * A worker for one partition.
     *
     * @param run of the trial
     */
    public TrialWorker(TrialTools tools, WorkerRun run) {
        this.tools = tools;
        this.run = run;
    }

    /** Takes the trial, unless the run is to stop: then the step ends before its first chunk. */
    @Override
    public void open(ExecutionContext context) {
        if (!tools.limit().stopping(run)) {
            TrialStore.Claimed taken = tools.store().claim(run, context.getLong(TRIAL));
            context.put(TAKEN, true);
            trial = HeldTrial.of(tools, run, taken);
        }
    }

    /** The number of the next segment, counted from 1; null when the trial has ended, or pauses. */
    public @Nullable Integer next() {
        return trial().isOver() ? null : trial().segments() + 1;
    }

    /**
     * Does one chunk's work.
     *
     * @return null if it was broken off before there was anything to store, because the runs are to stop
     * @throws SegmentLostException if a file that the segment has to leave cannot be written
     */
    public @Nullable Piece train(int segment) {
        return trial().train(segment);
    }

    /** Whether this step has taken its trial; before that it does not count that it failed. */
    public static boolean hasTaken(StepExecution step) {
        return step.getExecutionContext().containsKey(TAKEN);
    }

    /** Whether there is nothing more to do for this step, but to end it. */
    public static boolean hasEnded(StepExecution step) {
        return step.getExecutionContext().containsKey(ENDED);
    }

    /** Writes the rows of a chunk's work, in the chunk's transaction. */
    public void store(Chunk<? extends Piece> chunk) {
        chunk.forEach(this::store);
    }

    private void store(Piece piece) {
        HeldTrial held = trial();
        held.store(piece);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                held.committed(piece);
            }
        });
    }

    /** Notes in the execution context how far the trial has come; written in the transaction of the rows. */
    @Override
    public void update(ExecutionContext context) {
        if (trial == null) {
            return; // it was not taken
        }
        context.putInt(SEGMENT, trial.segments());
        context.putInt(EPOCH, trial.epochs());
        if (trial.isOver()) {
            context.put(ENDED, true);
        }
    }

    @Override
    public void close() {
        if (trial != null) {
            trial.close();
            trial = null; // Batch closes a stream once as a reader and once as a writer
        }
        MDC.remove(HeldTrial.NAME);
    }

    private HeldTrial trial() {
        return Objects.requireNonNull(trial, "open() comes first");
    }
}
