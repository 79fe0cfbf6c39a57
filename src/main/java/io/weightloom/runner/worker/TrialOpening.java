package io.weightloom.runner.worker;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.given.GivenException;
import io.weightloom.given.GivenFiles;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.fault.Misfit;
import io.weightloom.training.Checkpoint;
import io.weightloom.trial.DataFit;
import io.weightloom.trial.TrialListener;
import java.util.List;
import java.util.Optional;

/** Opens trials on the data that their runs began with. Thread-safe. */
final class TrialOpening {

    /**
     * The trial.
     *
     * @param run id of its run
     * @param checkpoint where it goes on
     * @param fingerprint of the data that it has to be trained on; empty if nothing is known of them
     */
    record Subject(long run, TrialSpec spec, Optional<Checkpoint> checkpoint, Optional<String> fingerprint) {}

    private final Datasets datasets;
    private final DataWatch watch;
    private final GivenFiles given;
    private final TrialRuns runs;
    private final TrialRoom room;

    TrialOpening(Datasets datasets, DataWatch watch, TrialRuns runs, TrialRoom room) {
        this.datasets = datasets;
        this.watch = watch;
        this.given = new GivenFiles(datasets.folder());
        this.runs = runs;
        this.room = room;
    }

    /** The fingerprint of the data that a trial has to be trained on; empty if nothing is known of them. */
    Optional<String> expected(long trial) {
        return watch.expected(trial);
    }

    /** Why its network has no room here, for what a search proposes, nobody knew beforehand; empty if it has. */
    Optional<Misfit> objection(Subject subject) {
        return room.objection(subject.spec);
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
        return runs.open(read(subject), data, subject.checkpoint, listener);
    }

    /** The trial with the weights of the network that it was given, which its stored text only names. */
    private TrialSpec read(Subject subject) {
        TrialSpec spec = subject.spec;
        try {
            return spec.withGiven(spec.given().map(asked -> given.read(asked, spec.target())));
        } catch (GivenException e) {
            throw new DataChangedException("target.weights names " + e.getMessage());
        }
    }

    /** The data of the trial, if they are those that the run began with; or else no trial of it goes on. */
    private Dataset data(Subject subject) {
        TrialSpec spec = subject.spec;
        Optional<String> expected = subject.fingerprint;
        try {
            Dataset data = datasets.load(spec.data(), spec.seed());
            if (expected.isPresent() && !expected.get().equals(data.fingerprint())) {
                throw new DataChangedException(watch.changed(subject.run, spec).toString());
            }
            return data;
        } catch (InvalidDataException e) {
            if (expected.isEmpty()) {
                throw e;
            }
            throw new DataChangedException("the data cannot be used any more: " + e.getMessage());
        }
    }
}
