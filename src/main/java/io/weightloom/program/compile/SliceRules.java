package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Intervals of a vector and columns of a matrix. */
record SliceRules(Values values) {

    /** By ND4J's names. */
    Map<String, Rule> rules() {
        return Map.of(
                "strided_slice", this::interval,
                "strided_slice_bp", this::intervalGradient,
                "slice", this::columns,
                "slice_bp", this::columnsGradient);
    }

    private List<Node> interval(OpNode op) {
        return op.inputs().size() != 1
                ? List.of()
                : begin(op)
                        .map(begin -> op.becomes(new Operation.Alias(begin), 0))
                        .orElse(List.of());
    }

    private List<Node> intervalGradient(OpNode op) {
        return op.inputs().size() != 2
                ? List.of()
                : begin(op)
                        .map(begin -> op.becomes(new Operation.Assemble(List.of(begin)), 1))
                        .orElse(List.of());
    }

    private List<Node> columns(OpNode op) {
        return op.inputs().size() != 1
                ? List.of()
                : column(op)
                        .map(column ->
                                op.becomes(isRow(op) ? new Operation.Alias(column) : new Operation.Cut(column), 0))
                        .orElse(List.of());
    }

    /** Zeros stand on both sides of the gradient of some columns. */
    private List<Node> columnsGradient(OpNode op) {
        return op.inputs().size() != 2
                ? List.of()
                : column(op)
                        .map(column -> List.of(column))
                        .map(column ->
                                op.becomes(isRow(op) ? new Operation.Assemble(column) : new Operation.Join(column), 1))
                        .orElse(List.of());
    }

    private boolean isRow(OpNode op) {
        return values.shape(op.input(0))[0] == 1;
    }

    /** The begin of a slice of a vector, if it is a plain interval. */
    private Optional<Integer> begin(OpNode op) {
        String vector = op.input(0);
        long[] arguments = op.custom().iArgs(); // five masks, then begin, end, stride
        boolean plain = values.shape(vector).length == 1
                && arguments.length == 8
                && Arrays.stream(arguments, 0, 5).allMatch(mask -> mask == 0)
                && arguments[5] >= 0
                && arguments[6] > arguments[5]
                && arguments[6] <= values.size(vector)
                && arguments[7] == 1;
        return plain ? Optional.of(Math.toIntExact(arguments[5])) : Optional.empty();
    }

    /** The first of the columns that are cut out of a matrix. */
    private Optional<Integer> column(OpNode op) {
        String matrix = op.input(0);
        long[] arguments = op.custom().iArgs(); // begin of each axis, then lengths; a length of -1 is all that is left
        boolean plain = values.shape(matrix).length == 2
                && arguments.length == 4
                && arguments[0] == 0
                && (arguments[2] == -1 || arguments[2] == values.shape(matrix)[0])
                && arguments[3] >= 1;
        return plain ? Optional.of(Math.toIntExact(arguments[1])) : Optional.empty();
    }
}
