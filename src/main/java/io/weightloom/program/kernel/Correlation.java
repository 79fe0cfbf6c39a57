package io.weightloom.program.kernel;

import io.weightloom.program.ir.Operation.Order;
import io.weightloom.program.kernel.ConvolutionShapes.Part;
import io.weightloom.program.kernel.Products.Sizes;
import java.util.Arrays;
import java.util.Comparator;

/**
 * One image at a time, {@code y = ground + x * w}, with weights {@code [kernel rows, outputs, kernel columns *
 * channels]}. Either each row of the kernel is multiplied by what it sees; or, joined, all rows by the whole image,
 * each row of which then goes to as many places of {@code y}. Not thread-safe.
 */
final class Correlation {

    private final ConvolutionShapes shapes;
    private final Patches matrices;
    private final Memory x;
    private final Memory w;
    private final Memory y;
    private final Memory patches;
    private final Patches.Copy copy;
    private final Memory products;
    private final Elements ground;
    private final boolean cleared; // by the first part, so that the ground, zeros, need not be copied
    private final Part[] parts;
    private final Sizes[] sizes; // of the parts; of all of them, where they are joined

    /**
     * @param patches scratch
     * @param products scratch
     * @param ground of one image of {@code y}
     * @param flat whether the ground is zero
     */
    Correlation(
            ConvolutionShapes shapes,
            Memory x,
            Memory w,
            Memory y,
            Memory patches,
            Memory products,
            Elements ground,
            boolean flat) {
        this.shapes = shapes;
        this.matrices = shapes.patches();
        this.x = x;
        this.w = w;
        this.y = y;
        this.patches = patches;
        this.copy = matrices.copy(x.elements(), patches.elements());
        this.products = products;
        this.ground = ground;
        this.parts = shapes.parts();
        int plane = shapes.y().plane();
        Arrays.sort(parts, Comparator.comparing(part -> part.width() < plane)); // whole ones first
        this.cleared = flat && !shapes.isJoined() && parts.length > 0 && parts[0].width() == plane;
        int outputs = shapes.y().channels();
        int depth = matrices.depth();
        this.sizes = shapes.isJoined()
                ? new Sizes[] {
                    new Sizes(
                            shapes.window().rows().size() * outputs, matrices.plane(), depth, Order.PLAIN, Order.PLAIN)
                }
                : Arrays.stream(parts)
                        .map(part -> new Sizes(outputs, part.width(), depth, Order.PLAIN, Order.PLAIN))
                        .toArray(Sizes[]::new);
    }

    /** @param from number of the image of {@code x} that becomes image {@code to} of {@code y} */
    void run(int from, int to) {
        int image = from * shapes.x().image();
        int target = to * shapes.y().image();
        copy.run(image);
        if (!cleared) {
            y.elements().copy(target, ground, 0, shapes.y().image());
        }
        if (shapes.isJoined()) {
            joined(target);
        } else {
            rowByRow(image, target);
        }
    }

    private void rowByRow(int image, int target) {
        Memory source = matrices.isImage() ? x : patches;
        for (int i = 0; i < parts.length; i++) {
            Products.multiply(
                    sizes[i],
                    w.at(parts[i].weights()),
                    matrices.depth(),
                    source.at((matrices.isImage() ? image : 0) + parts[i].seen()),
                    matrices.plane(),
                    cleared && i == 0 ? 0 : 1,
                    y.at(target + parts[i].made()),
                    shapes.y().plane());
        }
    }

    private void joined(int target) {
        int plane = matrices.plane();
        int outputs = shapes.y().channels();
        Products.multiply(sizes[0], w.at(0), matrices.depth(), patches.at(0), plane, 0, products.at(0), plane);
        for (Part part : parts) {
            int row = part.weights() / matrices.depth() * plane + part.seen();
            for (int output = 0; output < outputs; output++) {
                Products.add(
                        part.width(),
                        products.at(row + output * plane),
                        y.at(target + part.made() + output * shapes.y().plane()));
            }
        }
    }
}
