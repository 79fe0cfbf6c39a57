package io.weightloom.program.compile;

import io.weightloom.program.ir.Images;
import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Order;
import io.weightloom.program.ir.Value;
import io.weightloom.program.ir.Window;
import io.weightloom.program.kernel.ConvolutionShapes;
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

    private final Values values;
    private final ConvolutionNodes convolutions;
    private final Map<String, Node> makers = new HashMap<>();

    private TaskConvolutions(OpList list, DataType type) {
        this.values = new Values(list.values(), type);
        this.convolutions = new ConvolutionNodes(values);
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
        return new OpList(nodes, pass.values.all());
    }

    /**
     * Patches of pictures.
     *
     * @param in extents of the pictures
     * @param rows of places at which a patch is taken
     * @param columns of those
     */
    private record Unfolded(String x, Window window, Images in, int rows, int columns) {

        int depth() {
            return window.size() * in.channels();
        }

        int places() {
            return rows * columns;
        }
    }

    /**
     * Patches that meet weights of their task.
     *
     * @param shapes of one task
     */
    private record Found(Unfolded patches, int tasks, ConvolutionShapes shapes) {}

    /** What stands for a node; nothing if it stays. */
    private List<Node> found(Node node) {
        if (node.operation().equals(new Operation.Product(Order.PLAIN, Order.PLAIN))) {
            return convolution(node.inputs().get(0), node.inputs().get(1), node.output());
        } else if (node.operation() instanceof Operation.Permute permute
                && permute.axes().equals(TO_WEIGHTS)) {
            return product(node.inputs().get(0), Order.TRANSPOSED, Order.PLAIN)
                    .map(sum -> weightGradient(sum.inputs().get(0), sum.inputs().get(1), node.output()))
                    .orElse(List.of());
        } else if (isPatches(node, "im2col_bp")) {
            return product(node.inputs().get(1), Order.TRANSPOSED, Order.PLAIN)
                    .map(product -> imageGradient(
                            node, product.inputs().get(0), product.inputs().get(1)))
                    .orElse(List.of());
        }
        return List.of();
    }

    private List<Node> convolution(String kernels, String patches, String y) {
        return patches(patches)
                .filter(known -> isShaped(patches, known.in().batch(), known.depth(), known.places()))
                .flatMap(known -> weights(kernels)
                        .flatMap(w -> met(known, w, kernels).map(found -> {
                            String images = "<pictures of " + y + ">";
                            define(images, found);
                            return List.of(
                                    convolutions.forward(found.shapes(), found.tasks(), List.of(known.x(), w), images),
                                    new Node(new Operation.Alias(0), List.of(images), List.of(y)));
                        })))
                .orElse(List.of());
    }

    /** @param each the gradient of each picture's kernel, of which there is a sum for each task */
    private List<Node> weightGradient(String ones, String each, String dw) {
        return product(each, Order.PLAIN, Order.TRANSPOSED)
                .flatMap(product -> {
                    String gradient = product.inputs().get(0);
                    String patches = product.inputs().get(1);
                    return patches(patches)
                            .filter(known -> isShaped(patches, known.in().batch(), known.depth(), known.places()))
                            .flatMap(known -> met(known, dw, product.output()))
                            .filter(found -> isOnes(ones, found))
                            .map(found -> {
                                String dy = "<pictures for " + dw + ">";
                                define(dy, found);
                                return List.of(
                                        new Node(new Operation.Alias(0), List.of(gradient), List.of(dy)),
                                        convolutions.weightGradient(
                                                found.shapes(),
                                                found.tasks(),
                                                found.patches().x(),
                                                dy,
                                                dw));
                            });
                })
                .orElse(List.of());
    }

    private List<Node> imageGradient(Node node, String kernels, String gradient) {
        Unfolded patches =
                patches(node, node.inputs().get(0), shape(node.inputs().get(1)));
        return weights(kernels)
                .flatMap(w -> met(patches, w, kernels).map(found -> {
                    String dx = node.output();
                    String dy = "<pictures for " + dx + ">";
                    define(dy, found);
                    return List.of(
                            new Node(new Operation.Alias(0), List.of(gradient), List.of(dy)),
                            convolutions.imageGradient(found.shapes(), found.tasks(), w, dy, dx));
                }))
                .orElse(List.of());
    }

    /** Patches and weights {@code w}, if these kernels are one for each picture and of the patches' extents. */
    private Optional<Found> met(Unfolded patches, String w, String kernels) {
        long[] weights = shape(w); // [tasks, rows, columns, in, out]
        Window window = patches.window();
        int pictures = patches.in().batch();
        boolean meets = weights.length == 5
                && weights[1] == window.rows().size()
                && weights[2] == window.columns().size()
                && weights[3] == patches.in().channels()
                && pictures % weights[0] == 0
                && isShaped(kernels, pictures, weights[4], patches.depth());
        if (!meets) {
            return Optional.empty();
        }
        int tasks = Math.toIntExact(weights[0]);
        Images in = new Images(
                pictures / tasks,
                patches.in().channels(),
                patches.in().rows(),
                patches.in().columns());
        Images out = new Images(pictures / tasks, Math.toIntExact(weights[4]), patches.rows(), patches.columns());
        return Optional.of(new Found(patches, tasks, ImageOps.shapes(window, in, out)));
    }

    /** What a value is made of, if it is patches. */
    private Optional<Unfolded> patches(String name) {
        return maker(name)
                .filter(node -> isPatches(node, "im2col"))
                .map(node -> patches(node, node.inputs().get(0), shape(node.output())));
    }

    /**
     * The patches of an op.
     *
     * @param node with the arguments size, stride, padding, dilation, each of rows and columns
     * @param shape of the patches, {@code [pictures, in, kernel rows, kernel columns, rows, columns]}
     */
    private Unfolded patches(Node node, String x, long[] shape) {
        int[] arguments = Arrays.stream(((DynamicCustomOp) ((Operation.Generic) node.operation()).op()).iArgs())
                .mapToInt(Math::toIntExact)
                .toArray();
        Window.Axis[] axes = IntStream.range(0, 2)
                .mapToObj(i -> new Window.Axis(arguments[i], arguments[2 + i], arguments[6 + i], arguments[4 + i]))
                .toArray(Window.Axis[]::new);
        return new Unfolded(
                x,
                new Window(axes[0], axes[1]),
                Images.of(shape(x)),
                Math.toIntExact(shape[4]),
                Math.toIntExact(shape[5]));
    }

    /** The weights that a value repeats for each picture of their task, if that is what it is. */
    private Optional<String> weights(String name) {
        return product(name, Order.PLAIN, Order.PLAIN)
                .flatMap(repeated -> maker(repeated.inputs().get(1))
                        .filter(kernels -> kernels.operation() instanceof Operation.Permute permute
                                && permute.axes().equals(TO_KERNELS))
                        .map(kernels -> kernels.inputs().get(0))
                        .filter(w -> shape(w).length == 5)
                        .filter(w -> isShaped(repeated.inputs().get(1), shape(w)[0], 1, size(w) / shape(w)[0]))
                        .filter(w -> isOnes(repeated.inputs().get(0), shape(w)[0])));
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

    /** Whether this op takes, or gives back, patches with padding that is told in numbers, of zeros. */
    private static boolean isPatches(Node node, String name) {
        return node.operation() instanceof Operation.Generic generic
                && generic.op() instanceof DynamicCustomOp op
                && op.opName().equals(name)
                && (op.numIArguments() < 9 || op.getIArgument(8) == 0)
                && Arrays.stream(op.tArgs()).allMatch(value -> value == 0);
    }

    private boolean isOnes(String name, Found found) {
        return isOnes(name, found.tasks())
                && isShaped(name, found.tasks(), found.shapes().x().batch(), 1);
    }

    /** Whether a value is {@code [tasks, pictures of each, 1]} of ones. */
    private boolean isOnes(String name, long tasks) {
        Value value = values.get(name);
        return value.shape().length == 3
                && value.shape()[0] == tasks
                && value.shape()[2] == 1
                && value.origin() instanceof Value.Constant constant
                && constant.array().minNumber().doubleValue() == 1
                && constant.array().maxNumber().doubleValue() == 1;
    }

    private boolean isShaped(String name, long... shape) {
        return Arrays.equals(shape(name), shape);
    }

    private void define(String name, Found found) {
        Images y = found.shapes().y();
        values.define(name, found.patches().in().batch(), y.channels(), y.rows(), y.columns());
    }

    private long[] shape(String name) {
        return values.shape(name);
    }

    private int size(String name) {
        return values.size(name);
    }
}
