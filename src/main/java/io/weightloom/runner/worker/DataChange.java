package io.weightloom.runner.worker;

import io.weightloom.runner.settings.SpecFiles;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.fault.Fault;

/**
 * Data of a run that are not those that it began with.
 *
 * @param trial one of those that have them
 * @param setting path of the setting that names them, such as {@code data.file}
 * @param story which data and since when, to stand after the setting's name
 */
public record DataChange(TrialSpec trial, String setting, String story) {

    /** As a fault of a spec whose run is not complete. */
    public Fault fault(SpecFiles files, ExperimentSpec experiment) {
        return files.fault(experiment, trial, setting, story + ": " + REMEDY);
    }

    /** What to do about it while the run is not complete. */
    public static final String REMEDY =
            "put back what was there, and the run goes on; or begin anew, as another attempt,"
                    + " with --runner.rerun=true";

    /** Which data, and since when. */
    @Override
    public String toString() {
        return setting + " " + story;
    }
}
