package io.weightloom.bench;

/** How long something takes at best. */
final class Repetition {

    private static final long NANOS = 300_000_000;

    private Repetition() {}

    /** Seconds of the fastest of as many runs as fit into 0.3 s, at least 5. */
    static double best(Runnable work) {
        long start = System.nanoTime();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5 || System.nanoTime() - start < NANOS; i++) {
            long begin = System.nanoTime();
            work.run();
            best = Math.min(best, System.nanoTime() - begin);
        }
        return best / 1e9;
    }
}
