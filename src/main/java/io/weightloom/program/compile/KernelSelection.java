package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Function;
import io.weightloom.program.ir.Operation.Order;
import io.weightloom.program.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A pass that replaces ops of ND4J by our own operations where it knows both to compute the same, and that splits
 * gradients of several inputs into one operation for each, so that those which nobody needs can be pruned. What it does
 * not know stays as it is.
 */
final class KernelSelection {

    private static final Map<String, Function> FUNCTIONS = Map.of(
            "tanh", Function.TANH,
            "sigmoid", Function.SIGMOID,
            "sin", Function.SINE,
            "cos", Function.COSINE,
            "exp", Function.EXP,
            "square", Function.SQUARE);

    private static final Map<String, Operation.Loss.Kind> LOSSES = Map.of(
            "softmax_cross_entropy_loss", Operation.Loss.Kind.CROSS_ENTROPY,
            "mean_sqerr_loss", Operation.Loss.Kind.SQUARED_ERROR,
            "absolute_difference_loss", Operation.Loss.Kind.ABSOLUTE_ERROR);

    /** SameDiff's numbers of the two reductions that are a plain mean if all weights are 1. */
    private static final Set<Long> MEANS = Set.of(2L, 3L);

    private final OpList list;
    private final DataType type;
    private final Map<String, Value> values;
    private final Set<String> read = new HashSet<>();
    private final Map<String, String> mapped = new HashMap<>(); // "TANH x" -> name of tanh(x)
    private final Vision vision;
    private final Sharing sharing;
    private final Set<String> absorbed = new HashSet<>(); // gradients that a loss gives already
    private final List<Node> nodes = new ArrayList<>();

    private KernelSelection(OpList list, DataType type, Set<String> wanted) {
        this.list = list;
        this.type = type;
        this.values = new HashMap<>(list.values());
        this.vision = new Vision(values, type);
        this.sharing = new Sharing(values, type);
        read.addAll(wanted);
        list.nodes().forEach(node -> read.addAll(node.inputs()));
    }

    static OpList recognise(OpList list, DataType type, Set<String> wanted) {
        KernelSelection recognition = new KernelSelection(list, type, wanted);
        for (Node node : list.nodes()) {
            if (recognition.absorbed.contains(node.outputs().get(0))) {
                continue;
            }
            List<Node> known = recognition.known(node);
            recognition.nodes.addAll(known.isEmpty() ? List.of(node) : known);
        }
        return new OpList(recognition.nodes, recognition.values);
    }

    /** The nodes that stand for a node; none if it stays. */
    private List<Node> known(Node node) {
        if (!(node.operation() instanceof Operation.Generic generic) || !typed(node)) {
            return List.of();
        }
        DifferentialFunction op = generic.op();
        String name = op.opName();
        if (FUNCTIONS.containsKey(name)) {
            return map(FUNCTIONS.get(name), node);
        }
        if (LOSSES.containsKey(name)) {
            return loss(LOSSES.get(name), name, node, (DynamicCustomOp) op);
        }
        return switch (name) {
            case "matmul" -> matmul(node, (DynamicCustomOp) op);
            case "matmul_bp" -> matmulGradient(node, (DynamicCustomOp) op);
            case "add" -> add(node);
            case "add_bp" -> addGradient(node);
            case "subtract" -> sharing.add(node, -1);
            case "subtract_bp" -> sharing.addGradient(node, -1);
            case "multiply" -> multiply(node);
            case "multiply_bp" -> multiplyGradient(node);
            case "mul_scalar" -> scale(node, op, true);
            case "add_scalar" -> scale(node, op, false);
            case "relu" -> scalar(op) == 0 ? map(Function.RELU, node) : List.of();
            case "thresholdedrelu_bp" ->
                ((DynamicCustomOp) op).tArgs()[0] == 0 ? one(new Operation.Derivative(Function.RELU), node) : List.of();
            case "tanh_bp" -> derivative(Function.TANH, node);
            case "sigmoid_bp" -> derivative(Function.SIGMOID, node);
            case "reshape", "identity", "expand_dims", "squeeze" -> reshape(node);
            case "permute" -> permute(node, (DynamicCustomOp) op);
            case "strided_slice" -> slice(node, (DynamicCustomOp) op);
            case "strided_slice_bp" -> sliceGradient(node, (DynamicCustomOp) op);
            case "slice" -> columns(node, (DynamicCustomOp) op);
            case "slice_bp" -> columnsGradient(node, (DynamicCustomOp) op);
            case "concat" -> concat(node, (DynamicCustomOp) op);
            case "concat_bp" -> concatGradient(node, (DynamicCustomOp) op);
            case "conv2d" -> vision.convolution(node, (DynamicCustomOp) op);
            case "conv2d_bp" -> vision.convolutionGradient(node, (DynamicCustomOp) op);
            case "maxpool2d" -> vision.maxPool(node, (DynamicCustomOp) op);
            case "maxpool2d_bp" -> vision.maxPoolGradient(node, (DynamicCustomOp) op);
            case "avgpool2d" -> vision.meanPool(node, (DynamicCustomOp) op);
            case "avgpool2d_bp" -> vision.meanPoolGradient(node, (DynamicCustomOp) op);
            case "reduce_mean" -> op instanceof BaseReduceOp mean ? sharing.mean(node, mean) : List.of();
            case "reduce_mean_bp" -> sharing.meanGradient(node, (DynamicCustomOp) op);
            case "reduce_sum" -> size(node.output()) == 1 ? one(new Operation.Sum(), node, 0) : List.of();
            case "reduce_sum_bp" -> size(node.inputs().get(1)) == 1 ? one(new Operation.Fill(), node, 1) : List.of();
            default -> List.of();
        };
    }

    /** Whether all that matters is of the program's type; axes and shapes are constants of other types. */
    private boolean typed(Node node) {
        return node.outputs().stream().allMatch(name -> list.value(name).type() == type)
                && node.inputs().stream()
                        .map(list::value)
                        .allMatch(value -> value.type() == type || value.isConstant());
    }

    private List<Node> matmul(Node node, DynamicCustomOp op) {
        boolean plain = op.tArgs().length < 2 || (op.tArgs()[0] == 1 && op.tArgs()[1] == 0);
        if (!plain || flag(op, 2) || !products(node.inputs()) || node.inputs().size() != 2) {
            return List.of();
        }
        return one(product(flag(op, 0), flag(op, 1)), node);
    }

    /** From {@code C = A B} follow {@code dA = dC B'} and {@code dB = A' dC}, and alike if A or B are transposed. */
    private List<Node> matmulGradient(Node node, DynamicCustomOp op) {
        if (flag(op, 2) || !products(node.inputs())) {
            return List.of();
        }
        boolean ta = flag(op, 0);
        boolean tb = flag(op, 1);
        String a = node.inputs().get(0);
        String b = node.inputs().get(1);
        String dc = node.inputs().get(2);
        Node da = ta
                ? new Node(product(tb, true), List.of(b, dc), node.outputs().subList(0, 1))
                : new Node(product(false, !tb), List.of(dc, b), node.outputs().subList(0, 1));
        Node db = tb
                ? new Node(product(true, ta), List.of(dc, a), node.outputs().subList(1, 2))
                : new Node(product(!ta, false), List.of(a, dc), node.outputs().subList(1, 2));
        return List.of(da, db);
    }

    private static Operation product(boolean a, boolean b) {
        return new Operation.Product(Order.transposedIf(a), Order.transposedIf(b));
    }

    private List<Node> add(Node node) {
        if (sameShapes(node)) {
            return one(new Operation.Add(), node);
        }
        if (rowsOf(node.inputs().get(1), node.inputs().get(0))
                || rowPerTask(node.inputs().get(1), node.inputs().get(0))) {
            return one(new Operation.AddRow(), node);
        }
        if (rowsOf(node.inputs().get(0), node.inputs().get(1))
                || rowPerTask(node.inputs().get(0), node.inputs().get(1))) {
            return one(new Operation.AddRow(), node, 1, 0);
        }
        return sharing.add(node, 1);
    }

    private List<Node> addGradient(Node node) {
        String gradient = node.inputs().get(2);
        List<Node> known = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String input = node.inputs().get(i);
            String output = node.outputs().get(i);
            if (Arrays.equals(shape(input), shape(gradient))) {
                known.add(new Node(new Operation.Alias(0), List.of(gradient), List.of(output)));
            } else if (rowPerTask(input, gradient)) {
                String ones = constant(1, shape(gradient)[0], 1, shape(gradient)[1]);
                known.add(new Node(product(false, false), List.of(ones, gradient), List.of(output)));
            } else if (rowsOf(input, gradient)) {
                known.addAll(sumOfRows(gradient, size(gradient), output));
            } else {
                return sharing.addGradient(node, 1);
            }
        }
        return known;
    }

    /** The sum of the rows of a matrix (or of what broadcasting took for one), in the shape of {@code row}. */
    private List<Node> sumOfRows(String matrix, int size, String row) {
        int width = size(row);
        String ones = constant(1, 1, size / width);
        if (shape(row).length == 2) {
            return List.of(new Node(product(false, false), List.of(ones, matrix), List.of(row)));
        }
        String sum = "<sum for " + row + ">";
        values.put(sum, new Value(new long[] {1, width}, type, new Value.Result()));
        return List.of(
                new Node(product(false, false), List.of(ones, matrix), List.of(sum)),
                new Node(new Operation.Alias(0), List.of(sum), List.of(row)));
    }

    /** Equal numbers. */
    private String constant(int number, long... shape) {
        String name = "<%s %s>".formatted(number, Arrays.toString(shape));
        values.computeIfAbsent(
                name, n -> new Value(shape, type, new Value.Constant(Nd4j.valueArrayOf(shape, number, type))));
        return name;
    }

    private List<Node> multiply(Node node) {
        if (sameShapes(node)) {
            return one(new Operation.Multiply(), node);
        } else if (node.inputs().size() == 2
                && rowsOf(node.inputs().get(1), node.inputs().get(0))) {
            return one(new Operation.MultiplyRow(), node);
        }
        return node.inputs().size() == 2
                        && rowsOf(node.inputs().get(0), node.inputs().get(1))
                ? one(new Operation.MultiplyRow(), node, 1, 0)
                : sharing.multiply(node);
    }

    /** The gradients of a matrix and of the row that each of its rows was multiplied by. */
    private List<Node> rowGradient(String matrix, String row, String gradient, String ofMatrix, String ofRow) {
        String products = "<products for " + ofRow + ">";
        values.put(products, new Value(shape(matrix), type, new Value.Result()));
        List<Node> known = new ArrayList<>();
        known.add(new Node(new Operation.MultiplyRow(), List.of(gradient, row), List.of(ofMatrix)));
        known.add(new Node(new Operation.Multiply(), List.of(gradient, matrix), List.of(products)));
        known.addAll(sumOfRows(products, size(matrix), ofRow));
        return known;
    }

    private List<Node> multiplyGradient(Node node) {
        String x = node.inputs().get(0);
        String y = node.inputs().get(1);
        String gradient = node.inputs().get(2);
        if (rowsOf(y, x) && Arrays.equals(shape(x), shape(gradient)) && !Arrays.equals(shape(x), shape(y))) {
            return rowGradient(
                    x, y, gradient, node.outputs().get(0), node.outputs().get(1));
        } else if (rowsOf(x, y) && Arrays.equals(shape(y), shape(gradient)) && !Arrays.equals(shape(x), shape(y))) {
            return rowGradient(
                    y, x, gradient, node.outputs().get(1), node.outputs().get(0));
        }
        if (!Arrays.equals(shape(x), shape(y)) || !Arrays.equals(shape(x), shape(gradient))) {
            return sharing.multiplyGradient(node);
        }
        return List.of(
                new Node(
                        new Operation.Multiply(),
                        List.of(gradient, y),
                        node.outputs().subList(0, 1)),
                new Node(
                        new Operation.Multiply(),
                        List.of(gradient, x),
                        node.outputs().subList(1, 2)));
    }

    private List<Node> scale(Node node, DifferentialFunction op, boolean factor) {
        if (node.inputs().size() != 1) {
            return List.of();
        }
        return one(factor ? new Operation.Scale(scalar(op), 0) : new Operation.Scale(1, scalar(op)), node);
    }

    private List<Node> map(Function function, Node node) {
        mapped.put(function + " " + node.inputs().get(0), node.output());
        return one(new Operation.Map(function), node, 0);
    }

    /** ND4J gives {@code x}; our derivatives are cheaper from {@code f(x)}, if the graph has it. */
    private List<Node> derivative(Function function, Node node) {
        return Optional.ofNullable(mapped.get(function + " " + node.inputs().get(0)))
                .map(fx -> List.of(new Node(
                        new Operation.Derivative(function),
                        List.of(fx, node.inputs().get(1)),
                        node.outputs())))
                .orElse(List.of());
    }

    private List<Node> reshape(Node node) {
        boolean inOrder = !(node.operation() instanceof Operation.Generic generic)
                || !(generic.op() instanceof DynamicCustomOp op)
                || !op.opName().equals("reshape")
                || op.numIArguments() == 0
                || op.getIArgument(0) == -99 // ND4J's number for c order
                || op.getIArgument(0) >= -1; // a length, or -1 for the length that is left
        return inOrder && size(node.inputs().get(0)) == size(node.output())
                ? one(new Operation.Alias(0), node, 0)
                : List.of();
    }

    private List<Node> permute(Node node, DynamicCustomOp op) {
        int axes = shape(node.inputs().get(0)).length;
        return node.inputs().size() == 1 && op.numIArguments() == axes
                ? one(
                        new Operation.Permute(Arrays.stream(op.iArgs())
                                .mapToInt(Math::toIntExact)
                                .boxed()
                                .toList()),
                        node)
                : List.of();
    }

    private List<Node> slice(Node node, DynamicCustomOp op) {
        return start(node.inputs(), op, node.inputs().get(0))
                .map(start -> one(new Operation.Alias(start), node, 0))
                .orElse(List.of());
    }

    private List<Node> sliceGradient(Node node, DynamicCustomOp op) {
        return node.inputs().size() != 2
                ? List.of()
                : start(node.inputs().subList(0, 1), op, node.inputs().get(0))
                        .map(start -> one(new Operation.Assemble(List.of(start)), node, 1))
                        .orElse(List.of());
    }

    private List<Node> columns(Node node, DynamicCustomOp op) {
        String matrix = node.inputs().get(0);
        return column(node.inputs(), op, matrix)
                .map(column ->
                        one(shape(matrix)[0] == 1 ? new Operation.Alias(column) : new Operation.Cut(column), node, 0))
                .orElse(List.of());
    }

    /** Zeros stand on both sides of the gradient of some columns. */
    private List<Node> columnsGradient(Node node, DynamicCustomOp op) {
        if (node.inputs().size() != 2) {
            return List.of();
        }
        String matrix = node.inputs().get(0);
        return column(node.inputs().subList(0, 1), op, matrix)
                .map(column -> shape(matrix)[0] == 1
                        ? one(new Operation.Assemble(List.of(column)), node, 1)
                        : one(new Operation.Join(List.of(column)), node, 1))
                .orElse(List.of());
    }

    private List<Node> concat(Node node, DynamicCustomOp op) {
        if (axis(node.inputs(), op) == 0) {
            return one(new Operation.Assemble(offsets(node.inputs())), node);
        }
        return axis(node.inputs(), op) == 1 ? one(new Operation.Join(columns(node.inputs())), node) : List.of();
    }

    /** The outputs are the parts of the last input that belong to the inputs before it. */
    private List<Node> concatGradient(Node node, DynamicCustomOp op) {
        List<String> inputs = node.inputs().subList(0, node.outputs().size());
        int axis = axis(inputs, op);
        if (axis < 0 || node.inputs().size() != inputs.size() + 1) {
            return List.of();
        }
        List<String> gradient = node.inputs().subList(inputs.size(), inputs.size() + 1);
        List<Node> known = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Operation part = axis == 0
                    ? new Operation.Alias(offsets(inputs).get(i))
                    : new Operation.Cut(columns(inputs).get(i));
            known.add(new Node(part, gradient, node.outputs().subList(i, i + 1)));
        }
        return known;
    }

    /** Along which axis matrices are joined, 0 for vectors and single rows; -1 if that is not plain to see. */
    private int axis(List<String> inputs, DynamicCustomOp op) {
        boolean vectors = inputs.stream().allMatch(name -> shape(name).length == 1);
        boolean plain = (vectors || matrices(inputs)) && op.numIArguments() == 1 && op.numBArguments() == 0;
        if (!plain || op.getIArgument(0) < 0) {
            return -1;
        }
        boolean endToEnd = vectors || inputs.stream().allMatch(name -> shape(name)[0] == 1 && op.getIArgument(0) == 1);
        return endToEnd ? 0 : Math.toIntExact(op.getIArgument(0));
    }

    private List<Integer> offsets(List<String> inputs) {
        return starts(inputs, this::size);
    }

    /** Where each of some matrices begins that lie side by side. */
    private List<Integer> columns(List<String> inputs) {
        return starts(inputs, input -> {
            long[] shape = shape(input);
            return Math.toIntExact(shape[shape.length - 1]);
        });
    }

    private static List<Integer> starts(List<String> inputs, ToIntFunction<String> length) {
        List<Integer> starts = new ArrayList<>();
        int start = 0;
        for (String input : inputs) {
            starts.add(start);
            start += length.applyAsInt(input);
        }
        return starts;
    }

    /** The begin of a slice of a vector, if it is a plain interval. */
    private Optional<Integer> start(List<String> inputs, DynamicCustomOp op, String vector) {
        long[] arguments = op.iArgs(); // five masks, then begin, end, stride
        boolean plain = inputs.size() == 1
                && shape(vector).length == 1
                && arguments.length == 8
                && Arrays.stream(arguments, 0, 5).allMatch(mask -> mask == 0)
                && arguments[5] >= 0
                && arguments[6] > arguments[5]
                && arguments[6] <= size(vector)
                && arguments[7] == 1;
        return plain ? Optional.of(Math.toIntExact(arguments[5])) : Optional.empty();
    }

    /** The first of the columns that are cut out of a matrix. */
    private Optional<Integer> column(List<String> inputs, DynamicCustomOp op, String matrix) {
        long[] arguments = op.iArgs(); // begin of each axis, then lengths; a length of -1 is all that is left
        boolean plain = inputs.size() == 1
                && shape(matrix).length == 2
                && arguments.length == 4
                && arguments[0] == 0
                && (arguments[2] == -1 || arguments[2] == shape(matrix)[0])
                && arguments[3] >= 1;
        return plain ? Optional.of(Math.toIntExact(arguments[1])) : Optional.empty();
    }

    private List<Node> loss(Operation.Loss.Kind kind, String name, Node node, DynamicCustomOp op) {
        if (!plainMean(node, op) || shape(node.inputs().get(0)).length != 2) {
            return List.of();
        }
        String gradient = "<gradient of " + node.output() + ">";
        for (Node other : list.nodes()) {
            if (isGradient(other, name, op)
                    && other.inputs().equals(node.inputs())
                    && !read.contains(other.outputs().get(1))
                    && !read.contains(other.outputs().get(2))) {
                gradient = other.outputs().get(0);
                absorbed.add(gradient);
                break;
            }
        }
        String outputs = node.inputs().get(0);
        values.putIfAbsent(gradient, new Value(shape(outputs), type, new Value.Result()));
        return List.of(new Node(
                new Operation.Loss(kind), List.of(outputs, node.inputs().get(2)), List.of(node.output(), gradient)));
    }

    /** Whether a node computes the gradients of a loss of this name with the arguments of this op. */
    private static boolean isGradient(Node node, String loss, DynamicCustomOp op) {
        return node.operation() instanceof Operation.Generic generic
                && generic.op().opName().equals(loss + "_grad")
                && generic.op() instanceof DynamicCustomOp gradient
                && Arrays.equals(gradient.iArgs(), op.iArgs())
                && Arrays.equals(gradient.tArgs(), op.tArgs());
    }

    /** Weights of 1, no label smoothing, labels of the outputs' shape. */
    private boolean plainMean(Node node, DynamicCustomOp op) {
        return MEANS.contains(op.iArgs()[0])
                && Arrays.stream(op.tArgs()).allMatch(t -> t == 0)
                && list.value(node.inputs().get(1)).origin() instanceof Value.Constant weights
                && isOne(weights.array())
                && Arrays.equals(
                        shape(node.inputs().get(0)), shape(node.inputs().get(2)));
    }

    private static boolean isOne(INDArray array) {
        return array.length() == 1 && array.getDouble(0) == 1;
    }

    private static List<Node> one(Operation operation, Node node, int... inputs) {
        List<String> names = inputs.length == 0
                ? node.inputs()
                : Arrays.stream(inputs).mapToObj(node.inputs()::get).toList();
        return List.of(new Node(operation, names, node.outputs()));
    }

    private static double scalar(DifferentialFunction op) {
        return ((ScalarOp) op).scalar().getDouble(0);
    }

    private static boolean flag(DynamicCustomOp op, int number) {
        return op.numIArguments() > number && op.getIArgument(number) != 0;
    }

    private boolean matrices(List<String> names) {
        return names.stream().allMatch(name -> shape(name).length == 2);
    }

    /** Whether all are matrices, or as many matrices each. */
    private boolean products(List<String> names) {
        return matrices(names)
                || names.stream().allMatch(name -> shape(name).length == 3 && shape(name)[0] == shape(names.get(0))[0]);
    }

    private boolean sameShapes(Node node) {
        return node.inputs().size() == 2
                && Arrays.equals(
                        shape(node.inputs().get(0)), shape(node.inputs().get(1)));
    }

    /** Whether {@code rows} are {@code [tasks, 1, n]} and {@code matrices} {@code [tasks, m, n]}. */
    private boolean rowPerTask(String rows, String matrices) {
        long[] m = shape(matrices);
        return m.length == 3 && Arrays.equals(shape(rows), new long[] {m[0], 1, m[2]});
    }

    /** Whether {@code row} is {@code [n]} or {@code [1, ..., 1, n]}, and {@code matrix} is {@code [m1, m2, ..., n]}. */
    private boolean rowsOf(String row, String matrix) {
        long[] r = shape(row);
        long[] m = shape(matrix);
        return r.length >= 1
                && m.length >= 2
                && r.length <= m.length
                && r[r.length - 1] == size(row)
                && m[m.length - 1] == size(row);
    }

    private long[] shape(String name) {
        return list.value(name).shape();
    }

    private int size(String name) {
        return list.value(name).size();
    }
}
