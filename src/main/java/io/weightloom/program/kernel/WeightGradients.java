package io.weightloom.program.kernel;

import io.weightloom.program.ir.Operation.Order;
import io.weightloom.program.kernel.ConvolutionShapes.Part;
import io.weightloom.program.kernel.Products.Sizes;
import java.util.Arrays;

/** Three ways to the gradient of a convolution's weights, {@code [kernel rows, kernel columns, channels, outputs]}. */
final class WeightGradients {

    /** Elements of a product whose second matrix is transposed that OpenBLAS still multiplies as they lie. */
    private static final int SMALL = 1200;

    private WeightGradients() {}

    /** Each row of the kernel by itself. */
    static Kernel rowByRow(ConvolutionShapes shapes, Memory x, Memory dy, Memory dw, Memory patches, Memory turned) {
        Patches matrices = shapes.patches();
        Patches.Copy copy = matrices.copy(x.elements(), patches.elements());
        Memory source = matrices.isImage() ? x : patches;
        Part[] parts = shapes.parts();
        int depth = matrices.depth();
        int outputs = shapes.y().channels();
        boolean turns = depth * outputs > SMALL;
        Order order = Order.transposedIf(!turns);
        Sizes[] sizes = Arrays.stream(parts)
                .map(part -> new Sizes(depth, outputs, part.width(), Order.PLAIN, order))
                .toArray(Sizes[]::new);
        int weights = shapes.weights();
        return () -> {
            for (int i = 0; i < weights; i++) {
                dw.elements().put(i, 0);
            }
            for (int number = 0; number < shapes.x().batch(); number++) {
                int image = number * shapes.x().image();
                copy.run(image);
                int gradient = number * shapes.y().image();
                if (turns) {
                    Products.transpose(
                            dy.elements(), gradient, outputs, shapes.y().plane(), turned.elements(), 0);
                }
                for (int i = 0; i < parts.length; i++) {
                    Products.multiply(
                            sizes[i],
                            source.at((matrices.isImage() ? image : 0) + parts[i].seen()),
                            matrices.plane(),
                            turns ? turned.at(parts[i].made() * outputs) : dy.at(gradient + parts[i].made()),
                            turns ? outputs : shapes.y().plane(),
                            1,
                            dw.at(parts[i].weights()),
                            outputs);
                }
            }
        };
    }

    /**
     * The same of all rows of the kernel at once: for each a copy of {@code dy} lies in {@code stack} where the row saw
     * the image, so that one product gives the gradients of all, {@code [kernel columns * channels, kernel rows *
     * outputs]}.
     */
    static Kernel joined(
            ConvolutionShapes shapes, Memory x, Elements dy, Elements dw, Memory patches, Memory turned, Memory stack) {
        Patches matrices = shapes.patches();
        Patches.Copy copy = matrices.copy(x.elements(), patches.elements());
        Part[] parts = shapes.parts();
        int depth = matrices.depth();
        int outputs = shapes.y().channels();
        int plane = matrices.plane();
        int all = shapes.window().rows().size() * outputs;
        Sizes sizes = new Sizes(depth, all, plane, Order.PLAIN, Order.TRANSPOSED);
        return () -> {
            for (int number = 0; number < shapes.x().batch(); number++) {
                copy.run(number * shapes.x().image());
                for (Part part : parts) {
                    for (int output = 0; output < outputs; output++) {
                        int row = part.weights() / depth + output;
                        int from = number * shapes.y().image()
                                + output * shapes.y().plane()
                                + part.made();
                        stack.elements().copy(row * plane + part.seen(), dy, from, part.width());
                    }
                }
                int beta = number == 0 ? 0 : 1;
                Products.multiply(sizes, patches.at(0), plane, stack.at(0), plane, beta, turned.at(0), all);
            }
            for (int row = 0; row < all / outputs; row++) {
                for (int i = 0; i < depth; i++) {
                    dw.copy((row * depth + i) * outputs, turned.elements(), i * all + row * outputs, outputs);
                }
            }
        };
    }

    /** The same of few channels: what each row of the kernel sees lies above what the next one sees, in one matrix. */
    static Kernel stacked(ConvolutionShapes shapes, Memory x, Memory dy, Memory dw, Elements patches, Memory stack) {
        Patches matrices = shapes.patches();
        Patches.Copy copy = matrices.copy(x.elements(), patches);
        Part[] parts = shapes.parts();
        int depth = matrices.depth();
        int outputs = shapes.y().channels();
        int plane = shapes.y().plane();
        Sizes sizes = new Sizes(shapes.window().rows().size() * depth, outputs, plane, Order.PLAIN, Order.TRANSPOSED);
        return () -> {
            for (int number = 0; number < shapes.x().batch(); number++) {
                copy.run(number * shapes.x().image());
                for (Part part : parts) {
                    int row = part.weights() / outputs * plane + part.made();
                    for (int i = 0; i < depth; i++) {
                        int seen = part.seen() + i * matrices.plane();
                        stack.elements().copy(row + i * plane, patches, seen, part.width());
                    }
                }
                Products.multiply(
                        sizes,
                        stack.at(0),
                        plane,
                        dy.at(number * shapes.y().image()),
                        plane,
                        number == 0 ? 0 : 1,
                        dw.at(0),
                        outputs);
            }
        };
    }
}
