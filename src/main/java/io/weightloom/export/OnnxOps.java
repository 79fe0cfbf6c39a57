package io.weightloom.export;

import static java.util.Map.entry;

import io.weightloom.format.OnnxFile;
import io.weightloom.format.OnnxFile.Attribute;
import io.weightloom.format.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;

/**
 * Operations of SameDiff as nodes of an ONNX model, one rule for each kind of them. Kernels of convolutions are turned
 * from {@code [height, width, in, out]}, where SameDiff has them, to ONNX's {@code [out, in, height, width]}.
 */
final class OnnxOps {

    /** ND4J's number for c order, before the extents of a reshape. */
    private static final long C_ORDER = -99;

    /** SameDiff's number of padding that lets an output be as large as the input divided by the stride. */
    private static final long SAME = 1;

    /** Places of a window's arguments. */
    private static final int MODE = 8;

    private static final int CHANNELS_LAST = 10;
    private static final int KERNEL_LAYOUT = 10;
    private static final int WINDOW_ARGUMENTS = 11;

    /** Numbers before begin, end and stride of a strided slice. */
    private static final int MASKS = 5;

    private static final Map<String, Rule> RULES = Map.ofEntries(
            entry("add", named("Add")),
            entry("subtract", named("Sub")),
            entry("multiply", named("Mul")),
            entry("divide", named("Div")),
            entry("add_scalar", withScalar("Add")),
            entry("mul_scalar", withScalar("Mul")),
            entry("pow", withScalar("Pow")),
            entry("sqrt", named("Sqrt")),
            entry("tanh", named("Tanh")),
            entry("sigmoid", named("Sigmoid")),
            entry("erf", named("Erf")),
            entry("sin", named("Sin")),
            entry("relu", OnnxOps::relu),
            entry("matmul", OnnxOps::product),
            entry("reshape", OnnxOps::reshape),
            entry("permute", OnnxOps::permute),
            entry("concat", OnnxOps::concat),
            entry("tile", OnnxOps::tile),
            entry("slice", OnnxOps::slice),
            entry("strided_slice", OnnxOps::stridedSlice),
            entry("reduce_mean", OnnxOps::mean),
            entry("conv2d", OnnxOps::convolution),
            entry("maxpool2d", pooling("MaxPool")),
            entry("avgpool2d", pooling("AveragePool")));

    private OnnxOps() {}

    /** How an operation of one kind becomes nodes. */
    private interface Rule {

        /** Adds the nodes; the last one makes the call's output. */
        void add(Call call);
    }

    /**
     * An operation with the names that its inputs and its output have in the model.
     *
     * @param file that nodes are added to
     * @param op of SameDiff
     * @param inputs names, as many as it has in SameDiff
     * @param output name
     */
    private record Call(OnnxFile file, DifferentialFunction op, List<String> inputs, String output) {

        void node(String operator, List<String> inputs, Attribute... attributes) {
            file.node(operator, inputs, output, attributes);
        }

        /** Whole numbers that the op has as arguments. */
        long[] arguments() {
            return ((CustomOp) op).iArgs();
        }

        String input(int number) {
            return inputs.get(number);
        }

        /** The input with whole numbers beside it. */
        List<String> with(long[]... numbers) {
            String[] all = new String[numbers.length + 1];
            all[0] = input(0);
            for (int i = 0; i < numbers.length; i++) {
                all[i + 1] = file.constant(Tensor.of(numbers[i], numbers[i].length));
            }
            return List.of(all);
        }

        void check(boolean known, String what) {
            if (!known) {
                throw new IllegalArgumentException(
                        "Cannot write op '%s' of kind %s as ONNX: %s".formatted(op.getOwnName(), op.opName(), what));
            }
        }
    }

    /** The kinds that can be translated, by ND4J's names. */
    static Set<String> kinds() {
        return new TreeSet<>(RULES.keySet());
    }

    /**
     * Adds the nodes of an operation.
     *
     * @param inputs what its inputs are called in the model
     * @param output what its output shall be called there
     * @throws IllegalArgumentException if it is of a kind, or has arguments, that are not known
     */
    static void add(OnnxFile file, DifferentialFunction op, List<String> inputs, String output) {
        Rule rule = RULES.get(op.opName());
        if (rule == null) {
            throw new IllegalArgumentException("Cannot write op '%s' of kind %s as ONNX: known are %s"
                    .formatted(op.getOwnName(), op.opName(), kinds()));
        }
        rule.add(new Call(file, op, inputs, output));
    }

    private static Rule named(String operator) {
        return call -> call.node(operator, call.inputs());
    }

    private static Rule withScalar(String operator) {
        return call -> {
            float scalar = ((ScalarOp) call.op()).scalar().getFloat(0);
            String constant = call.file().constant(Tensor.of(new float[] {scalar}));
            call.node(operator, List.of(call.input(0), constant));
        };
    }

    private static void relu(Call call) {
        call.check(((ScalarOp) call.op()).scalar().getDouble(0) == 0, "its cut-off is not 0");
        call.node("Relu", call.inputs());
    }

    private static void product(Call call) {
        double[] factors = ((CustomOp) call.op()).tArgs(); // alpha and beta of alpha A B + beta C
        long[] transposed = call.arguments();
        call.check(factors.length < 2 || (factors[0] == 1 && factors[1] == 0), "it has factors");
        call.check(transposed.length < 3 || transposed[2] == 0, "its result is transposed");
        if (Arrays.stream(transposed).allMatch(flag -> flag == 0)) {
            call.node("MatMul", call.inputs());
        } else {
            call.node(
                    "Gemm",
                    call.inputs(),
                    new Attribute.Int("transA", transposed[0]),
                    new Attribute.Int("transB", transposed[1]));
        }
    }

    private static void reshape(Call call) {
        long[] arguments = call.arguments();
        boolean ordered = arguments.length > 0 && arguments[0] == C_ORDER;
        call.check(call.inputs().size() == 1 && (ordered || (arguments.length > 0 && arguments[0] >= -1)), "its order");
        call.node("Reshape", call.with(ordered ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments));
    }

    private static void permute(Call call) {
        call.check(call.inputs().size() == 1, "its order is computed");
        call.node("Transpose", call.inputs(), Attribute.Ints.of("perm", call.arguments()));
    }

    private static void concat(Call call) {
        call.check(((CustomOp) call.op()).bArgs().length == 0, "its axis is computed");
        call.node("Concat", call.inputs(), new Attribute.Int("axis", call.arguments()[0]));
    }

    private static void tile(Call call) {
        call.check(call.inputs().size() == 1, "its repetitions are computed");
        call.node("Tile", call.with(call.arguments()));
    }

    /** The arguments are the begin of each axis, then its length, -1 for all that is left. */
    private static void slice(Call call) {
        long[] arguments = call.arguments();
        int axes = arguments.length / 2;
        call.check(call.inputs().size() == 1 && arguments.length == 2 * axes, "its extents are computed");
        long[] begins = Arrays.copyOf(arguments, axes);
        long[] ends = new long[axes];
        Arrays.setAll(ends, i -> arguments[axes + i] == -1 ? Long.MAX_VALUE : begins[i] + arguments[axes + i]);
        call.node("Slice", call.with(begins, ends));
    }

    /** The arguments are masks, then begins, ends and strides. */
    private static void stridedSlice(Call call) {
        long[] arguments = call.arguments();
        int axes = (arguments.length - MASKS) / 3;
        call.check(
                call.inputs().size() == 1 && Arrays.stream(arguments, 0, MASKS).allMatch(mask -> mask == 0),
                "it has masks");
        long[] strides = Arrays.copyOfRange(arguments, MASKS + 2 * axes, arguments.length);
        call.check(Arrays.stream(strides).allMatch(stride -> stride == 1), "its stride is not 1");
        call.node(
                "Slice",
                call.with(
                        Arrays.copyOfRange(arguments, MASKS, MASKS + axes),
                        Arrays.copyOfRange(arguments, MASKS + axes, MASKS + 2 * axes)));
    }

    private static void mean(Call call) {
        BaseReduceOp mean = (BaseReduceOp) call.op();
        call.node(
                "ReduceMean",
                List.of(call.input(0)),
                Attribute.Ints.of("axes", mean.dimensions().toLongVector()),
                new Attribute.Int("keepdims", mean.isKeepDims() ? 1 : 0));
    }

    private static void convolution(Call call) {
        long[] window = window(call);
        call.check(window[KERNEL_LAYOUT - 1] == 0, "its images are not channels before rows and columns");
        String kernel = call.file().node("Transpose", List.of(call.input(1)), Attribute.Ints.of("perm", 3, 2, 0, 1));
        List<String> inputs = call.inputs().size() == 3
                ? List.of(call.input(0), kernel, call.input(2))
                : List.of(call.input(0), kernel);
        call.node("Conv", inputs, size(window), strides(window), padding(window));
    }

    private static Rule pooling(String operator) {
        return call -> {
            long[] window = window(call);
            call.check(window[CHANNELS_LAST] == 0, "its images are not channels before rows and columns");
            call.node(operator, call.inputs(), size(window), strides(window), padding(window));
        };
    }

    /** Arguments of a window: size, stride, padding and dilation of rows and columns, then how it is padded. */
    private static long[] window(Call call) {
        long[] window = call.arguments();
        call.check(window.length == WINDOW_ARGUMENTS, "its window has other arguments");
        call.check(Arrays.stream(window, 4, 6).allMatch(padding -> padding == 0), "its padding is given");
        call.check(Arrays.stream(window, 6, MODE).allMatch(dilation -> dilation == 1), "it is dilated");
        call.check(window[MODE] == 0 || window[MODE] == SAME, "its padding is of another kind");
        return window;
    }

    private static Attribute size(long[] window) {
        return Attribute.Ints.of("kernel_shape", window[0], window[1]);
    }

    private static Attribute strides(long[] window) {
        return Attribute.Ints.of("strides", window[2], window[3]);
    }

    /** Where the padding is an odd number, SameDiff has one more behind, which is ONNX's upper end. */
    private static Attribute padding(long[] window) {
        return new Attribute.Text("auto_pad", window[MODE] == SAME ? "SAME_UPPER" : "VALID");
    }
}
