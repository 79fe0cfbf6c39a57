package io.weightloom.bench;

/**
 * How fast one thread of plain Java moves numbers that together take some number of bytes: the best of a copy, of
 * {@code y += a x} and of what an optimiser with two moments does, reading and writing three arrays. Every byte read
 * and every byte written counts once.
 */
final class Bandwidth {

    private Bandwidth() {}

    /** Bytes per second. */
    static double of(long bytes) {
        return Math.max(copy(bytes), Math.max(add(bytes), update(bytes)));
    }

    private static double copy(long bytes) {
        float[] x = array(bytes, 2);
        float[] y = array(bytes, 2);
        int times = times(bytes);
        double seconds = Repetition.best(() -> {
            for (int i = 0; i < times; i++) {
                System.arraycopy(x, 0, y, 0, x.length);
            }
        });
        return 8.0 * x.length * times / seconds;
    }

    private static double add(long bytes) {
        float[] x = array(bytes, 2);
        float[] y = array(bytes, 2);
        int times = times(bytes);
        double seconds = Repetition.best(() -> {
            for (int i = 0; i < times; i++) {
                add(x, y, 1e-3f);
            }
        });
        return 12.0 * x.length * times / seconds;
    }

    private static double update(long bytes) {
        float[] w = array(bytes, 3);
        float[] m = array(bytes, 3);
        float[] v = array(bytes, 3);
        int times = times(bytes);
        double seconds = Repetition.best(() -> {
            for (int i = 0; i < times; i++) {
                update(w, m, v);
            }
        });
        return 24.0 * w.length * times / seconds;
    }

    private static void add(float[] x, float[] y, float a) {
        for (int i = 0; i < x.length; i++) {
            y[i] += a * x[i];
        }
    }

    private static void update(float[] w, float[] m, float[] v) {
        for (int i = 0; i < w.length; i++) {
            float first = 0.9f * m[i];
            float second = 0.9f * v[i];
            m[i] = first;
            v[i] = second;
            w[i] -= first * second;
        }
    }

    private static float[] array(long bytes, int shares) {
        return new float[Math.toIntExact(bytes / shares / Float.BYTES)];
    }

    /** A clock reading must not count. */
    private static int times(long bytes) {
        return (int) Math.max(1, 2_000_000 / bytes);
    }
}
