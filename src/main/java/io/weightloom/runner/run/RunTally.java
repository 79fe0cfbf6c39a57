package io.weightloom.runner.run;

/**
 * What became of the runs that this process was asked for: the worst end so far. As long as one of them has not ended,
 * that is at least {@link RunEnd#STOPPED}, for so they are when the process ends now. Thread-safe.
 */
public final class RunTally {

    private int open;
    private RunEnd worst = RunEnd.COMPLETED;
    private boolean closed;

    /** Of a process that is asked for so many runs when it starts, each of which {@link #ended} will be told of. */
    public RunTally(int asked) {
        this.open = asked;
    }

    /** One of the runs asked for has ended. */
    synchronized void ended(RunEnd end) {
        open--;
        add(end);
    }

    /** Another run has come to this end. */
    public synchronized void add(RunEnd end) {
        if (!closed) {
            worst = worse(worst, end);
        }
    }

    /** Runs are stopped whatever becomes of them from now on: what they need is being closed. */
    public synchronized void giveUp() {
        add(RunEnd.STOPPED);
        closed = true;
    }

    /** Whether some of the runs asked for have not ended. */
    public synchronized boolean isOpen() {
        return open > 0;
    }

    /** The end that outweighs all others. */
    public synchronized RunEnd worst() {
        return open > 0 ? worse(worst, RunEnd.STOPPED) : worst;
    }

    private static RunEnd worse(RunEnd one, RunEnd other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
