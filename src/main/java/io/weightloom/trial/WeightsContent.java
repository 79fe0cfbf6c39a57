package io.weightloom.trial;

import io.weightloom.data.Preprocessing;
import io.weightloom.spec.TrialSpec;
import io.weightloom.training.Learned;

/**
 * All that is kept of a trained network.
 *
 * @param spec the trial that was trained
 * @param preprocessing what lies between a user's numbers and the network's
 * @param learned the values, and what the network needs beside them
 * @param provenance where the numbers come from
 */
record WeightsContent(TrialSpec spec, Preprocessing preprocessing, Learned learned, Provenance provenance) {}
