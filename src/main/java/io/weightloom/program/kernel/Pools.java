package io.weightloom.program.kernel;

import io.weightloom.program.ir.Images;
import io.weightloom.program.ir.Window;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Our own kernels for pooling, over images {@code [batch, channels, rows, columns]}. */
public final class Pools {

    private Pools() {}

    /**
     * The largest element that each output sees, padding left out, and which one that is: the first in rows, if there
     * are several; NaN if one is.
     *
     * @param places number of the element within its channel of its image
     */
    public static Kernel max(Window window, Images in, Images out, Elements x, Elements y, Elements places) {
        boolean four = window.rows().size() == 2 && window.columns().size() == 2 && window.isInside(in, out);
        if (four
                && x instanceof Elements.Floats a
                && y instanceof Elements.Floats b
                && places instanceof Elements.Floats c) {
            return maxOfFour(window, in, out, a.buffer, b.buffer, c.buffer);
        }
        Window.Axis rows = window.rows();
        Window.Axis columns = window.columns();
        return () -> {
            int output = 0;
            for (int plane = 0; plane < in.batch() * in.channels(); plane++) {
                for (int i = 0; i < out.rows(); i++) {
                    for (int j = 0; j < out.columns(); j++) {
                        double largest = Double.NEGATIVE_INFINITY;
                        int place = -1;
                        for (int tap = 0; tap < window.size(); tap++) {
                            int row = rows.input(i, tap / columns.size());
                            int column = columns.input(j, tap % columns.size());
                            if (row >= 0 && row < in.rows() && column >= 0 && column < in.columns()) {
                                int at = row * in.columns() + column;
                                double value = x.get(plane * in.plane() + at);
                                if (place < 0 || value > largest || Double.isNaN(value)) {
                                    largest = value;
                                    place = at;
                                }
                            }
                        }
                        y.put(output, largest);
                        places.put(output, place);
                        output++;
                    }
                }
            }
        };
    }

    /**
     * Floats in windows of 2 x 2 without padding: no branches, because none can be foreseen; plane by plane in arrays
     * of the heap, which are read and written faster than native memory.
     */
    private static Kernel maxOfFour(
            Window window, Images in, Images out, FloatBuffer x, FloatBuffer y, FloatBuffer places) {
        float[] plane = new float[in.plane()];
        float[] largest = new float[out.plane()];
        float[] at = new float[out.plane()];
        int stride = window.columns().stride();
        int first = window.columns().input(0, 0);
        return () -> {
            for (int number = 0; number < in.batch() * in.channels(); number++) {
                x.get(number * plane.length, plane);
                for (int i = 0; i < out.rows(); i++) {
                    int place = window.rows().input(i, 0) * in.columns() + first;
                    maxOfFour(plane, place, in.columns(), stride, largest, at, i * out.columns(), out.columns());
                }
                y.put(number * largest.length, largest);
                places.put(number * at.length, at);
            }
        };
    }

    /** One row of outputs. */
    private static void maxOfFour(
            float[] plane, int place, int down, int stride, float[] largest, float[] at, int output, int count) {
        int from = place;
        for (int o = output; o < output + count; o++) {
            float a = plane[from];
            float b = plane[from + 1];
            float c = plane[from + down];
            float d = plane[from + down + 1];
            float upper = Math.max(a, b);
            float lower = Math.max(c, d);
            int right = isBelow(a, b);
            largest[o] = Math.max(upper, lower);
            at[o] = from + right + isBelow(upper, lower) * (down + isBelow(c, d) - right);
            from += stride;
        }
    }

    /** 1 if x is below y, 0 if not; either if one is NaN. */
    private static int isBelow(float x, float y) {
        return Float.floatToRawIntBits(x - y) >>> 31;
    }

    /** The gradient by the inputs: that of each output goes to the element that it came from. */
    public static Kernel maxGradient(Images in, Images out, Elements places, Elements gradient, Elements z) {
        int planes = in.batch() * in.channels();
        if (places instanceof Elements.Floats a
                && gradient instanceof Elements.Floats b
                && z instanceof Elements.Floats c) {
            return maxGradient(planes, in.plane(), out.plane(), a.buffer, b.buffer, c.buffer);
        }
        return () -> {
            clear(z);
            for (int output = 0; output < planes * out.plane(); output++) {
                int at = output / out.plane() * in.plane() + (int) places.get(output);
                z.put(at, z.get(at) + gradient.get(output));
            }
        };
    }

    private static Kernel maxGradient(
            int planes, int in, int out, FloatBuffer places, FloatBuffer gradient, FloatBuffer z) {
        float[] at = new float[out];
        float[] of = new float[out];
        float[] plane = new float[in];
        return () -> {
            for (int number = 0; number < planes; number++) {
                places.get(number * out, at);
                gradient.get(number * out, of);
                Arrays.fill(plane, 0);
                for (int output = 0; output < out; output++) {
                    plane[(int) at[output]] += of[output];
                }
                z.put(number * in, plane);
            }
        };
    }

    /** The mean of the elements that each output sees; no output sees padding. */
    public static Kernel mean(Window window, Images in, Images out, Elements x, Elements y) {
        return () -> {
            int output = 0;
            for (int plane = 0; plane < in.batch() * in.channels(); plane++) {
                for (int i = 0; i < out.rows(); i++) {
                    for (int j = 0; j < out.columns(); j++) {
                        double sum = 0;
                        for (int u = 0; u < window.rows().size(); u++) {
                            int at = plane * in.plane() + window.rows().input(i, u) * in.columns();
                            for (int v = 0; v < window.columns().size(); v++) {
                                sum += x.get(at + window.columns().input(j, v));
                            }
                        }
                        y.put(output, sum / window.size());
                        output++;
                    }
                }
            }
        };
    }

    /**
     * From the gradient of the means, {@code [batch, channels, out rows, out columns]}, that of the images {@code z};
     * no output sees padding.
     */
    public static Kernel meanGradient(Window window, Images in, Images out, Elements gradient, Elements z) {
        return () -> {
            clear(z);
            int output = 0;
            for (int plane = 0; plane < in.batch() * in.channels(); plane++) {
                for (int i = 0; i < out.rows(); i++) {
                    for (int j = 0; j < out.columns(); j++) {
                        double share = gradient.get(output) / window.size();
                        for (int u = 0; u < window.rows().size(); u++) {
                            int row = plane * in.plane() + window.rows().input(i, u) * in.columns();
                            for (int v = 0; v < window.columns().size(); v++) {
                                int at = row + window.columns().input(j, v);
                                z.put(at, z.get(at) + share);
                            }
                        }
                        output++;
                    }
                }
            }
        };
    }

    private static void clear(Elements z) {
        int n = z.size();
        for (int i = 0; i < n; i++) {
            z.put(i, 0);
        }
    }
}
