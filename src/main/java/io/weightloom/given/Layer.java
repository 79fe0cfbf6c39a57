package io.weightloom.given;

import java.util.List;
import java.util.Optional;

/**
 * A layer's weights. Immutable by agreement: nobody writes into the arrays.
 *
 * @param node that has them, for messages
 * @param kernel height and width; none of a dense layer
 * @param in numbers or channels that it takes
 * @param out numbers or channels that it makes
 * @param weights {@code [(height, width,) in, out]}
 * @param biases {@code [out]}
 */
record Layer(String node, List<Integer> kernel, int in, int out, double[] weights, Optional<double[]> biases) {

    /** Copies the list. */
    public Layer {
        kernel = List.copyOf(kernel);
    }

    static Layer of(Flow flow, Step.Dense dense) {
        List<Integer> shape = dense.weights().shape();
        return new Layer(
                flow.node(),
                List.of(),
                shape.get(0),
                shape.get(1),
                dense.weights().values(),
                Optional.empty());
    }

    static Layer of(Flow flow, Step.Convolution convolution) {
        Constant kernel = convolution.kernel().transposed(List.of(2, 3, 1, 0));
        List<Integer> shape = kernel.shape();
        return new Layer(
                flow.node(),
                shape.subList(0, 2),
                shape.get(2),
                shape.get(3),
                kernel.values(),
                convolution.bias().map(Constant::values));
    }

    boolean isConvolution() {
        return !kernel.isEmpty();
    }

    double[] allBiases() {
        return biases.orElseGet(() -> new double[out]);
    }

    /** With what comes right behind it. */
    Layer then(Affine affine) {
        double[] scaled = weights;
        if (affine.isScaling()) {
            scaled = weights.clone();
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] *= affine.factor(i % out);
            }
        }
        double[] shifted = new double[out];
        for (int o = 0; o < out; o++) {
            shifted[o] = biases.isEmpty() ? affine.shift(o) : affine.factor(o) * biases.get()[o] + affine.shift(o);
        }
        return new Layer(node, kernel, in, out, scaled, Optional.of(shifted));
    }

    /** With what comes right before it, which must shift nothing if zeros lie around pictures. */
    Layer behind(Affine affine) {
        if (isConvolution() && affine.isShifting()) {
            throw new GivenException(
                    "%s has a shift right before it, which zeros around its pictures would not have; supported is one behind a layer"
                            .formatted(node));
        }
        double[] scaled = weights.clone();
        double[] shifted = allBiases().clone();
        for (int i = 0; i < scaled.length; i++) {
            int from = i / out % in;
            shifted[i % out] += affine.shift(from) * weights[i];
            scaled[i] *= affine.factor(from);
        }
        return new Layer(node, kernel, in, out, scaled, Optional.of(shifted));
    }

    /** Of one output the two that a softmax makes the same probability of. */
    Layer ofTwoClasses() {
        double[] both = new double[2 * in];
        for (int i = 0; i < in; i++) {
            both[2 * i + 1] = weights[i];
        }
        return new Layer(node, kernel, in, 2, both, Optional.of(new double[] {0, allBiases()[0]}));
    }
}
