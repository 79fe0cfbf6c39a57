package io.weightloom.network.generator;

import io.weightloom.layout.Shape;
import io.weightloom.network.graph.MatrixProduct;
import io.weightloom.network.graph.Names;
import io.weightloom.network.graph.NativeArrays;
import io.weightloom.network.init.Initializer;
import io.weightloom.network.init.LayerInitializer;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import io.weightloom.network.target.Activations;
import io.weightloom.spec.Activation;
import io.weightloom.spec.HypernetSpec.Norm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The generator's hidden layers: {@code e = activation(... activation(z W0 + b0) ...)}; without hidden layers {@code e
 * = z}. Immutable.
 *
 * @param input width of the input
 * @param hidden widths of the layers
 * @param activation after each layer
 * @param initializer how each layer is drawn
 * @param norm of each layer, without trainables of its own. {@code LAYER}: before the activation, {@code (y - mean) /
 *     sqrt(variance + }{@value #EPSILON}{@code )} over the units of a row. {@code SPECTRAL}: {@code W / sigma} in place
 *     of {@code W}, sigma the largest singular value by {@value #ITERATIONS} steps of power iteration, through which
 *     gradients flow
 */
public record Trunk(int input, List<Integer> hidden, Activation activation, LayerInitializer initializer, Norm norm) {

    private static final double EPSILON = 1e-5;
    private static final int ITERATIONS = 5;

    /** Width of {@code e}. */
    int width() {
        return hidden.isEmpty() ? input : hidden.get(hidden.size() - 1);
    }

    /** How many numbers its layers hold for one row of input. */
    double hiddenNumbers() {
        return hidden.stream().mapToDouble(Integer::doubleValue).sum();
    }

    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        int in = input;
        for (int l = 0; l < hidden.size(); l++) {
            int out = hidden.get(l);
            parameters.add(new Parameter(weight(l), Shape.of(in, out), LedgerColumn.GENERATOR, weights(in, out)));
            parameters.add(new Parameter(bias(l), Shape.of(out), LedgerColumn.GENERATOR, initializer.biases(in)));
            in = out;
        }
        return parameters;
    }

    /** The last hidden layer, {@code [rows, width()]}, of the input {@code z}, {@code [rows, input]}. */
    public SDVariable forward(SameDiff graph, SDVariable z, Function<String, SDVariable> tensors) {
        SDVariable e = z;
        int in = input;
        for (int l = 0; l < hidden.size(); l++) {
            SDVariable b = tensors.apply(bias(l)).reshape(1, hidden.get(l));
            SDVariable w = tensors.apply(weight(l));
            SDVariable used = norm == Norm.SPECTRAL ? spectral(graph, w, in, hidden.get(l)) : w;
            SDVariable pre =
                    MatrixProduct.of(e, used, in, hidden.get(l)).add(Names.generator("pre" + l), b); // [rows, out]
            e = Activations.apply(graph, activation, norm == Norm.LAYER ? standardised(graph, pre, l) : pre);
            in = hidden.get(l);
        }
        return e;
    }

    /**
     * The same with numbers instead of variables.
     *
     * @param z row-major, {@code [rows, input]}
     * @param values gives the numbers of a parameter
     * @return row-major, {@code [rows, width()]}
     */
    public double[] forward(double[] z, Function<String, double[]> values) {
        int rows = z.length / input;
        double[] e = z;
        int in = input;
        for (int l = 0; l < hidden.size(); l++) {
            double[] w = values.apply(weight(l));
            int out = hidden.get(l);
            e = layer(e, rows, in, out, norm == Norm.SPECTRAL ? spectral(w, in, out) : w, values.apply(bias(l)));
            in = hidden.get(l);
        }
        return e;
    }

    /**
     * The second moment of {@code e}, measured rather than derived: it then holds for each activation and for each draw
     * of z.
     *
     * @param z row-major, {@code [rows, input]}
     * @param values gives the numbers of a parameter
     */
    double secondMoment(double[] z, Function<String, double[]> values) {
        double[] e = forward(z, values);
        return Arrays.stream(e).map(value -> value * value).sum() / e.length;
    }

    private double[] layer(double[] x, int rows, int in, int out, double[] w, double[] b) {
        double[] y = new double[rows * out];
        for (int row = 0; row < rows; row++) {
            for (int o = 0; o < out; o++) {
                double sum = b[o];
                for (int i = 0; i < in; i++) {
                    sum += x[row * in + i] * w[i * out + o];
                }
                y[row * out + o] = sum;
            }
            if (norm == Norm.LAYER) {
                standardise(y, row * out, (row + 1) * out);
            }
        }
        Arrays.setAll(y, i -> Activations.apply(activation, y[i]));
        return y;
    }

    /** Means over the units are products with constants, which need no reductions. */
    private SDVariable standardised(SameDiff graph, SDVariable pre, int l) {
        int n = hidden.get(l);
        double[] centre = new double[n * n];
        double[] mean = new double[n * n];
        for (int i = 0; i < n * n; i++) {
            mean[i] = 1.0 / n;
            centre[i] = (i % (n + 1) == 0 ? 1 : 0) - mean[i];
        }
        SDVariable centred = MatrixProduct.of(pre, graph.constant(NativeArrays.of(centre, pre.dataType(), n, n)), n, n);
        SDVariable variance = MatrixProduct.of(
                centred.mul(centred), graph.constant(NativeArrays.of(mean, pre.dataType(), n, n)), n, n);
        return centred.div(Names.generator("norm" + l), graph.math().sqrt(variance.add(EPSILON))); // [rows, n]
    }

    private static void standardise(double[] y, int from, int to) {
        double mean = Arrays.stream(y, from, to).sum() / (to - from);
        double variance = Arrays.stream(y, from, to)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (to - from);
        for (int i = from; i < to; i++) {
            y[i] = (y[i] - mean) / StrictMath.sqrt(variance + EPSILON);
        }
    }

    /**
     * No value in it is a matrix of one element, because in ND4J M2.1 the gradients of products and quotients with such
     * a one are wrong: sums stand in each element of a row instead.
     *
     * @param w {@code [in, out]}, both at least 2
     */
    private static SDVariable spectral(SameDiff graph, SDVariable w, int in, int out) {
        SDVariable u = graph.constant(NativeArrays.of(start(in), w.dataType(), 1, in));
        for (int step = 0; step < ITERATIONS; step++) {
            SDVariable next = MatrixProduct.byTransposed(graph, MatrixProduct.of(u, w, in, out), w, out, in); // [1, in]
            u = next.mul(inverseNorm(graph, next, in));
        }
        return w.mul(inverseNorm(graph, MatrixProduct.of(u, w, in, out), out));
    }

    /** One over the Euclidean norm of a row {@code [1, n]}, in each element of one. */
    private static SDVariable inverseNorm(SameDiff graph, SDVariable row, int n) {
        double[] ones = new double[n * n];
        Arrays.fill(ones, 1);
        SDVariable squares =
                MatrixProduct.of(row.mul(row), graph.constant(NativeArrays.of(ones, row.dataType(), n, n)), n, n);
        return graph.math().pow(squares, -0.5);
    }

    private static double[] spectral(double[] w, int in, int out) {
        double[] u = start(in);
        for (int step = 0; step < ITERATIONS; step++) {
            double[] v = product(u, w, out);
            double[] next = new double[in];
            for (int i = 0; i < w.length; i++) {
                next[i / out] += w[i] * v[i % out];
            }
            double length = norm(next);
            Arrays.setAll(next, i -> next[i] / length);
            u = next;
        }
        double sigma = norm(product(u, w, out));
        return Arrays.stream(w).map(value -> value / sigma).toArray();
    }

    private static double[] product(double[] u, double[] w, int out) {
        double[] v = new double[out];
        for (int i = 0; i < w.length; i++) {
            v[i % out] += u[i / out] * w[i];
        }
        return v;
    }

    private static double norm(double[] vector) {
        return StrictMath.sqrt(Arrays.stream(vector).map(value -> value * value).sum());
    }

    /** Where power iteration starts: without the symmetries that a singular vector might be orthogonal to. */
    private static double[] start(int size) {
        double[] start = new double[size];
        Arrays.setAll(start, i -> StrictMath.sin(1 + i));
        return start;
    }

    private Initializer weights(int in, int out) {
        return initializer.weights(in, out, activation == Activation.RELU ? 2 : 1);
    }

    private static String weight(int l) {
        return Names.generator("w" + l);
    }

    private static String bias(int l) {
        return Names.generator("b" + l);
    }
}
