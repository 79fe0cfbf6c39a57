package io.weightloom.program.kernel;

import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Function;
import java.util.List;

/**
 * Our own kernels for work on elements. Each is one plain loop, in double precision inside. Floats go through
 * {@link Pieces} instead where they can.
 */
public final class Kernels {

    private Kernels() {}

    /** {@code z = x + y}, all of one size. */
    public static Kernel add(Elements x, Elements y, Elements z) {
        int n = z.size();
        return () -> {
            for (int i = 0; i < n; i++) {
                z.put(i, x.get(i) + y.get(i));
            }
        };
    }

    /** Adds {@code rows}, in turn, to as many rows of the matrix each. */
    public static Kernel addRow(Elements matrix, Elements rows, int width, Elements z) {
        int m = z.size() / width;
        int each = m / (rows.size() / width);
        return () -> {
            for (int i = 0; i < m; i++) {
                int row = i / each * width;
                for (int j = 0; j < width; j++) {
                    z.put(i * width + j, matrix.get(i * width + j) + rows.get(row + j));
                }
            }
        };
    }

    /** A matrix with each of its rows multiplied by another one, element by element. */
    public static Kernel multiplyRow(Elements matrix, Elements row, Elements z) {
        int n = row.size();
        int m = z.size() / n;
        return () -> {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    z.put(i * n + j, matrix.get(i * n + j) * row.get(j));
                }
            }
        };
    }

    /** Copies rows into those of a matrix, each, in turn, into as many. */
    public static Kernel repeat(Elements[] rows, Elements[] targets) {
        int each = targets.length / rows.length;
        return () -> {
            for (int i = 0; i < targets.length; i++) {
                targets[i].copy(rows[i / each]);
            }
        };
    }

    /**
     * Copies matrices into one.
     *
     * @param columns where the first column of each comes
     * @param rows of each matrix
     */
    public static Kernel join(List<Elements> matrices, List<Integer> columns, int rows, Elements z) {
        Elements[] parts = matrices.toArray(Elements[]::new);
        int[] firsts = columns.stream().mapToInt(Integer::intValue).toArray();
        int width = z.size() / rows;
        return () -> {
            for (int p = 0; p < parts.length; p++) {
                Elements part = parts[p];
                int n = part.size() / rows;
                for (int i = 0; i < rows; i++) {
                    z.copy(i * width + firsts[p], part, i * n, n);
                }
            }
        };
    }

    /** {@code z}, {@code [rows, n]}, is those columns of a matrix {@code [rows, m]} that begin with {@code column}. */
    public static Kernel cut(Elements matrix, int column, int rows, Elements z) {
        int width = matrix.size() / rows;
        int n = z.size() / rows;
        return () -> {
            for (int i = 0; i < rows; i++) {
                z.copy(i * n, matrix, i * width + column, n);
            }
        };
    }

    /** {@code z = x y}, element by element, all of one size. */
    public static Kernel multiply(Elements x, Elements y, Elements z) {
        int n = z.size();
        return () -> {
            for (int i = 0; i < n; i++) {
                z.put(i, x.get(i) * y.get(i));
            }
        };
    }

    /** Takes the elements {@code from} of {@code x}. */
    public static Kernel gather(Elements x, int[] from, Elements z) {
        return () -> {
            for (int i = 0; i < from.length; i++) {
                z.put(i, x.get(from[i]));
            }
        };
    }

    /** {@code z = factor x + summand}. */
    public static Kernel scale(Elements x, double factor, double summand, Elements z) {
        int n = z.size();
        return () -> {
            for (int i = 0; i < n; i++) {
                z.put(i, factor * x.get(i) + summand);
            }
        };
    }

    /** {@code z = factor x^exponent}. */
    public static Kernel power(Elements x, double factor, double exponent, Elements z) {
        int n = z.size();
        return () -> {
            for (int i = 0; i < n; i++) {
                z.put(i, factor * Math.pow(x.get(i), exponent));
            }
        };
    }

    /** {@code z}, one element, is the sum of all of {@code x}. */
    public static Kernel sum(Elements x, Elements z) {
        int n = x.size();
        return () -> {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += x.get(i);
            }
            z.put(0, sum);
        };
    }

    /** All of {@code z} are the only element of {@code number}. */
    public static Kernel fill(Elements number, Elements z) {
        int n = z.size();
        return () -> {
            double value = number.get(0);
            for (int i = 0; i < n; i++) {
                z.put(i, value);
            }
        };
    }

    /** A loop for each function, because a call through one shared loop would not be inlined. */
    public static Kernel map(Function function, Elements x, Elements z) {
        int n = z.size();
        return switch (function) {
            case RELU -> relu(x, z);
            case TANH ->
                () -> {
                    for (int i = 0; i < n; i++) {
                        z.put(i, tanh(x.get(i)));
                    }
                };
            case SIGMOID ->
                () -> {
                    for (int i = 0; i < n; i++) {
                        z.put(i, 1 / (1 + Math.exp(-x.get(i))));
                    }
                };
            case SINE ->
                () -> {
                    for (int i = 0; i < n; i++) {
                        z.put(i, Math.sin(x.get(i)));
                    }
                };
            case COSINE ->
                () -> {
                    for (int i = 0; i < n; i++) {
                        z.put(i, Math.cos(x.get(i)));
                    }
                };
            case EXP ->
                () -> {
                    for (int i = 0; i < n; i++) {
                        z.put(i, Math.exp(x.get(i)));
                    }
                };
            case SQUARE ->
                () -> {
                    for (int i = 0; i < n; i++) {
                        z.put(i, x.get(i) * x.get(i));
                    }
                };
        };
    }

    /** NaN stays NaN. */
    private static Kernel relu(Elements x, Elements z) {
        int n = z.size();
        return () -> {
            for (int i = 0; i < n; i++) {
                z.put(i, Math.max(x.get(i), 0));
            }
        };
    }

    /**
     * The gradient at {@code x}, of the gradient at {@code f(x)}; {@code f} is {@code f(x)}, or for a ReLU either that
     * or {@code x}.
     */
    public static Kernel derivative(Function function, Elements f, Elements gradient, Elements z) {
        int n = z.size();
        return switch (function) {
            case RELU -> reluDerivative(f, gradient, z);
            case TANH ->
                () -> {
                    for (int i = 0; i < n; i++) {
                        double y = f.get(i);
                        z.put(i, gradient.get(i) * (1 - y * y));
                    }
                };
            case SIGMOID ->
                () -> {
                    for (int i = 0; i < n; i++) {
                        double y = f.get(i);
                        z.put(i, gradient.get(i) * y * (1 - y));
                    }
                };
            case SINE, COSINE, EXP, SQUARE ->
                throw new IllegalArgumentException("SameDiff writes out the derivative of " + function);
        };
    }

    private static Kernel reluDerivative(Elements x, Elements gradient, Elements z) {
        int n = z.size();
        return () -> {
            for (int i = 0; i < n; i++) {
                z.put(i, x.get(i) > 0 ? gradient.get(i) : 0);
            }
        };
    }

    /**
     * By {@code 1 - 2 / (exp(2 x) + 1)}, and near 0, where that cancels, by five terms of Gauss's continued fraction
     * (Abramowitz and Stegun, Handbook of Mathematical Functions, 4.5.70), which has converged there to double
     * precision; {@link Math#tanh} is exact to an ulp but several times slower.
     */
    static double tanh(double x) {
        if (Math.abs(x) < 0.25) {
            double s = x * x;
            return x / (1 + s / (3 + s / (5 + s / (7 + s / (9 + s / 11)))));
        }
        return 1 - 2 / (Math.exp(2 * x) + 1);
    }

    /** The loss, one element, of outputs and labels {@code [batch, width]}, and its gradient by the outputs. */
    public static Kernel loss(
            Operation.Loss.Kind kind, Elements outputs, Elements labels, int width, Elements loss, Elements gradient) {
        return switch (kind) {
            case CROSS_ENTROPY ->
                outputs instanceof Elements.Floats x
                                && labels instanceof Elements.Floats y
                                && gradient instanceof Elements.Floats z
                        ? new CrossEntropy(x, y, width, loss, z)
                        : crossEntropy(outputs, labels, width, loss, gradient);
            case SQUARED_ERROR -> squaredError(outputs, labels, loss, gradient);
            case ABSOLUTE_ERROR -> absoluteError(outputs, labels, loss, gradient);
        };
    }

    /**
     * With {@code p = softmax(x)} of a row: loss {@code -sum(y log(p))}, gradient {@code p sum(y) - y}, each divided by
     * the batch.
     */
    private static Kernel crossEntropy(Elements outputs, Elements labels, int width, Elements loss, Elements gradient) {
        int batch = outputs.size() / width;
        return () -> {
            double total = 0;
            for (int start = 0; start < batch * width; start += width) {
                double largest = Double.NEGATIVE_INFINITY;
                double mass = 0;
                for (int i = start; i < start + width; i++) {
                    largest = Math.max(largest, outputs.get(i));
                    mass += labels.get(i);
                }
                double sum = 0;
                for (int i = start; i < start + width; i++) {
                    double power = Math.exp(outputs.get(i) - largest);
                    gradient.put(i, power);
                    sum += power;
                }
                double logarithm = Math.log(sum) + largest;
                double share = mass / (sum * batch);
                for (int i = start; i < start + width; i++) {
                    double label = labels.get(i);
                    total += label * (logarithm - outputs.get(i));
                    gradient.put(i, gradient.get(i) * share - label / batch);
                }
            }
            loss.put(0, total / batch);
        };
    }

    private static Kernel squaredError(Elements outputs, Elements labels, Elements loss, Elements gradient) {
        int n = outputs.size();
        return () -> {
            double total = 0;
            for (int i = 0; i < n; i++) {
                double error = outputs.get(i) - labels.get(i);
                total += error * error;
                gradient.put(i, 2 * error / n);
            }
            loss.put(0, total / n);
        };
    }

    private static Kernel absoluteError(Elements outputs, Elements labels, Elements loss, Elements gradient) {
        int n = outputs.size();
        return () -> {
            double total = 0;
            for (int i = 0; i < n; i++) {
                double error = outputs.get(i) - labels.get(i);
                total += Math.abs(error);
                gradient.put(i, Math.signum(error) / n);
            }
            loss.put(0, total / n);
        };
    }
}
