package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Order;
import java.util.List;
import java.util.Map;

/** Matrix products, of two matrices or of as many pairs as there are tasks. */
record ProductRules(Values values) {

    /** By ND4J's names. */
    Map<String, Rule> rules() {
        return Map.of("matmul", this::product, "matmul_bp", this::gradient);
    }

    private List<Node> product(OpNode op) {
        double[] factors = op.custom().tArgs(); // alpha and beta of alpha A B + beta C
        boolean plain = factors.length < 2 || (factors[0] == 1 && factors[1] == 0);
        if (!plain || op.flag(2) || !multiply(op.inputs()) || op.inputs().size() != 2) {
            return List.of();
        }
        return op.becomes(product(op.flag(0), op.flag(1)));
    }

    /** From {@code C = A B} follow {@code dA = dC B'} and {@code dB = A' dC}, and alike if A or B are transposed. */
    private List<Node> gradient(OpNode op) {
        if (op.flag(2) || !multiply(op.inputs())) {
            return List.of();
        }
        boolean ta = op.flag(0);
        boolean tb = op.flag(1);
        String a = op.input(0);
        String b = op.input(1);
        String dc = op.input(2);
        List<String> da = List.of(op.output(0));
        List<String> db = List.of(op.output(1));
        return List.of(
                ta
                        ? new Node(product(tb, true), List.of(b, dc), da)
                        : new Node(product(false, !tb), List.of(dc, b), da),
                tb
                        ? new Node(product(true, ta), List.of(dc, a), db)
                        : new Node(product(!ta, false), List.of(a, dc), db));
    }

    private static Operation product(boolean a, boolean b) {
        return new Operation.Product(Order.transposedIf(a), Order.transposedIf(b));
    }

    /** Whether all are matrices, or as many matrices each. */
    private boolean multiply(List<String> names) {
        return values.areMatrices(names)
                || names.stream()
                        .allMatch(name -> values.shape(name).length == 3
                                && values.shape(name)[0] == values.shape(names.get(0))[0]);
    }
}
