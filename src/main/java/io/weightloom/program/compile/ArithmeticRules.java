package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Sums and products, element by element, of values of one shape, of matrices and a row, and with a number. */
final class ArithmeticRules {

    private static final Operation PRODUCT = new Operation.Product(Order.PLAIN, Order.PLAIN);

    private final Values values;
    private final Sharing sharing;

    ArithmeticRules(Values values) {
        this.values = values;
        this.sharing = new Sharing(values);
    }

    /** By ND4J's names. */
    Map<String, Rule> rules() {
        return Map.of(
                "add",
                this::add,
                "add_bp",
                this::addGradient,
                "subtract",
                op -> sharing.add(op, -1),
                "subtract_bp",
                op -> sharing.addGradient(op, -1),
                "multiply",
                this::multiply,
                "multiply_bp",
                this::multiplyGradient,
                "mul_scalar",
                op -> scale(op, new Operation.Scale(op.scalar(), 0)),
                "add_scalar",
                op -> scale(op, new Operation.Scale(1, op.scalar())));
    }

    private List<Node> add(OpNode op) {
        if (areSameShape(op)) {
            return op.becomes(new Operation.Add());
        }
        String x = op.input(0);
        String y = op.input(1);
        if (isRowOf(y, x) || isRowPerTask(y, x)) {
            return op.becomes(new Operation.AddRow());
        }
        if (isRowOf(x, y) || isRowPerTask(x, y)) {
            return op.becomes(new Operation.AddRow(), 1, 0);
        }
        return sharing.add(op, 1);
    }

    private List<Node> addGradient(OpNode op) {
        String gradient = op.input(2);
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String input = op.input(i);
            String output = op.output(i);
            if (values.areSameShape(input, gradient)) {
                nodes.add(new Node(new Operation.Alias(0), List.of(gradient), List.of(output)));
            } else if (isRowPerTask(input, gradient)) {
                long[] shape = values.shape(gradient);
                String ones = values.ones(shape[0], 1, shape[1]);
                nodes.add(new Node(PRODUCT, List.of(ones, gradient), List.of(output)));
            } else if (isRowOf(input, gradient)) {
                nodes.addAll(sumOfRows(gradient, output));
            } else {
                return sharing.addGradient(op, 1);
            }
        }
        return nodes;
    }

    private List<Node> multiply(OpNode op) {
        if (areSameShape(op)) {
            return op.becomes(new Operation.Multiply());
        } else if (op.inputs().size() == 2 && isRowOf(op.input(1), op.input(0))) {
            return op.becomes(new Operation.MultiplyRow());
        }
        return op.inputs().size() == 2 && isRowOf(op.input(0), op.input(1))
                ? op.becomes(new Operation.MultiplyRow(), 1, 0)
                : sharing.multiply(op);
    }

    private List<Node> multiplyGradient(OpNode op) {
        String x = op.input(0);
        String y = op.input(1);
        String gradient = op.input(2);
        boolean same = values.areSameShape(x, y);
        if (isRowOf(y, x) && values.areSameShape(x, gradient) && !same) {
            return rowGradient(x, y, gradient, op.output(0), op.output(1));
        } else if (isRowOf(x, y) && values.areSameShape(y, gradient) && !same) {
            return rowGradient(y, x, gradient, op.output(1), op.output(0));
        }
        if (!same || !values.areSameShape(x, gradient)) {
            return sharing.multiplyGradient(op);
        }
        Operation multiply = new Operation.Multiply();
        return List.of(
                new Node(multiply, List.of(gradient, y), List.of(op.output(0))),
                new Node(multiply, List.of(gradient, x), List.of(op.output(1))));
    }

    /** The gradients of a matrix and of the row that each of its rows was multiplied by. */
    private List<Node> rowGradient(String matrix, String row, String gradient, String ofMatrix, String ofRow) {
        String products = values.define("<products for " + ofRow + ">", values.shape(matrix));
        List<Node> nodes = new ArrayList<>();
        nodes.add(new Node(new Operation.MultiplyRow(), List.of(gradient, row), List.of(ofMatrix)));
        nodes.add(new Node(new Operation.Multiply(), List.of(gradient, matrix), List.of(products)));
        nodes.addAll(sumOfRows(products, ofRow));
        return nodes;
    }

    /** The sum of the rows of a matrix (or of what broadcasting took for one), in the shape of {@code row}. */
    private List<Node> sumOfRows(String matrix, String row) {
        int width = values.size(row);
        String ones = values.ones(1, values.size(matrix) / width);
        if (values.shape(row).length == 2) {
            return List.of(new Node(PRODUCT, List.of(ones, matrix), List.of(row)));
        }
        String sum = values.define("<sum for " + row + ">", 1, width);
        return List.of(
                new Node(PRODUCT, List.of(ones, matrix), List.of(sum)),
                new Node(new Operation.Alias(0), List.of(sum), List.of(row)));
    }

    private static List<Node> scale(OpNode op, Operation scale) {
        return op.inputs().size() == 1 ? op.becomes(scale) : List.of();
    }

    private boolean areSameShape(OpNode op) {
        return op.inputs().size() == 2 && values.areSameShape(op.input(0), op.input(1));
    }

    /** Whether {@code rows} are {@code [tasks, 1, n]} and {@code matrices} {@code [tasks, m, n]}. */
    private boolean isRowPerTask(String rows, String matrices) {
        long[] m = values.shape(matrices);
        return m.length == 3 && Arrays.equals(values.shape(rows), new long[] {m[0], 1, m[2]});
    }

    /** Whether {@code row} is {@code [n]} or {@code [1, ..., 1, n]}, and {@code matrix} is {@code [m1, m2, ..., n]}. */
    private boolean isRowOf(String row, String matrix) {
        long[] r = values.shape(row);
        long[] m = values.shape(matrix);
        int size = values.size(row);
        return r.length >= 1
                && m.length >= 2
                && r.length <= m.length
                && r[r.length - 1] == size
                && m[m.length - 1] == size;
    }
}
