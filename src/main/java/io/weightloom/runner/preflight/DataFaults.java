package io.weightloom.runner.preflight;

import io.weightloom.runner.settings.SpecFiles;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import java.util.List;
import java.util.Set;

/**
 * What is wrong with the data of experiments, when everything else is right and the database may hold their results: to
 * show these, no data are needed.
 */
public final class DataFaults {

    private final Preflight preflight;
    private final SpecFiles specs;
    private final List<Fault> faults;

    /** Looks for them. */
    public DataFaults(Preflight preflight, SpecFiles specs) {
        this.preflight = preflight;
        this.specs = specs;
        this.faults = preflight.faults(specs);
    }

    /** None if all data can be used. */
    public List<Fault> faults() {
        return faults;
    }

    /** Whether this experiment cannot be trained. */
    public boolean concern(ExperimentSpec experiment) {
        return faults.stream().anyMatch(fault -> SpecFiles.concerns(fault, experiment));
    }

    /** Those of the other experiments alone, none of which speaks of a fault of these. */
    public List<Fault> without(Set<ExperimentSpec> experiments) {
        return experiments.isEmpty() ? faults : preflight.faults(specs.without(experiments));
    }

    /**
     * Says that there is something to train.
     *
     * @throws InvalidSpecException with all faults
     */
    public void fail() {
        throw new InvalidSpecException(faults);
    }
}
