package io.weightloom.program.compile;

import io.weightloom.program.ir.Images;
import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Order;
import io.weightloom.program.kernel.ConvolutionShapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Convolutions of images {@code [batch, channels, rows, columns]} with weights {@code [kernel rows, kernel columns,
 * channels, outputs]}, SameDiff's defaults.
 */
final class ConvolutionRules {

    private final Values values;
    private final ConvolutionNodes convolutions;

    ConvolutionRules(Values values) {
        this.values = values;
        this.convolutions = new ConvolutionNodes(values);
    }

    /** By ND4J's names. */
    Map<String, Rule> rules() {
        return Map.of("conv2d", this::convolution, "conv2d_bp", this::gradient);
    }

    private List<Node> convolution(OpNode op) {
        String y = op.output();
        return shapes(op, y)
                .map(shapes -> List.of(convolutions.forward(shapes, 1, op.inputs(), y)))
                .orElse(List.of());
    }

    /** One node for each gradient. */
    private List<Node> gradient(OpNode op) {
        String dy = op.input(op.inputs().size() - 1);
        ConvolutionShapes shapes = shapes(op, dy).orElse(null);
        if (shapes == null) {
            return List.of();
        }
        List<Node> nodes = new ArrayList<>();
        nodes.add(convolutions.imageGradient(shapes, 1, op.input(1), dy, op.output(0)));
        nodes.add(convolutions.weightGradient(shapes, 1, op.input(0), dy, op.output(1)));
        if (op.outputs().size() == 3) {
            nodes.addAll(sumOfChannels(dy, op.output(2)));
        }
        return nodes;
    }

    /** The shapes of a convolution whose output is shaped like {@code y}; none if it is of another layout. */
    private Optional<ConvolutionShapes> shapes(OpNode op, String y) {
        String x = op.input(0);
        boolean plain = values.shape(x).length == 4
                && values.shape(op.input(1)).length == 4
                && values.shape(y).length == 4
                && op.custom().numIArguments() >= 9
                && op.argument(9) == 0 // channels before rows and columns
                && op.argument(10) == 0; // weights as above
        return plain
                ? ImageOps.window(op, images(x), images(y)).map(window -> ImageOps.shapes(window, images(x), images(y)))
                : Optional.empty();
    }

    /** Sums over all images, rows and columns: two products with ones, because BLAS adds faster than a loop. */
    private List<Node> sumOfChannels(String images, String sums) {
        Images extents = images(images);
        int count = extents.batch() * extents.channels();
        String planes = values.define("<planes of " + images + ">", count, extents.plane());
        String each = values.define("<sums of planes of " + images + ">", count, 1);
        String rows = values.define("<sums of images of " + images + ">", extents.batch(), extents.channels());
        String all = values.define("<sums of channels of " + images + ">", 1, extents.channels());
        Operation product = new Operation.Product(Order.PLAIN, Order.PLAIN);
        Operation alias = new Operation.Alias(0);
        return List.of(
                new Node(alias, List.of(images), List.of(planes)),
                new Node(product, List.of(planes, values.ones(extents.plane(), 1)), List.of(each)),
                new Node(alias, List.of(each), List.of(rows)),
                new Node(product, List.of(values.ones(1, extents.batch()), rows), List.of(all)),
                new Node(alias, List.of(all), List.of(sums)));
    }

    private Images images(String name) {
        return Images.of(values.shape(name));
    }
}
