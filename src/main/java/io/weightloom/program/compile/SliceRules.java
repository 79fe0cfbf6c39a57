package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Intervals of a vector, columns of a matrix, and what lies in one piece: places along the first axis. */
record SliceRules(Values values) {

    /** By ND4J's names. */
    Map<String, Rule> rules() {
        return Map.of(
                "strided_slice", this::interval,
                "strided_slice_bp", this::intervalGradient,
                "slice", this::part,
                "slice_bp", this::partGradient);
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

    private List<Node> part(OpNode op) {
        Optional<Integer> piece = op.inputs().size() == 1 ? piece(op) : Optional.empty();
        return piece.map(begin -> op.becomes(new Operation.Alias(begin), 0)).orElseGet(() -> columns(op));
    }

    private List<Node> partGradient(OpNode op) {
        Optional<Integer> piece = op.inputs().size() == 2 ? piece(op) : Optional.empty();
        return piece.map(begin -> op.becomes(new Operation.Assemble(List.of(begin)), 1))
                .orElseGet(() -> columnsGradient(op));
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

    /** Where a piece begins that is whole along all axes but the first one, of at least three. */
    private Optional<Integer> piece(OpNode op) {
        long[] shape = values.shape(op.input(0));
        long[] arguments = op.custom().iArgs(); // as below
        boolean plain = shape.length >= 3 && arguments.length == 2 * shape.length && arguments[shape.length] >= 1;
        for (int axis = 1; plain && axis < shape.length; axis++) {
            long length = arguments[shape.length + axis];
            plain = arguments[axis] == 0 && (length == -1 || length == shape[axis]);
        }
        return plain
                ? Optional.of(Math.toIntExact(arguments[0] * (values.size(op.input(0)) / shape[0])))
                : Optional.empty();
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
