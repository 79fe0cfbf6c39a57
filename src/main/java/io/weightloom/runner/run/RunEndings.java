package io.weightloom.runner.run;

/** Is told of each run that has come to an end in this process, whatever the end, and is in nobody's way. */
@FunctionalInterface
public interface RunEndings {

    /** Returns soon, and throws nothing. */
    void ended(EndedRun run);
}
