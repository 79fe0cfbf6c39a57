package io.weightloom.runner.worker;

import io.weightloom.data.Dataset;
import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.runner.store.CheckpointFiles.Saved;
import io.weightloom.runner.store.CheckpointPosition;
import io.weightloom.spec.TrialSpec;
import io.weightloom.training.Checkpoint;
import io.weightloom.trial.DataFit;
import io.weightloom.trial.TrialListener;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker needs before it can train: the place where the trial goes on, and the data that the run began with. */
final class TrialOpening {

    private static final Logger log = LoggerFactory.getLogger(TrialOpening.class);

    /**
     * The trial.
     *
     * @param key unlike those of all trials of all databases, for file names
     * @param checkpoint where it goes on
     * @param fingerprint of the data that it has to be trained on; empty if nothing is known of them
     */
    record Subject(
            long id,
            String name,
            String key,
            TrialSpec spec,
            Optional<Checkpoint> checkpoint,
            Optional<String> fingerprint) {}

    private final TrialTools tools;
    private final ActiveRun run;

    TrialOpening(TrialTools tools, ActiveRun run) {
        this.tools = tools;
        this.run = run;
    }

    /**
     * Where the trial goes on; nothing if the file is not what was written, or of no use any more: then it begins
     * again.
     */
    Optional<Checkpoint> checkpoint(String name, CheckpointPosition position) {
        Optional<Checkpoint> checkpoint = tools.files().load(new Saved(position.fileName(), position.sha256()));
        if (checkpoint.isEmpty()) {
            log.warn(
                    "The checkpoint {} of {} is missing or damaged, so the trial begins again. Its numbers will be the"
                            + " same.",
                    position.fileName(),
                    name);
        } else if (checkpoint.get().isOfEarlierVersion()) {
            log.warn(
                    "The checkpoint {} of {} is of an earlier version, which drew first values otherwise, so the trial"
                            + " begins again.",
                    position.fileName(),
                    name);
            return Optional.empty();
        }
        return checkpoint;
    }

    /**
     * Reads its data and opens it, verified if it is fresh.
     *
     * @throws InvalidDataException if they cannot be used, and nobody has ever used them
     * @throws DataChangedException if they are not those that the run began with
     * @throws io.weightloom.trial.StoppedException if the listener says so
     */
    TrialRuns.Opened open(Subject subject, TrialListener listener) {
        TrialSpec spec = subject.spec;
        listener.begins("reading the data");
        Dataset data = data(subject);
        List<DataFault> misfits = DataFit.misfits(spec, data).stream()
                .map(misfit -> new DataFault(misfit.setting(), misfit.setting() + " " + misfit.message()))
                .toList();
        if (!misfits.isEmpty()) {
            throw new InvalidDataException(misfits);
        }
        TrialRuns.Opened opened = tools.runs().open(spec, data, subject.checkpoint, listener);
        run.progress().working(subject.name, "training");
        return opened;
    }

    /** The data of the trial, if they are those that the run began with; or else no trial of it goes on. */
    private Dataset data(Subject subject) {
        TrialSpec spec = subject.spec;
        Optional<String> expected = subject.fingerprint;
        try {
            Dataset data = tools.datasets().load(spec.data(), spec.seed());
            if (expected.isPresent() && !expected.get().equals(data.fingerprint())) {
                run.giveUp();
                throw new DataChangedException(
                        tools.watch().changed(run.id(), spec).toString());
            }
            return data;
        } catch (InvalidDataException e) {
            if (expected.isEmpty()) {
                throw e;
            }
            run.giveUp();
            throw new DataChangedException("the data cannot be used any more: " + e.getMessage());
        }
    }
}
