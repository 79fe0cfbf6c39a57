package io.weightloom.job;

/** The worst end that a run of this process has had so far. Thread-safe. */
final class Tally {

    private RunEnd worst = RunEnd.COMPLETED;

    synchronized void add(RunEnd end) {
        if (end.compareTo(worst) > 0) {
            worst = end;
        }
    }

    synchronized RunEnd worst() {
        return worst;
    }
}
