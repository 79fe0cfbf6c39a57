package io.weightloom.runner.run;

import io.weightloom.runner.console.RunProgress;
import io.weightloom.runner.store.Run;

/** What a person gets to see of a run. */
public interface RunReport {

    /** Shows how far the run comes while it is under way. */
    RunProgress progress(Run run);

    /** Shows the result of a run that is complete. */
    void show(Run run);
}
