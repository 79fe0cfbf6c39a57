package io.weightloom.network;

import io.weightloom.layout.Shape;
import io.weightloom.spec.Activation;
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
 * @param draw how each layer is drawn
 */
record Trunk(int input, List<Integer> hidden, Activation activation, LayerDraw draw) {

    /** Width of {@code e}. */
    int width() {
        return hidden.isEmpty() ? input : hidden.get(hidden.size() - 1);
    }

    /** How many numbers its layers hold for one row of input. */
    double hiddenNumbers() {
        return hidden.stream().mapToDouble(Integer::doubleValue).sum();
    }

    List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        int in = input;
        for (int l = 0; l < hidden.size(); l++) {
            int out = hidden.get(l);
            parameters.add(new Parameter(weight(l), Shape.of(in, out), Part.GENERATOR, weights(in, out)));
            parameters.add(new Parameter(bias(l), Shape.of(out), Part.GENERATOR, draw.biases(in)));
            in = out;
        }
        return parameters;
    }

    /** @param z the input, {@code [rows, input]}; the result is {@code [rows, width()]} */
    SDVariable forward(SameDiff graph, SDVariable z, Function<String, SDVariable> tensors) {
        SDVariable e = z;
        for (int l = 0; l < hidden.size(); l++) {
            SDVariable b = tensors.apply(bias(l)).reshape(1, hidden.get(l));
            e = Activations.apply(
                    graph,
                    activation,
                    e.mmul(tensors.apply(weight(l))).add(Names.generator("pre" + l), b)); // [rows, out]
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
    double[] forward(double[] z, Function<String, double[]> values) {
        int rows = z.length / input;
        double[] e = z;
        int in = input;
        for (int l = 0; l < hidden.size(); l++) {
            e = layer(e, rows, in, hidden.get(l), values.apply(weight(l)), values.apply(bias(l)));
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
                y[row * out + o] = Activations.apply(activation, sum);
            }
        }
        return y;
    }

    private Draw weights(int in, int out) {
        return draw.weights(in, out, activation == Activation.RELU ? 2 : 1);
    }

    private static String weight(int l) {
        return Names.generator("w" + l);
    }

    private static String bias(int l) {
        return Names.generator("b" + l);
    }
}
