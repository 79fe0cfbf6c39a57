package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Value;
import io.weightloom.program.kernel.Spans;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * The part of {@link KernelSelection} that knows values of which whole stretches share one number, and means of those:
 * what norms over channels are made of.
 *
 * @param values of the op list, to which this class adds its own
 */
record Sharing(Map<String, Value> values, DataType type) {

    /** {@code x + factor y}; none if neither is shared by the other. */
    List<Node> add(Node node, double factor) {
        String x = node.inputs().get(0);
        String y = node.inputs().get(1);
        if (isShared(y, x)) {
            return List.of(new Node(new Operation.AddShared(factor), List.of(x, y), node.outputs()));
        }
        return isShared(x, y) && factor == 1
                ? List.of(new Node(new Operation.AddShared(1), List.of(y, x), node.outputs()))
                : List.of();
    }

    /** The gradients of both. */
    List<Node> addGradient(Node node, double factor) {
        String gradient = node.inputs().get(2);
        int shared = shared(node, gradient);
        if (shared < 0 || (shared == 0 && factor != 1)) {
            return List.of();
        }
        return List.of(
                new Node(
                        new Operation.Alias(0),
                        List.of(gradient),
                        List.of(node.outputs().get(1 - shared))),
                new Node(
                        new Operation.SumShared(factor),
                        List.of(gradient),
                        List.of(node.outputs().get(shared))));
    }

    List<Node> multiply(Node node) {
        String x = node.inputs().get(0);
        String y = node.inputs().get(1);
        if (isShared(y, x)) {
            return List.of(new Node(new Operation.MultiplyShared(), List.of(x, y), node.outputs()));
        }
        return isShared(x, y)
                ? List.of(new Node(new Operation.MultiplyShared(), List.of(y, x), node.outputs()))
                : List.of();
    }

    List<Node> multiplyGradient(Node node) {
        String gradient = node.inputs().get(2);
        int shared = shared(node, gradient);
        if (shared < 0) {
            return List.of();
        }
        return List.of(
                new Node(
                        new Operation.MultiplyShared(),
                        List.of(gradient, node.inputs().get(shared)),
                        List.of(node.outputs().get(1 - shared))),
                new Node(
                        new Operation.SumShared(1),
                        List.of(gradient, node.inputs().get(1 - shared)),
                        List.of(node.outputs().get(shared))));
    }

    /** Which of two inputs is shared by stretches of the other one, if that is as large as the gradient; -1 if none. */
    private int shared(Node node, String gradient) {
        for (int shared : new int[] {1, 0}) {
            if (sameShape(node.inputs().get(1 - shared), gradient)
                    && isShared(node.inputs().get(shared), gradient)) {
                return shared;
            }
        }
        return -1;
    }

    List<Node> mean(Node node, BaseReduceOp op) {
        String x = node.inputs().get(0);
        long[] kept =
                kept(x, op.dimensions() == null ? new long[0] : op.dimensions().toLongVector());
        if (Spans.of(shape(x), kept).isEmpty() || size(kept) != size(shape(node.output()))) {
            return List.of();
        }
        String means = define("<means of " + node.output() + ">", kept);
        return List.of(
                new Node(new Operation.SumShared((double) size(kept) / size(shape(x))), List.of(x), List.of(means)),
                new Node(new Operation.Alias(0), List.of(means), node.outputs()));
    }

    List<Node> meanGradient(Node node, DynamicCustomOp op) {
        String x = node.inputs().get(0);
        String gradient = node.inputs().get(1);
        long[] kept = kept(x, op.iArgs());
        if (Spans.of(shape(x), kept).isEmpty() || size(kept) != size(shape(gradient))) {
            return List.of();
        }
        String means = define("<means for " + node.output() + ">", kept);
        return List.of(
                new Node(new Operation.Alias(0), List.of(gradient), List.of(means)),
                new Node(
                        new Operation.SpreadShared((double) size(kept) / size(shape(x))),
                        List.of(means),
                        node.outputs()));
    }

    /** A shape of which some extents have become 1; no axes, or SameDiff's number for all, stand for all. */
    private long[] kept(String name, long[] axes) {
        long[] kept = shape(name).clone();
        if (axes.length == 0 || axes[0] == Integer.MAX_VALUE) {
            Arrays.fill(kept, 1);
            return kept;
        }
        for (long axis : axes) {
            kept[Math.toIntExact(axis < 0 ? axis + kept.length : axis)] = 1;
        }
        return kept;
    }

    private boolean isShared(String shared, String whole) {
        return Spans.of(shape(whole), shape(shared)).isPresent();
    }

    private boolean sameShape(String x, String y) {
        return Arrays.equals(shape(x), shape(y));
    }

    private String define(String name, long[] shape) {
        values.put(name, new Value(shape, type, new Value.Result()));
        return name;
    }

    private long[] shape(String name) {
        return Objects.requireNonNull(values.get(name)).shape();
    }

    private static long size(long[] shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }
}
