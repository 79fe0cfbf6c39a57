package io.weightloom.program;

import io.weightloom.program.Operation.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * A pass that finds convolutions in which each task's pictures meet weights of their own. A graph can only say them as
 * products of every picture's patches with its task's kernel, repeated for each picture:
 *
 * <pre>
 * patches = im2col(x)                           [pictures, in rows columns, places]
 * kernels = ones permute(w; 0, 4, 3, 1, 2)      [pictures, out, in rows columns]
 * y       = kernels patches                     [pictures, out, places]
 * </pre>
 *
 * with {@code w [tasks, rows, columns, in, out]} and {@code ones [tasks, pictures of each, 1]}. Our own kernels compute
 * {@code y} and the gradients from {@code x} and {@code w} themselves, so that neither patches nor repeated kernels are
 * ever held: of 5 times 64 pictures of 16 channels and 14x14 pixels, the patches of 7x7 kernels alone are 197 MB.
 */
final class TaskConvolutions {

    /** From weights to kernels, {@code [tasks, out, in, rows, columns]}. */
    private static final List<Integer> TO_KERNELS = List.of(0, 4, 3, 1, 2);

    /** The way back. */
    private static final List<Integer> TO_WEIGHTS = List.of(0, 3, 4, 2, 1);

    private final OpList list;
    private final Map<String, Value> values;
    private final DataType type;
    private final ConvolutionNodes convolutions;
    private final Map<String, Node> makers = new HashMap<>();

    private TaskConvolutions(OpList list, DataType type) {
        this.list = list;
        this.values = new HashMap<>(list.values());
        this.type = type;
        this.convolutions = new ConvolutionNodes(values, type);
        list.nodes().forEach(node -> node.outputs().forEach(output -> makers.put(output, node)));
    }

    /** What nobody reads any more stays until it is pruned. */
    static OpList find(OpList list, DataType type) {
        TaskConvolutions pass = new TaskConvolutions(list, type);
        List<Node> nodes = new ArrayList<>();
        for (Node node : list.nodes()) {
            List<Node> found = pass.found(node);
            nodes.addAll(found.isEmpty() ? List.of(node) : found);
        }
        return new OpList(nodes, pass.values);
    }

    /** Patches of pictures. */
    private record Patches(String x, Window window, Images in, Images out) {

        Convolutions.Shapes ofTask(int tasks, int outputs) {
            return new Convolutions.Shapes(
                    window,
                    new Images(in.batch() / tasks, in.channels(), in.rows(), in.columns()),
                    new Images(in.batch() / tasks, outputs, out.rows(), out.columns()));
        }
    }

    /** What stands for a node; nothing if it stays. */
    private List<Node> found(Node node) {
        if (node.operation().equals(new Operation.Product(Order.PLAIN, Order.PLAIN))) {
            return patches(node.inputs().get(1))
                    .flatMap(patches -> weights(node.inputs().get(0)).map(w -> convolution(patches, w, node.output())))
                    .orElse(List.of());
        } else if (node.operation() instanceof Operation.Permute permute
                && permute.axes().equals(TO_WEIGHTS)) {
            return product(node.inputs().get(0), Order.TRANSPOSED, Order.PLAIN)
                    .filter(sum -> isOnes(sum.inputs().get(0)))
                    .flatMap(sum -> product(sum.inputs().get(1), Order.PLAIN, Order.TRANSPOSED))
                    .flatMap(each -> patches(each.inputs().get(1))
                            .map(patches ->
                                    weightGradient(patches, each.inputs().get(0), node.output())))
                    .orElse(List.of());
        } else if (isGeneric(node, "im2col_bp")) {
            String x = node.inputs().get(0);
            String gradient = node.inputs().get(1);
            return product(gradient, Order.TRANSPOSED, Order.PLAIN)
                    .flatMap(product -> weights(product.inputs().get(0))
                            .map(w -> imageGradient(
                                    patches(node, x, shape(gradient)),
                                    w,
                                    product.inputs().get(1),
                                    node.output())))
                    .orElse(List.of());
        }
        return List.of();
    }

    private List<Node> convolution(Patches patches, String w, String y) {
        String images = "<pictures of " + y + ">";
        Convolutions.Shapes shapes = patches.ofTask(tasks(w), outputs(w));
        define(images, patches.in().batch(), shapes.y());
        return List.of(
                convolutions.forward(shapes, List.of(patches.x(), w), images),
                new Node(new Operation.Alias(0), List.of(images), List.of(y)));
    }

    private List<Node> weightGradient(Patches patches, String gradient, String dw) {
        String dy = "<pictures for " + dw + ">";
        Convolutions.Shapes shapes = patches.ofTask(tasks(dw), outputs(dw));
        define(dy, patches.in().batch(), shapes.y());
        return List.of(
                new Node(new Operation.Alias(0), List.of(gradient), List.of(dy)),
                convolutions.weightGradient(shapes, patches.x(), dy, dw));
    }

    private List<Node> imageGradient(Patches patches, String w, String gradient, String dx) {
        String dy = "<pictures for " + dx + ">";
        Convolutions.Shapes shapes = patches.ofTask(tasks(w), outputs(w));
        define(dy, patches.in().batch(), shapes.y());
        return List.of(
                new Node(new Operation.Alias(0), List.of(gradient), List.of(dy)),
                convolutions.imageGradient(shapes, w, dy, dx));
    }

    /** What a value is made of, if it is patches. */
    private Optional<Patches> patches(String name) {
        return maker(name)
                .filter(node -> isGeneric(node, "im2col"))
                .map(node -> patches(node, node.inputs().get(0), shape(node.output())));
    }

    /**
     * The patches of an op.
     *
     * @param node with the arguments size, stride, padding, dilation, each of rows and columns
     * @param shape of the patches, {@code [pictures, in, kernel rows, kernel columns, rows, columns]}
     */
    private Patches patches(Node node, String x, long[] shape) {
        int[] arguments = Arrays.stream(((DynamicCustomOp) ((Operation.Generic) node.operation()).op()).iArgs())
                .mapToInt(Math::toIntExact)
                .toArray();
        Window.Axis[] axes = IntStream.range(0, 2)
                .mapToObj(i -> new Window.Axis(arguments[i], arguments[2 + i], arguments[6 + i], arguments[4 + i]))
                .toArray(Window.Axis[]::new);
        Images in = Images.of(shape(x));
        Images out = new Images(in.batch(), in.channels(), Math.toIntExact(shape[4]), Math.toIntExact(shape[5]));
        return new Patches(x, new Window(axes[0], axes[1]), in, out);
    }

    /** The weights that a value repeats for each picture, if that is what it is. */
    private Optional<String> weights(String name) {
        return product(name, Order.PLAIN, Order.PLAIN)
                .filter(repeated -> isOnes(repeated.inputs().get(0)))
                .flatMap(repeated -> maker(repeated.inputs().get(1)))
                .filter(kernels -> kernels.operation() instanceof Operation.Permute permute
                        && permute.axes().equals(TO_KERNELS))
                .map(kernels -> kernels.inputs().get(0));
    }

    /** The product that makes a value. */
    private Optional<Node> product(String name, Order a, Order b) {
        return maker(name).filter(node -> node.operation().equals(new Operation.Product(a, b)));
    }

    /** The node that makes a value or what the value is another shape of; none if it is not computed. */
    private Optional<Node> maker(String name) {
        Node node = makers.get(name);
        while (node != null
                && node.operation().equals(new Operation.Alias(0))
                && size(node.inputs().get(0)) == size(node.output())) {
            node = makers.get(node.inputs().get(0));
        }
        return Optional.ofNullable(node);
    }

    private static boolean isGeneric(Node node, String op) {
        return node.operation() instanceof Operation.Generic generic
                && generic.op().opName().equals(op);
    }

    /** Whether a value is {@code [tasks, pictures of each, 1]} of ones. */
    private boolean isOnes(String name) {
        Value value = list.value(name);
        return value.shape().length == 3
                && value.shape()[2] == 1
                && value.origin() instanceof Value.Constant constant
                && constant.array().minNumber().doubleValue() == 1
                && constant.array().maxNumber().doubleValue() == 1;
    }

    private int tasks(String weights) {
        return Math.toIntExact(shape(weights)[0]);
    }

    private int outputs(String weights) {
        return Math.toIntExact(shape(weights)[4]);
    }

    private void define(String name, int pictures, Images images) {
        long[] shape = {pictures, images.channels(), images.rows(), images.columns()};
        values.put(name, new Value(shape, type, new Value.Result()));
    }

    private long[] shape(String name) {
        return list.value(name).shape();
    }

    private int size(String name) {
        return list.value(name).size();
    }
}
