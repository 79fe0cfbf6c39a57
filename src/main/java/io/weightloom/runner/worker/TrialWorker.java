package io.weightloom.runner.worker;

import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.network.Ledgers;
import io.weightloom.runner.console.TrialReport;
import io.weightloom.runner.lease.LeaseLostException;
import io.weightloom.runner.store.CheckpointException;
import io.weightloom.runner.store.CheckpointFiles.Saved;
import io.weightloom.runner.store.CheckpointPosition;
import io.weightloom.runner.store.Trial;
import io.weightloom.runner.store.TrialNames;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.training.Checkpoint;
import io.weightloom.training.EpochMetrics;
import io.weightloom.trial.SegmentResult;
import io.weightloom.trial.StoppedException;
import io.weightloom.trial.TrialListener;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    /** Whether the trial has ended, in the execution context. */
    private static final String ENDED = "weightloom.ended";

    private static final Logger log = LoggerFactory.getLogger(TrialWorker.class);

    /** One chunk's work: the opening of a fresh trial, or a segment. */
    public sealed interface Piece {

        /** A fresh trial was built and verified. */
        record Opening(TrialRun.Start start) implements Piece {}

        /** A segment after which the trial goes on. */
        record Segment(List<EpochMetrics> epochs, CheckpointPosition position) implements Piece {}

        /** The last segment. */
        record Ending(List<EpochMetrics> epochs, TrialOutcome outcome, double seconds) implements Piece {}
    }

    private final TrialTools tools;
    private final ActiveRun run;
    private final long execution;
    private final TrialOpening opening;

    private TrialOpening.@Nullable Subject subject;
    private TrialRuns.@Nullable Opened training;
    private int segments;
    private int epochs;
    private double seconds;
    private @Nullable Saved last;
    private boolean ended;

    /**
     * A worker for one partition.
     *
     * @param execution id of the step execution, which names the checkpoint files
     */
    public TrialWorker(TrialTools tools, ActiveRun run, long execution) {
        this.tools = tools;
        this.run = run;
        this.execution = execution;
        this.opening = new TrialOpening(tools, run);
    }

    @Override
    public void open(ExecutionContext context) {
        if (tools.limit().stopping(run)) {
            return; // the step ends before its first chunk, and the trial has not begun
        }
        Trial trial = tools.store().begin(run, context.getLong(TRIAL));
        String name = TrialNames.of(trial.number());
        MDC.put("trial", name);
        Optional<CheckpointPosition> last = tools.store().position(trial.id());
        Optional<Checkpoint> checkpoint = last.flatMap(position -> opening.checkpoint(name, position));
        if (checkpoint.isPresent()) {
            segments = last.map(CheckpointPosition::segment).orElse(0);
            epochs = last.map(CheckpointPosition::epoch).orElse(0);
            seconds = last.map(CheckpointPosition::seconds).orElse(0.0);
        }
        subject = new TrialOpening.Subject(
                trial.id(),
                name,
                tools.store().key(run, trial),
                Canonical.trial(trial.spec()),
                checkpoint,
                tools.watch().expected(trial.id()));
        if (checkpoint.isPresent()) {
            log.info(
                    "{} goes on at its checkpoint, after epoch {} of {}",
                    name,
                    epochs,
                    subject.spec().epochs());
        }
        tools.meters().began();
    }

    /** The number of the next segment, counted from 1; null when the trial has ended. */
    public @Nullable Integer next() {
        return ended ? null : segments + 1;
    }

    /**
     * Does one chunk's work.
     *
     * @return null if it was broken off before there was anything to store, because the runs are to stop
     * @throws CheckpointException if the segment's checkpoint cannot be written
     */
    public @Nullable Piece train(int segment) {
        long begun = tools.clock().millis();
        try {
            return train(segment, begun);
        } catch (StoppedException e) { // nothing is lost that a checkpoint could hold
            return null;
        } finally {
            seconds += secondsSince(begun);
        }
    }

    private Piece train(int segment, long begun) {
        SegmentResult result;
        try {
            if (training == null) {
                training = opening.open(subject(), listener());
                Optional<TrialRun.Start> start = training.start();
                if (subject().checkpoint().isEmpty() && start.isPresent()) {
                    return new Piece.Opening(start.get());
                }
            }
            result = training.segment(tools.limit().begin(run));
        } catch (InvalidDataException e) { // nobody has ever seen them
            return new Piece.Ending(
                    List.of(), new TrialOutcome.Failed(String.valueOf(e.getMessage())), seconds + secondsSince(begun));
        }
        Optional<TrialOutcome> outcome = result.outcome();
        if (outcome.isPresent()) {
            return new Piece.Ending(result.epochs(), outcome.get(), seconds + secondsSince(begun));
        }
        Saved saved = save(segment, result.checkpoint().orElseThrow());
        int epoch = result.epochs().isEmpty()
                ? epochs
                : result.epochs().get(result.epochs().size() - 1).epoch();
        return new Piece.Segment(
                result.epochs(),
                new CheckpointPosition(segment, epoch, saved.file(), saved.sha256(), seconds + secondsSince(begun)));
    }

    private Saved save(int segment, Checkpoint checkpoint) {
        try {
            return tools.files().save(subject().key(), execution, segment, checkpoint);
        } catch (CheckpointException e) { // all others would train a segment for nothing
            run.giveUp();
            throw e;
        }
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
        long trial = subject().id();
        if (piece instanceof Piece.Opening opening) {
            tools.store().verified(run, trial, opening.start);
        } else if (piece instanceof Piece.Segment segment) {
            storeSegment(trial, segment);
            segments = segment.position.segment();
            epochs = segment.position.epoch();
        } else if (piece instanceof Piece.Ending ending) {
            tools.store().end(run, trial, epochs, ending.epochs, ending.outcome, ending.seconds);
            ended = true;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                committed(piece);
            }
        });
    }

    private void storeSegment(long trial, Piece.Segment segment) {
        try {
            tools.store().segment(run, trial, epochs, segment.epochs, segment.position);
        } catch (LeaseLostException e) { // nobody will ever ask for it, nor delete it if the trial has ended
            tidy(() -> tools.files().delete(new Saved(segment.position.fileName(), segment.position.sha256())));
            throw e;
        }
    }

    /** Notes in the execution context how far the trial has come; written in the transaction of the rows. */
    @Override
    public void update(ExecutionContext context) {
        context.putInt(SEGMENT, segments);
        context.putInt(EPOCH, epochs);
        if (ended) {
            context.put(ENDED, true);
        }
    }

    /** The rows are committed: what is of no more use can go, and the world may hear of it. */
    private void committed(Piece piece) {
        TrialOpening.Subject trial = subject();
        if (!(piece instanceof Piece.Opening)) {
            tools.store().persist(); // a process that dies must not leave a row behind whose file is gone
        }
        if (piece instanceof Piece.Segment segment) {
            Saved saved = new Saved(segment.position.fileName(), segment.position.sha256());
            // The one before stays: a machine that crashes may take the last commit back, whatever the database said.
            List<Saved> kept = last == null ? List.of(saved) : List.of(last, saved);
            last = saved;
            tidy(() -> tools.files().deleteOthers(trial.key(), execution, kept));
        } else if (piece instanceof Piece.Ending ending) {
            tidy(() -> tools.files().deleteAll(trial.key()));
            tools.meters()
                    .ended(
                            ending.outcome,
                            Ledgers.of(trial.spec().target(), trial.spec().weights()));
            run.progress().ended(trial.name(), trial.spec().epochs());
            TrialReport.log(trial.name(), ending.outcome, ending.seconds);
        }
    }

    private static void tidy(Runnable deletion) {
        try {
            deletion.run();
        } catch (UncheckedIOException e) { // costs room, not results
            log.warn("{}: {}", e.getMessage(), String.valueOf(e.getCause()));
        }
    }

    @Override
    public void close() {
        if (training != null) {
            training.close();
            training = null;
        }
        if (subject != null) {
            tools.meters().left();
            subject = null; // Batch closes a stream once as a reader and once as a writer
        }
        MDC.remove("trial");
    }

    private TrialListener listener() {
        TrialOpening.Subject trial = subject();
        TrialListener meters = tools.meters().listener();
        return new TrialListener() {
            @Override
            public void epoch(EpochMetrics metrics) {
                meters.epoch(metrics);
                run.progress().epoch(trial.name(), trial.spec().epochs(), metrics);
            }

            @Override
            public void begins(String what) {
                if (training == null && tools.limit().stopping(run)) {
                    throw new StoppedException("The runs are to stop");
                }
                run.progress().working(trial.name(), what);
            }

            @Override
            public void steps(long steps, double seconds) {
                meters.steps(steps, seconds);
            }
        };
    }

    private double secondsSince(long begun) {
        return (tools.clock().millis() - begun) / 1000.0;
    }

    private TrialOpening.Subject subject() {
        return Objects.requireNonNull(subject, "open() comes first");
    }
}
