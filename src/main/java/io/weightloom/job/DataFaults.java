package io.weightloom.job;

import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.Fault;
import io.weightloom.spec.InvalidSpecException;
import java.util.List;

/**
 * What is wrong with the data of experiments, when everything else is right and the database may hold their results: to
 * show these, no data are needed.
 *
 * @param faults none if all data can be used
 */
record DataFaults(List<Fault> faults) {

    /** Copies the list. */
    DataFaults {
        faults = List.copyOf(faults);
    }

    /** Whether this experiment cannot be trained. */
    boolean concern(ExperimentSpec experiment) {
        return faults.stream().anyMatch(fault -> SpecFiles.concerns(fault, experiment));
    }

    /**
     * Says that there is something to train.
     *
     * @throws InvalidSpecException with all faults
     */
    void fail() {
        throw new InvalidSpecException(faults);
    }
}
