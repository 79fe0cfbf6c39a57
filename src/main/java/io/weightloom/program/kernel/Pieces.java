package io.weightloom.program.kernel;

import io.weightloom.program.ir.Operation.Function;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a kernel that computes floats element by element, several operations for one piece of them before the next: a
 * piece lies in arrays on the heap, in the first-level cache, because the JIT compiler vectorises loops over these, and
 * not over native memory, and because what is only read on the way need not be written. In single precision.
 */
public final class Pieces {

    /** Floats of a piece at most. */
    static final int LENGTH = 2048;

    /** Floats of a piece of more elements than {@link #NEAR}. */
    private static final int SHORT = 512;

    /** Elements of a few values that lie in a second-level cache together. */
    private static final int NEAR = 1 << 14;

    /** What is done with the piece that begins with element {@code at}. */
    private interface Action {
        void run(int at, int count);
    }

    /** Arrays for the pieces of all kernels of a program, which run one after another. Not thread-safe. */
    public static final class Scratch {

        /** So that not all arrays begin in the same lines of the cache. */
        private static final int APART = 144;

        private final List<float[]> pieces = new ArrayList<>();
        private final Functions functions = new Functions(LENGTH);

        private float[] piece(int number) {
            while (pieces.size() <= number) {
                pieces.add(new float[LENGTH + APART]);
            }
            return pieces.get(number);
        }
    }

    private final int size;
    private final int length; // of a piece
    private final Scratch scratch;
    private final List<Action> actions = new ArrayList<>();

    /**
     * No work yet.
     *
     * @param size number of elements of each operand and result
     */
    public Pieces(int size, Scratch scratch) {
        this.size = size;
        this.length = size <= NEAR ? LENGTH : SHORT;
        this.scratch = scratch;
    }

    /** What has been asked for, in that order, for each piece. */
    public Kernel kernel() {
        Action[] all = actions.toArray(Action[]::new);
        return () -> {
            for (int at = 0; at < size; at += length) {
                int count = Math.min(length, size - at);
                for (Action action : all) {
                    action.run(at, count);
                }
            }
        };
    }

    /** Reads elements; operands and results of all that follows are numbers of pieces, and may be the same. */
    public void read(Source source, int z) {
        float[] c = scratch.piece(z);
        actions.add((at, count) -> source.read(at, c, count));
    }

    /** Keeps a result. */
    public void write(int x, Elements target) {
        float[] a = scratch.piece(x);
        FloatBuffer buffer = ((Elements.Floats) target).buffer;
        actions.add((at, count) -> buffer.put(at, a, 0, count));
    }

    /** {@code z = x}. */
    public void copy(int x, int z) {
        float[] a = scratch.piece(x);
        float[] c = scratch.piece(z);
        actions.add((at, count) -> System.arraycopy(a, 0, c, 0, count));
    }

    /** {@code z = x + y}. */
    public void add(int x, int y, int z) {
        float[] a = scratch.piece(x);
        float[] b = scratch.piece(y);
        float[] c = scratch.piece(z);
        actions.add((at, count) -> {
            for (int i = 0; i < count; i++) {
                c[i] = a[i] + b[i];
            }
        });
    }

    /** {@code z = x y}. */
    public void multiply(int x, int y, int z) {
        float[] a = scratch.piece(x);
        float[] b = scratch.piece(y);
        float[] c = scratch.piece(z);
        actions.add((at, count) -> {
            for (int i = 0; i < count; i++) {
                c[i] = a[i] * b[i];
            }
        });
    }

    /** {@code z = factor x + summand}. */
    public void scale(int x, double factor, double summand, int z) {
        float[] a = scratch.piece(x);
        float[] c = scratch.piece(z);
        float times = (float) factor;
        float plus = (float) summand;
        actions.add((at, count) -> {
            for (int i = 0; i < count; i++) {
                c[i] = times * a[i] + plus;
            }
        });
    }

    /** {@code z = factor x^exponent}. */
    public void power(int x, double factor, double exponent, int z) {
        float[] a = scratch.piece(x);
        float[] c = scratch.piece(z);
        float times = (float) factor;
        if (exponent == -0.5) { // of norms, as is their derivative
            actions.add((at, count) -> Functions.rootBelow(a, times, c, count));
        } else if (exponent == -1.5) {
            actions.add((at, count) -> Functions.cubedRootBelow(a, times, c, count));
        } else {
            actions.add((at, count) -> Functions.power(a, factor, exponent, c, count));
        }
    }

    /** {@code z = function(x)}. */
    public void map(Function function, int x, int z) {
        float[] a = scratch.piece(x);
        float[] c = scratch.piece(z);
        Functions functions = scratch.functions;
        actions.add(
                switch (function) {
                    case RELU -> (at, count) -> Functions.relu(a, c, count);
                    case TANH -> (at, count) -> functions.tanh(a, c, count);
                    case SIGMOID -> (at, count) -> functions.sigmoid(a, c, count);
                    case EXP -> (at, count) -> functions.exp(a, c, count);
                    case SINE -> (at, count) -> Functions.sine(a, c, count);
                    case COSINE -> (at, count) -> Functions.cosine(a, c, count);
                    case SQUARE -> (at, count) -> Functions.square(a, c, count);
                });
    }

    /** {@code z = g f'}, of {@code f(x)}, or for a ReLU of {@code x}, and the gradient {@code g} of {@code f(x)}. */
    public void derivative(Function function, int f, int gradient, int z) {
        float[] a = scratch.piece(f);
        float[] g = scratch.piece(gradient);
        float[] c = scratch.piece(z);
        actions.add(
                switch (function) {
                    case RELU -> (at, count) -> Functions.reluDerivative(a, g, c, count);
                    case TANH -> (at, count) -> Functions.tanhDerivative(a, g, c, count);
                    case SIGMOID -> (at, count) -> Functions.sigmoidDerivative(a, g, c, count);
                    case SINE, COSINE, EXP, SQUARE ->
                        throw new IllegalArgumentException("SameDiff writes out the derivative of " + function);
                });
    }
}
