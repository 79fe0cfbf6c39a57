package io.weightloom.runner.worker;

import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.program.natives.NativesException;
import io.weightloom.runner.checkpoint.CheckpointPosition;
import io.weightloom.runner.checkpoint.CheckpointStore.Saved;
import io.weightloom.runner.checkpoint.SegmentLostException;
import io.weightloom.runner.database.DatabaseReasons;
import io.weightloom.runner.lease.Patience;
import io.weightloom.runner.store.TrialNames;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.spec.fault.Misfit;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.text.Decimals;
import io.weightloom.training.Checkpoint;
import io.weightloom.training.EpochMetrics;
import io.weightloom.trial.SegmentResult;
import io.weightloom.trial.StoppedException;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.TransactionException;

/**
 * A trial in the hands of a worker: where it stands, and its network while it is trained. Not thread-safe. Close it: it
 * owns native memory.
 */
final class HeldTrial implements AutoCloseable {

    /** Key of the trial's name in the log's context. */
    static final String NAME = "trial";

    private final TrialTools tools;
    private final WorkerRun run;
    private final TrialStore.Claimed stored;
    private final TrialNews news;
    private final TrialOpening.Subject subject;

    private TrialRuns.@Nullable Opened training;
    private int segments;
    private int epochs;
    private double seconds;
    private Duration saving = Duration.ZERO;
    private boolean over;
    private boolean broken;
    private boolean committing;

    private HeldTrial(
            TrialTools tools, WorkerRun run, TrialStore.Claimed stored, TrialNews news, TrialOpening.Subject subject) {
        this.tools = tools;
        this.run = run;
        this.stored = stored;
        this.news = news;
        this.subject = subject;
    }

    /**
     * A trial that was taken, at its checkpoint if it has one that is of use.
     *
     * @throws WorkerCannotException if its checkpoint is there and cannot be read here, and others may take it
     */
    static HeldTrial of(TrialTools tools, WorkerRun run, TrialStore.Claimed stored) {
        try {
            return prepared(tools, run, stored);
        } catch (WorkerCannotException | DataAccessException | TransactionException e) {
            throw e;
        } catch (RuntimeException e) { // perhaps whoever takes it comes no further
            stored.endIfHopeless();
            throw e;
        }
    }

    private static HeldTrial prepared(TrialTools tools, WorkerRun run, TrialStore.Claimed stored) {
        String name = TrialNames.of(stored.trial().number());
        MDC.put(NAME, name);
        TrialSpec spec = Canonical.trial(stored.trial().spec());
        TrialNews news = new TrialNews(tools.meters(), run.progress(), name, spec);
        Optional<CheckpointPosition> position = stored.position();
        boolean hopeless = stored.hopeless().isPresent(); // then nothing of it is touched
        Optional<Checkpoint> checkpoint =
                hopeless ? Optional.empty() : position.flatMap(last -> checkpoint(run, stored, last, news));
        HeldTrial held = new HeldTrial(
                tools,
                run,
                stored,
                news,
                new TrialOpening.Subject(
                        run.run().id(),
                        spec,
                        checkpoint,
                        tools.opening().expected(stored.trial().id())));
        position.filter(last -> hopeless || checkpoint.isPresent()).ifPresent(last -> {
            held.segments = last.segment();
            held.epochs = last.epoch();
            held.seconds = last.seconds();
        });
        position.filter(last -> checkpoint.isPresent()).ifPresent(news::goesOn);
        news.began();
        return held;
    }

    /** Nothing if the file is not what was written, or of no use any more: then the trial begins again. */
    private static Optional<Checkpoint> checkpoint(
            WorkerRun run, TrialStore.Claimed stored, CheckpointPosition position, TrialNews news) {
        Optional<Checkpoint> checkpoint = load(run, stored, position);
        if (checkpoint.isEmpty()) {
            news.lost(position);
        } else if (checkpoint.get().isOfEarlierVersion()) {
            news.outdated(position);
            return Optional.empty();
        }
        return checkpoint;
    }

    private static Optional<Checkpoint> load(WorkerRun run, TrialStore.Claimed stored, CheckpointPosition position) {
        try {
            return stored.load(position);
        } catch (UncheckedIOException e) {
            if (run.elsewhere()) {
                stored.giveBack();
                throw new WorkerCannotException(e);
            }
            throw e;
        }
    }

    /** Segments trained so far, in all processes. */
    int segments() {
        return segments;
    }

    /** Epochs that have ended so far. */
    int epochs() {
        return epochs;
    }

    /** Whether there is nothing more to train for now: it has ended, or it pauses. */
    boolean isOver() {
        return over;
    }

    /**
     * Does one piece of work.
     *
     * @param segment its number, counted from 1
     * @return null if it was broken off before there was anything to store, because the runs are to stop
     * @throws SegmentLostException if a file that the segment has to leave cannot be written
     * @throws DataChangedException if the data are not those that the run began with
     * @throws WorkerCannotException in place of those where others may take the trial, and where the natives or the
     *     memory are not there
     */
    @Nullable
    Piece train(int segment) {
        long begun = tools.clock().millis();
        broken = true;
        try {
            Piece piece = train(segment, begun);
            broken = false;
            return piece;
        } catch (StoppedException e) { // nothing is lost that a checkpoint could hold
            broken = false;
            return null;
        } catch (WorkerCannotException e) {
            broken = false;
            throw e;
        } catch (SegmentLostException | DataChangedException | NativesException e) {
            if (run.elsewhere()) {
                broken = false;
                throw new WorkerCannotException(e);
            } else if (!(e instanceof NativesException)) { // all others would be trained for nothing
                run.over().give();
            }
            throw e;
        } finally {
            seconds += secondsSince(begun);
        }
    }

    private Piece train(int segment, long begun) {
        Optional<String> hopeless = stored.hopeless();
        if (hopeless.isPresent()) {
            return failed(hopeless.get(), begun);
        }
        SegmentResult result;
        try {
            if (training == null) {
                Optional<Misfit> objection = tools.opening().objection(subject);
                if (objection.isPresent()) {
                    String story = "%s %s"
                            .formatted(
                                    objection.get().setting(), objection.get().message());
                    if (run.elsewhere()) {
                        throw new WorkerCannotException(story);
                    }
                    return failed(story, begun);
                }
                training = tools.opening()
                        .open(
                                subject,
                                news.listener(
                                        () -> training == null && tools.limit().stopping(run)));
                news.opened();
                Optional<TrialRun.Start> start = training.start();
                if (subject.checkpoint().isEmpty() && start.isPresent()) {
                    return new Piece.Opening(start.get());
                }
            }
            result = training.segment(tools.limit().begin(run, seconds + secondsSince(begun), saving, pauseEpoch()));
        } catch (InvalidDataException e) { // nobody has ever seen them
            return failed(String.valueOf(e.getMessage()), begun);
        } catch (InvalidSpecException e) { // stored by a runner that knew fewer rules
            return failed(
                    e.faults().stream()
                            .map(fault -> fault.key() + " " + fault.message())
                            .collect(Collectors.joining("; ")),
                    begun);
        }
        Optional<TrialOutcome> outcome = result.outcome();
        if (outcome.isPresent()) {
            return new Piece.Ending(
                    result.epochs(), outcome.get(), stored.place(outcome.get()), seconds + secondsSince(begun));
        }
        Saved saved = save(segment, result.checkpoint().orElseThrow());
        int epoch = result.epochs().isEmpty()
                ? epochs
                : result.epochs().get(result.epochs().size() - 1).epoch();
        return kept(
                result.epochs(),
                new CheckpointPosition(segment, epoch, saved.file(), saved.sha256(), seconds + secondsSince(begun)));
    }

    /** Keeps a checkpoint; waits for the database if that is where it is kept. */
    private Saved save(int segment, Checkpoint checkpoint) {
        Patience.@Nullable Setbacks setbacks = null;
        while (true) {
            long begun = tools.clock().millis();
            try {
                Saved saved = stored.save(segment, checkpoint);
                saving = Duration.ofMillis(tools.clock().millis() - begun);
                if (setbacks != null) {
                    setbacks.ended();
                }
                return saved;
            } catch (DataAccessException | TransactionException e) {
                setbacks = setbacks == null ? tools.patience().setbacks() : setbacks;
                if (!setbacks.outlast(e)) {
                    throw e;
                }
            }
        }
    }

    private Piece failed(String story, long begun) {
        return new Piece.Ending(List.of(), new TrialOutcome.Failed(story), seconds + secondsSince(begun));
    }

    private Piece kept(List<EpochMetrics> trained, CheckpointPosition position) {
        OptionalInt most = run.limits().maxSeconds();
        if (most.isPresent() && position.seconds() >= most.getAsInt()) {
            String reason = "it took %s s, and max-seconds is %s"
                    .formatted(Decimals.fixed(1, position.seconds()), most.getAsInt());
            return new Piece.Halt(trained, position, new TrialOutcome.Halted(position.epoch(), reason));
        }
        boolean pauses =
                pauseEpoch().isPresent() && position.epoch() >= pauseEpoch().getAsInt();
        return pauses ? new Piece.Pause(trained, position) : new Piece.Segment(trained, position);
    }

    private OptionalInt pauseEpoch() {
        return stored.trial().place().pauseEpoch();
    }

    private double secondsSince(long begun) {
        return (tools.clock().millis() - begun) / 1000.0;
    }

    /** Writes the rows of a piece, in the open transaction; holds it for as long as the database is away. */
    void store(Piece piece) {
        broken = true;
        committing = true;
        try {
            tools.patience().await();
            stored.write(piece, epochs);
        } catch (DataAccessException | TransactionException e) {
            broken = !DatabaseReasons.mayPass(e);
            throw e;
        }
        if (piece instanceof Piece.Kept kept) {
            segments = kept.position().segment();
            epochs = kept.position().epoch();
        }
        over = !(piece instanceof Piece.Opening || piece instanceof Piece.Segment);
        broken = false;
    }

    /** The rows of a piece are committed: what is of no more use can go, and the world may hear of it. */
    void committed(Piece piece) {
        committing = false;
        stored.committed(piece);
        if (!(piece instanceof Piece.Opening)) { // a trial that cannot be stored is opened again and again
            tools.patience().stored();
        }
        if (piece instanceof Piece.Ending ending) {
            run.limits().ended(ending.outcome());
            news.ended(ending.outcome(), ending.seconds());
        } else if (piece instanceof Piece.Halt halt) {
            news.ended(halt.outcome(), halt.position().seconds());
        }
    }

    /**
     * Among others, what it lets go before its end or pause is stored it gives back, unless it broke down at it. That
     * the database went away is nobody's fault: then it waits with that, too.
     */
    @Override
    public void close() {
        if (training != null) {
            training.close();
        }
        news.left();
        if (run.elsewhere() && !broken && (!over || committing)) {
            try {
                tools.patience().await();
            } catch (CannotGetJdbcConnectionException e) {
                return; // others take it as if this worker had died
            }
            stored.giveBack();
        }
    }
}
