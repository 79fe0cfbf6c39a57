package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.kernel.Spans;
import java.util.List;

/** The part of {@link ArithmeticRules} that knows values of which whole stretches share one number. */
record Sharing(Values values) {

    /** {@code x + factor y}; none if neither is shared by the other. */
    List<Node> add(OpNode op, double factor) {
        String x = op.input(0);
        String y = op.input(1);
        if (isShared(y, x)) {
            return List.of(new Node(new Operation.AddShared(factor), List.of(x, y), op.outputs()));
        }
        return isShared(x, y) && factor == 1
                ? List.of(new Node(new Operation.AddShared(1), List.of(y, x), op.outputs()))
                : List.of();
    }

    /** The gradients of both. */
    List<Node> addGradient(OpNode op, double factor) {
        String gradient = op.input(2);
        int shared = shared(op, gradient);
        if (shared < 0 || (shared == 0 && factor != 1)) {
            return List.of();
        }
        return List.of(
                new Node(new Operation.Alias(0), List.of(gradient), List.of(op.output(1 - shared))),
                new Node(new Operation.SumShared(factor), List.of(gradient), List.of(op.output(shared))));
    }

    List<Node> multiply(OpNode op) {
        String x = op.input(0);
        String y = op.input(1);
        if (isShared(y, x)) {
            return List.of(new Node(new Operation.MultiplyShared(), List.of(x, y), op.outputs()));
        }
        return isShared(x, y)
                ? List.of(new Node(new Operation.MultiplyShared(), List.of(y, x), op.outputs()))
                : List.of();
    }

    List<Node> multiplyGradient(OpNode op) {
        String gradient = op.input(2);
        int shared = shared(op, gradient);
        if (shared < 0) {
            return List.of();
        }
        return List.of(
                new Node(
                        new Operation.MultiplyShared(),
                        List.of(gradient, op.input(shared)),
                        List.of(op.output(1 - shared))),
                new Node(
                        new Operation.SumShared(1),
                        List.of(gradient, op.input(1 - shared)),
                        List.of(op.output(shared))));
    }

    /** Which of two inputs is shared by stretches of the other one, if that is as large as the gradient; -1 if none. */
    private int shared(OpNode op, String gradient) {
        for (int shared : new int[] {1, 0}) {
            if (values.areSameShape(op.input(1 - shared), gradient) && isShared(op.input(shared), gradient)) {
                return shared;
            }
        }
        return -1;
    }

    private boolean isShared(String shared, String whole) {
        return Spans.of(values.shape(whole), values.shape(shared)).isPresent();
    }
}
