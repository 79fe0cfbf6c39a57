package io.weightloom.program.compile;

import io.weightloom.program.ir.Images;
import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Order;
import io.weightloom.program.ir.Value;
import io.weightloom.program.ir.Window;
import io.weightloom.program.kernel.Convolutions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The part of {@link KernelSelection} that knows convolutions and pooling: of images {@code [batch, channels, rows,
 * columns]}, with weights {@code [kernel rows, kernel columns, channels, outputs]}, SameDiff's defaults. Not
 * thread-safe.
 */
final class Vision {

    /** SameDiff's number of padding that is given in elements. */
    private static final int GIVEN = 0;

    /** SameDiff's number of padding that lets an output be as large as the input divided by the stride. */
    private static final int SAME = 1;

    private final Map<String, Value> values;
    private final DataType type;
    private final ConvolutionNodes convolutions;
    private final Map<String, String> places = new HashMap<>(); // window and images -> what their pooling tells

    /** @param values of the op list, to which this class adds its own */
    Vision(Map<String, Value> values, DataType type) {
        this.values = values;
        this.type = type;
        this.convolutions = new ConvolutionNodes(values, type);
    }

    /** The nodes that stand for a convolution; none if it is of another layout. */
    List<Node> convolution(Node node, DynamicCustomOp op) {
        String x = node.inputs().get(0);
        String w = node.inputs().get(1);
        String y = node.output();
        return convolved(op, x, w, y)
                .map(shapes -> List.of(convolutions.forward(shapes, 1, node.inputs(), y)))
                .orElse(List.of());
    }

    /** One node for each gradient. */
    List<Node> convolutionGradient(Node node, DynamicCustomOp op) {
        String x = node.inputs().get(0);
        String w = node.inputs().get(1);
        String dy = node.inputs().get(node.inputs().size() - 1);
        Convolutions.Shapes shapes = convolved(op, x, w, dy).orElse(null);
        if (shapes == null) {
            return List.of();
        }
        List<Node> known = new ArrayList<>();
        known.add(convolutions.imageGradient(shapes, 1, w, dy, node.outputs().get(0)));
        known.add(convolutions.weightGradient(shapes, 1, x, dy, node.outputs().get(1)));
        if (node.outputs().size() == 3) {
            known.addAll(sumOfChannels(dy, node.outputs().get(2)));
        }
        return known;
    }

    List<Node> maxPool(Node node, DynamicCustomOp op) {
        String x = node.inputs().get(0);
        Window window = pooled(op, x, node.output()).orElse(null);
        if (window == null) {
            return List.of();
        }
        String where = "<places of " + node.output() + ">";
        define(where, shape(node.output()));
        places.put(window + " " + x, where);
        return List.of(new Node(new Operation.MaxPool(window), List.of(x), List.of(node.output(), where)));
    }

    List<Node> maxPoolGradient(Node node, DynamicCustomOp op) {
        String x = node.inputs().get(0);
        String dy = node.inputs().get(1);
        return pooled(op, x, dy)
                .flatMap(window -> Optional.ofNullable(places.get(window + " " + x))
                        .map(where ->
                                List.of(new Node(new Operation.MaxPoolGradient(), List.of(where, dy), node.outputs()))))
                .orElse(List.of());
    }

    List<Node> meanPool(Node node, DynamicCustomOp op) {
        String x = node.inputs().get(0);
        return pooled(op, x, node.output())
                .filter(window -> window.isInside(images(x), images(node.output())))
                .map(window -> List.of(new Node(new Operation.MeanPool(window), List.of(x), node.outputs())))
                .orElse(List.of());
    }

    List<Node> meanPoolGradient(Node node, DynamicCustomOp op) {
        String x = node.inputs().get(0);
        String dy = node.inputs().get(1);
        return pooled(op, x, dy)
                .filter(window -> window.isInside(images(x), images(dy)))
                .map(window -> List.of(new Node(new Operation.MeanPoolGradient(window), List.of(dy), node.outputs())))
                .orElse(List.of());
    }

    /** Sums over all images, rows and columns: two products with ones, because BLAS adds faster than a loop. */
    private List<Node> sumOfChannels(String images, String sums) {
        Images extents = images(images);
        int count = extents.batch() * extents.channels();
        String planes = define("<planes of " + images + ">", count, extents.plane());
        String each = define("<sums of planes of " + images + ">", count, 1);
        String rows = define("<sums of images of " + images + ">", extents.batch(), extents.channels());
        String all = define("<sums of channels of " + images + ">", 1, extents.channels());
        Operation product = new Operation.Product(Order.PLAIN, Order.PLAIN);
        Operation alias = new Operation.Alias(0);
        return List.of(
                new Node(alias, List.of(images), List.of(planes)),
                new Node(product, List.of(planes, ones(extents.plane(), 1)), List.of(each)),
                new Node(alias, List.of(each), List.of(rows)),
                new Node(product, List.of(ones(1, extents.batch()), rows), List.of(all)),
                new Node(alias, List.of(all), List.of(sums)));
    }

    private Optional<Convolutions.Shapes> convolved(DynamicCustomOp op, String x, String w, String y) {
        boolean plain = shape(x).length == 4
                && shape(w).length == 4
                && shape(y).length == 4
                && op.numIArguments() >= 9
                && argument(op, 9) == 0 // channels before rows and columns
                && argument(op, 10) == 0; // weights as above
        return plain
                ? window(op, x, y).map(window -> new Convolutions.Shapes(window, images(x), images(y)))
                : Optional.empty();
    }

    private Optional<Window> pooled(DynamicCustomOp op, String x, String y) {
        boolean plain = shape(x).length == 4 && op.numIArguments() >= 9 && argument(op, 10) == 0;
        return plain
                ? window(op, x, y).filter(window -> seesSomething(window, images(x), images(y)))
                : Optional.empty();
    }

    private static boolean seesSomething(Window window, Images x, Images y) {
        return seesSomething(window.rows(), x.rows(), y.rows())
                && seesSomething(window.columns(), x.columns(), y.columns());
    }

    /** Whether each output sees an input and not padding only. */
    private static boolean seesSomething(Window.Axis axis, int inputs, int outputs) {
        return axis.dilation() == 1 && axis.input(0, axis.size() - 1) >= 0 && axis.input(outputs - 1, 0) < inputs;
    }

    private Optional<Window> window(DynamicCustomOp op, String x, String y) {
        int mode = argument(op, 8);
        if (mode != GIVEN && mode != SAME) {
            return Optional.empty();
        }
        Images in = images(x);
        Images out = images(y);
        Window.Axis rows = axis(op, 0, in.rows(), out.rows());
        Window.Axis columns = axis(op, 1, in.columns(), out.columns());
        return rows.padding() < 0 || columns.padding() < 0 ? Optional.empty() : Optional.of(new Window(rows, columns));
    }

    /** @param number 0 for rows, 1 for columns; SameDiff's arguments are size, stride, padding, dilation of each */
    private static Window.Axis axis(DynamicCustomOp op, int number, int inputs, int outputs) {
        int size = argument(op, number);
        int stride = argument(op, 2 + number);
        int dilation = argument(op, 6 + number);
        int padding = argument(op, 8) == GIVEN
                ? argument(op, 4 + number)
                : ((outputs - 1) * stride + (size - 1) * dilation + 1 - inputs) / 2;
        return new Window.Axis(size, stride, dilation, padding);
    }

    private static int argument(DynamicCustomOp op, int number) {
        return number < op.numIArguments() ? Math.toIntExact(op.getIArgument(number)) : 0;
    }

    private String ones(long... shape) {
        String name = "<ones " + shape[0] + "x" + shape[1] + ">";
        values.computeIfAbsent(name, n -> new Value(shape, type, new Value.Constant(Nd4j.ones(type, shape))));
        return name;
    }

    private String define(String name, long... shape) {
        values.put(name, new Value(shape, type, new Value.Result()));
        return name;
    }

    private Images images(String name) {
        return Images.of(shape(name));
    }

    private long[] shape(String name) {
        return Objects.requireNonNull(values.get(name)).shape();
    }
}
