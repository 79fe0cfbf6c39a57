package io.weightloom.bench;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Processes that want to run, in the mean of the last minute, while something is measured.
 *
 * @param before it began
 * @param during it, the most that was seen
 * @param after it ended
 * @param own of it, what is measured itself wants
 */
record Load(double before, double during, double after, double own) {

    /** Above this, besides what is measured, no figure is called good. */
    static final double MOST = 1.5;

    private static final long EVERY_MILLIS = 1000;

    /** Something measured. */
    record Under<T>(T result, Load load) {}

    /** Whether a figure says something of what was measured, and not of what else the machine had to do. */
    boolean isQuiet() {
        return Math.max(before, Math.max(during, after) - own) <= MOST;
    }

    /**
     * Measures.
     *
     * @param own processes that are measured at the same time
     */
    static <T> Under<T> under(double own, Callable<T> measured) throws Exception {
        double before = Machine.load();
        AtomicBoolean over = new AtomicBoolean();
        double[] most = {before};
        Thread watch = new Thread(() -> {
            while (!over.get()) {
                most[0] = Math.max(most[0], Machine.load());
                try {
                    Thread.sleep(EVERY_MILLIS);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        watch.setDaemon(true);
        watch.start();
        try {
            T result = measured.call();
            return new Under<>(result, new Load(before, most[0], Machine.load(), own));
        } finally {
            over.set(true);
            watch.interrupt();
            watch.join();
        }
    }
}
