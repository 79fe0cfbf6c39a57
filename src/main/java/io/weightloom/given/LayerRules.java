package io.weightloom.given;

import io.weightloom.format.OnnxGraph;
import io.weightloom.network.target.FeatureMap;
import io.weightloom.spec.TargetSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Nodes of an ONNX graph that have weights, or see several numbers at once. */
final class LayerRules {

    static final double EPSILON = 1e-5; // ONNX's default

    private LayerRules() {}

    /** {@code alpha x w + beta b} */
    static Term gemm(Term.Call call) {
        OnnxGraph.Node node = call.node();
        if (node.number("transA", 0) != 0) {
            throw call.fault("turns what the network computes (transA); supported is transA = 0");
        }
        Constant weights = matrix(call);
        if (node.number("transB", 0) != 0) {
            weights = weights.transposed(List.of(1, 0));
        }
        double alpha = node.decimal("alpha", 1);
        Flow flow = dense(call, alpha == 1 ? weights : weights.map(w -> alpha * w));
        double beta = node.decimal("beta", 1);
        if (call.count() < 3 || beta == 0) {
            return flow;
        }
        Constant bias = call.constant(2);
        return flow.then(new Step.Plus(beta == 1 ? bias : bias.map(b -> beta * b)), node.toString());
    }

    static Term product(Term.Call call) {
        return dense(call, matrix(call));
    }

    private static Constant matrix(Term.Call call) {
        Constant weights = call.constant(1);
        if (weights.shape().size() != 2 || weights.length() == 0) {
            throw call.fault("has weights of the shape %s; supported are those of two axes".formatted(weights.shape()));
        }
        return weights;
    }

    private static Flow dense(Term.Call call, Constant weights) {
        Flow flow = call.flow(0);
        int in = weights.shape().get(0);
        if (flow.shape().size() != 1 || (flow.numbers() != Flow.FREE && flow.numbers() != in)) {
            throw call.fault("has weights for %s numbers, but gets %s".formatted(in, flow.shape()));
        }
        return flow.then(
                new Step.Dense(weights),
                List.of(weights.shape().get(1)),
                call.node().toString());
    }

    static Term convolution(Term.Call call) {
        Constant kernel = call.constant(1);
        Flow flow = call.flow(0);
        List<Integer> picture = flow.shape();
        if (kernel.shape().size() != 4 || kernel.length() == 0 || picture.size() != 3 || picture.contains(Flow.FREE)) {
            throw call.fault(
                    "has a kernel of the shape %s for examples of the shape %s; supported are [out, in, height, width] and pictures of a known size"
                            .formatted(kernel.shape(), picture));
        }
        if (!kernel.shape().get(1).equals(picture.get(0)) || call.node().number("group", 1) != 1) {
            throw call.fault("has kernels for %s of %s channels in %s groups; supported is one group"
                    .formatted(
                            kernel.shape().get(1), picture.get(0), call.node().number("group", 1)));
        }
        int stride = stride(call, kernel.shape().subList(2, 4), picture);
        Optional<Constant> bias = call.count() > 2 ? Optional.of(call.constant(2)) : Optional.empty();
        bias.filter(numbers -> numbers.length() != kernel.shape().get(0)).ifPresent(numbers -> {
            throw call.fault("has %s biases for %s channels"
                    .formatted(numbers.length(), kernel.shape().get(0)));
        });
        return flow.then(
                new Step.Convolution(kernel, bias, stride),
                List.of(kernel.shape().get(0), ceil(picture.get(1), stride), ceil(picture.get(2), stride)),
                call.node().toString());
    }

    private static int ceil(int extent, int stride) {
        return (extent + stride - 1) / stride;
    }

    /**
     * How far a convolution goes at each step. Zeros around it are those that it keeps height and width with, but for
     * that, one more behind than before where their number is odd.
     */
    private static int stride(Term.Call call, List<Integer> kernel, List<Integer> picture) {
        OnnxGraph.Node node = call.node();
        List<Long> strides =
                node.numbers("strides").filter(all -> !all.isEmpty()).orElse(List.of(1L, 1L));
        boolean known = strides.equals(List.of(1L, 1L)) || strides.equals(List.of(2L, 2L));
        int stride = known ? strides.get(0).intValue() : 1;
        long height = FeatureMap.padding(picture.get(1), kernel.get(0), stride);
        long width = FeatureMap.padding(picture.get(2), kernel.get(1), stride);
        List<Long> same = List.of(height / 2, width / 2, height - height / 2, width - width / 2);
        List<Long> none = List.of(0L, 0L, 0L, 0L);
        String auto = node.text("auto_pad", "NOTSET");
        List<Long> pads = switch (auto.isEmpty() ? "NOTSET" : auto) {
            case "SAME_UPPER" -> same;
            case "SAME_LOWER" -> List.of(height - height / 2, width - width / 2, height / 2, width / 2);
            case "VALID" -> none;
            default -> node.numbers("pads").filter(all -> !all.isEmpty()).orElse(none);
        };
        if (!known || !all(node, "dilations", 1) || !pads.equals(same)) {
            throw call.fault(
                    "has strides %s, dilations %s and zeros around of %s; supported are convolutions that keep height and width: strides and dilations of 1 and zeros of %s for a kernel of %sx%s%s"
                            .formatted(
                                    strides,
                                    node.numbers("dilations").orElse(List.of(1L, 1L)),
                                    pads,
                                    same,
                                    kernel.get(0),
                                    kernel.get(1),
                                    stride == 1 ? "" : ", and in residual networks strides of 2 with these zeros"));
        }
        return stride;
    }

    private static boolean all(OnnxGraph.Node node, String attribute, long value) {
        return node.numbers(attribute).orElse(List.of()).stream().allMatch(number -> number == value);
    }

    static Term pool(Term.Call call) {
        OnnxGraph.Node node = call.node();
        Flow flow = call.flow(0);
        List<Long> kernel = node.numbers("kernel_shape").orElse(List.of());
        if (kernel.size() != 2
                || kernel.get(0) < 1
                || kernel.get(0) > Integer.MAX_VALUE
                || flow.shape().size() != 3) {
            throw call.fault("has a window of %s for examples of the shape %s; supported are squares of pictures"
                    .formatted(kernel, flow.shape()));
        }
        long side = kernel.get(0);
        boolean squares = kernel.get(1) == side
                && node.numbers("strides").orElse(List.of(1L, 1L)).equals(kernel)
                && all(node, "pads", 0)
                && all(node, "dilations", 1)
                && node.number("ceil_mode", 0) == 0;
        if (!squares || flow.shape().get(1) % side != 0 || flow.shape().get(2) % side != 0) {
            throw call.fault(
                    "has a window of %s in steps of %s over %s; supported are squares side by side that fill the picture"
                            .formatted(kernel, node.numbers("strides").orElse(List.of(1L, 1L)), flow.shape()));
        }
        TargetSpec.Pooling pooling =
                node.operator().equals("MaxPool") ? TargetSpec.Pooling.MAX : TargetSpec.Pooling.AVERAGE;
        List<Integer> pooled = List.of(flow.shape().get(0), (int) (flow.shape().get(1) / side), (int)
                (flow.shape().get(2) / side));
        return flow.then(new Step.Pool(pooling, (int) side), pooled, node.toString());
    }

    /** A mean over rows and columns, which keeps examples and channels apart. */
    static Term mean(Term.Call call) {
        OnnxGraph.Node node = call.node();
        Flow flow = call.flow(0);
        boolean global = node.operator().equals("GlobalAveragePool");
        List<Long> axes = global
                ? List.of(2L, 3L)
                : call.count() > 1
                        ? call.constant(1).whole()
                        : node.numbers("axes").orElse(List.of());
        if (flow.shape().size() != 3
                || !(axes.equals(List.of(2L, 3L))
                        || axes.equals(List.of(-2L, -1L))
                        || axes.equals(List.of(-1L, -2L)))) {
            throw call.fault(
                    "is over the axes %s of examples of the shape %s; supported is a mean over rows and columns"
                            .formatted(axes, flow.shape()));
        }
        int channels = flow.shape().get(0);
        boolean kept = global || node.number("keepdims", 1) != 0;
        return flow.then(new Step.Mean(), kept ? List.of(channels, 1, 1) : List.of(channels), node.toString());
    }

    /** {@code (x - mean) / sqrt(variance + epsilon) scale + shift}, by the statistics that the file holds. */
    static Term norm(Term.Call call) {
        if (call.count() != 5 || call.node().number("training_mode", 0) != 0) {
            throw call.fault("is that of training; supported is one that uses the statistics of the file: export in"
                    + " evaluation mode");
        }
        Flow flow = call.flow(0);
        int channels = call.constant(1).length();
        if (IntStream.range(1, 5).anyMatch(i -> call.constant(i).length() != channels)
                || (flow.shape().get(0) != channels && flow.shape().get(0) != Flow.FREE)) {
            throw call.fault(
                    "has statistics of %s channels for examples of the shape %s".formatted(channels, flow.shape()));
        }
        double epsilon = call.node().decimal("epsilon", EPSILON);
        double[] factors = new double[channels];
        double[] shifts = new double[channels];
        for (int c = 0; c < channels; c++) {
            factors[c] =
                    call.constant(1).values()[c] / Math.sqrt(call.constant(4).values()[c] + epsilon);
            shifts[c] = call.constant(2).values()[c] - call.constant(3).values()[c] * factors[c];
        }
        List<Integer> shape = flow.shape().size() == 3 ? List.of(channels, 1, 1) : List.of(channels);
        String node = call.node().toString();
        List<Integer> known = flow.shape().size() == 3 ? flow.shape() : List.of(channels);
        Step.Norm norm =
                new Step.Norm(call.constant(1).values(), call.constant(2).values());
        return flow.then(new Step.Times(new Constant(shape, factors, true), Optional.of(norm)), known, node)
                .then(new Step.Plus(new Constant(shape, shifts, true)), node);
    }
}
