package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** The same elements in another shape, or with the axes in another order. */
record ShapeRules(Values values) {

    /** By ND4J's names. */
    Map<String, Rule> rules() {
        return Map.of(
                "reshape", this::reshape,
                "identity", this::alias,
                "expand_dims", this::alias,
                "squeeze", this::alias,
                "permute", this::permute);
    }

    private List<Node> alias(OpNode op) {
        return values.size(op.input(0)) == values.size(op.output()) ? op.becomes(new Operation.Alias(0), 0) : List.of();
    }

    private List<Node> reshape(OpNode op) {
        boolean inOrder = !(op.op() instanceof DynamicCustomOp custom)
                || custom.numIArguments() == 0
                || custom.getIArgument(0) == -99 // ND4J's number for c order
                || custom.getIArgument(0) >= -1; // a length, or -1 for the length that is left
        return inOrder ? alias(op) : List.of();
    }

    private List<Node> permute(OpNode op) {
        int axes = values.shape(op.input(0)).length;
        long[] order = op.custom().iArgs();
        return op.inputs().size() == 1 && order.length == axes
                ? op.becomes(new Operation.Permute(
                        Arrays.stream(order).mapToInt(Math::toIntExact).boxed().toList()))
                : List.of();
    }
}
