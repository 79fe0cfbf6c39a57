package io.weightloom.job;

import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.Fault;
import io.weightloom.spec.InvalidSpecException;
import java.util.List;
import java.util.Set;

/**
 * What is wrong with the data of experiments, when everything else is right and the database may hold their results: to
 * show these, no data are needed.
 */
final class DataFaults {

    private final Preflight preflight;
    private final SpecFiles specs;
    private final List<Fault> faults;

    /** Looks for them. */
    DataFaults(Preflight preflight, SpecFiles specs) {
        this.preflight = preflight;
        this.specs = specs;
        this.faults = preflight.faults(specs);
    }

    /** None if all data can be used. */
    List<Fault> faults() {
        return faults;
    }

    /** Whether this experiment cannot be trained. */
    boolean concern(ExperimentSpec experiment) {
        return faults.stream().anyMatch(fault -> SpecFiles.concerns(fault, experiment));
    }

    /** Those of the other experiments alone, none of which speaks of a fault of these. */
    List<Fault> without(Set<ExperimentSpec> experiments) {
        return experiments.isEmpty() ? faults : preflight.faults(specs.without(experiments));
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
