package io.weightloom.training;

/** Closes what has been made so far, unless all of it was made. Not thread-safe. */
final class Unfinished implements AutoCloseable {

    private Runnable close;

    Unfinished(Runnable close) {
        this.close = close;
    }

    void finished() {
        close = () -> {};
    }

    @Override
    public void close() {
        close.run();
    }
}
