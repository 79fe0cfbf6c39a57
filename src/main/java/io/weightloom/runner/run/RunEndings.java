package io.weightloom.runner.run;

import io.weightloom.runner.store.Run;
import java.util.Optional;

/** Is told of each run that has come to an end in this process, whatever the end, and is in nobody's way. */
@FunctionalInterface
public interface RunEndings {

    /** Returns soon, and throws nothing. */
    void ended(Ended run);

    /**
     * A run that has come to an end in this process.
     *
     * @param experiment its name
     * @param run as it was when it was opened; empty if it could not be opened
     * @param end how it ended
     * @param failure why, in one line, if something unexpected ended it
     */
    record Ended(String experiment, Optional<Run> run, RunEnd end, Optional<String> failure) {}
}
