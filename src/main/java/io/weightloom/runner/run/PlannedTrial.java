package io.weightloom.runner.run;

import io.weightloom.runner.store.NewTrial;
import io.weightloom.spec.TrialSpec;

/**
 * A trial to be planned, as it is stored and as it is trained.
 *
 * @param trial as it is stored
 * @param spec what its canonical form stands for
 */
record PlannedTrial(NewTrial trial, TrialSpec spec) {}
