package io.weightloom.runner.process;

/** How long the process stays after its runs. */
@FunctionalInterface
interface Lifetime {

    /** Whether there is nothing left to do: neither review to serve nor a schedule to keep. */
    boolean isOver();
}
