package io.weightloom.job;

import io.weightloom.results.Run;

/** What a person gets to see of a run. */
interface RunReport {

    /** Shows how far the run comes while it is under way. */
    Progress progress(Run run);

    /** Shows the result of a run that is complete. */
    void show(Run run);
}
