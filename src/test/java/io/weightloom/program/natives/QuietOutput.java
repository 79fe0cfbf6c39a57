package io.weightloom.program.natives;

import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Keeps what SameDiff prints on standard output while it differentiates a graph ({@code Added differentiated op ...}, a
 * plain {@code System.out.println} in {@code SameDiff.createGradFunction}, so no logger setting reaches it) away from
 * the terminal.
 *
 * <p>While at least one thread is inside {@link #run}, standard output is a stream that drops what those threads print
 * and passes on what all others print; when the last one leaves, the former stream is back, unless somebody else has
 * replaced ours meanwhile. Thread-safe.
 */
public final class QuietOutput {

    private static final ThreadLocal<Boolean> QUIET = ThreadLocal.withInitial(() -> false);

    private static int inside;

    private QuietOutput() {}

    /** Runs the action; what its thread prints on standard output is lost. */
    public static void run(Runnable action) {
        boolean before = QUIET.get();
        enter();
        QUIET.set(true);
        try {
            action.run();
        } finally {
            QUIET.set(before);
            leave();
        }
    }

    private static synchronized void enter() {
        if (inside++ == 0) {
            System.setOut(new Selective(System.out));
        }
    }

    private static synchronized void leave() {
        if (--inside == 0 && System.out instanceof Selective selective) {
            System.setOut(selective.former);
        }
    }

    /** Drops what quiet threads print. */
    private static final class Selective extends PrintStream {

        private final PrintStream former;

        Selective(PrintStream former) {
            super(new Route(former), true);
            this.former = former;
        }
    }

    private static final class Route extends OutputStream {

        private final PrintStream target;

        Route(PrintStream target) {
            this.target = target;
        }

        @Override
        public void write(int b) {
            if (!QUIET.get()) {
                target.write(b);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (!QUIET.get()) {
                target.write(bytes, offset, length);
            }
        }

        @Override
        public void flush() {
            if (!QUIET.get()) {
                target.flush();
            }
        }
    }
}
