package io.weightloom.runner.run;

import io.weightloom.runner.store.Run;
import java.util.Optional;

/**
 * A run that has come to an end in this process.
 *
 * @param experiment its name
 * @param run as it was when it was opened; empty if it could not be opened
 * @param end how it ended
 * @param failure why, in one line, if something unexpected ended it
 */
public record EndedRun(String experiment, Optional<Run> run, RunEnd end, Optional<String> failure) {}
