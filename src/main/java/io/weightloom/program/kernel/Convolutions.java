package io.weightloom.program.kernel;

import io.weightloom.program.ir.Images;
import java.util.Optional;

/**
 * Our own kernels for convolutions: images are {@code [batch, channels, rows, columns]}, weights {@code [kernel rows,
 * kernel columns, channels, outputs]}. All three products, {@code y} from {@code x} and the gradients of {@code w} and
 * {@code x}, go image by image over {@link Patches}, which stay in the cache.
 *
 * <p>There are two ways to give the rows of a kernel to OpenBLAS: one by one, or joined. Most of its kernels copy both
 * matrices of a product into an order of their own first, which for the few outputs of a convolution takes as long as
 * to multiply them. Measured for 64 pictures of 14x14 with 16 channels and a window of 7x7: with those for Haswell 6.8
 * ms row by row and 3.6 ms joined; with those for SkylakeX, which multiply small matrices as they lie, 2.5 and 3.4 ms.
 */
public final class Convolutions {

    private Convolutions() {}

    /**
     * {@code y = b + x * w}.
     *
     * @param bias {@code [outputs]}, if any
     * @param patches scratch
     * @param products scratch
     * @param turned scratch as large as the weights
     * @param ground scratch as large as one image of {@code y}
     */
    public static Kernel forward(
            ConvolutionShapes shapes,
            Memory x,
            Elements w,
            Optional<Elements> bias,
            Memory y,
            Memory patches,
            Memory products,
            Memory turned,
            Elements ground) {
        Correlation correlation = new Correlation(shapes, x, turned, y, patches, products, ground);
        Images outputs = shapes.y();
        int rows = shapes.window().rows().size();
        int depth = shapes.weights() / rows / outputs.channels();
        return () -> {
            for (int row = 0; row < rows; row++) {
                int begin = row * depth * outputs.channels();
                Products.transpose(w, begin, depth, outputs.channels(), turned.elements(), begin);
            }
            if (bias.isPresent()) {
                Elements b = bias.get();
                for (int i = 0; i < outputs.image(); i++) {
                    ground.put(i, b.get(i / outputs.plane()));
                }
            }
            for (int number = 0; number < outputs.batch(); number++) {
                correlation.run(number, number);
            }
        };
    }

    /**
     * The gradient of {@code x} from that of {@code y}: the convolution of the latter, with {@code stride - 1} zeros
     * between its elements, with the kernel turned by half a turn. So at a stride of 2 three of four products are with
     * zero; in residual networks few layers have one.
     *
     * @param patches scratch of the reversed shapes
     * @param products scratch of the reversed shapes
     * @param turned scratch as large as the weights
     * @param spread scratch as large as one image of {@code dy} with the zeros
     * @param ground scratch as large as one image of {@code x}
     */
    public static Kernel imageGradient(
            ConvolutionShapes shapes,
            Elements w,
            Memory dy,
            Memory dx,
            Memory patches,
            Memory products,
            Memory turned,
            Memory spread,
            Elements ground) {
        ConvolutionShapes reversed = shapes.reversed();
        boolean dense = reversed.x().equals(shapes.y());
        Correlation correlation = new Correlation(reversed, dense ? dy : spread, turned, dx, patches, products, ground);
        return () -> {
            turn(shapes, w, turned.elements());
            for (int number = 0; number < shapes.x().batch(); number++) {
                if (!dense) {
                    spread(shapes, dy.elements(), number * shapes.y().image(), spread.elements());
                }
                correlation.run(dense ? number : 0, number);
            }
        };
    }

    /**
     * From {@code [rows, columns, in, out]} to {@code [rows, in, columns, out]}, rows and columns from last to first.
     */
    private static void turn(ConvolutionShapes shapes, Elements w, Elements turned) {
        int in = shapes.x().channels();
        int out = shapes.y().channels();
        int rows = shapes.window().rows().size();
        int columns = shapes.window().columns().size();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int source = ((rows - 1 - row) * columns + columns - 1 - column) * in * out;
                for (int i = 0; i < in; i++) {
                    turned.copy(((row * in + i) * columns + column) * out, w, source + i * out, out);
                }
            }
        }
    }

    private static void spread(ConvolutionShapes shapes, Elements dy, int at, Elements spread) {
        Images from = shapes.y();
        Images to = shapes.window().spread(from);
        int down = shapes.window().rows().stride() * to.columns();
        int right = shapes.window().columns().stride();
        for (int channel = 0; channel < from.channels(); channel++) {
            for (int row = 0; row < from.rows(); row++) {
                int source = at + channel * from.plane() + row * from.columns();
                int target = channel * to.plane() + row * down;
                for (int column = 0; column < from.columns(); column++) {
                    spread.put(target + column * right, dy.get(source + column));
                }
            }
        }
    }

    /**
     * The gradient of {@code w} from that of {@code y}, summed over the images.
     *
     * @param patches scratch
     * @param turned scratch
     * @param stack scratch
     */
    public static Kernel weightGradient(
            ConvolutionShapes shapes, Memory x, Memory dy, Memory dw, Memory patches, Memory turned, Memory stack) {
        if (shapes.isStacked()) {
            return WeightGradients.stacked(shapes, x, dy, dw, patches.elements(), stack);
        }
        return shapes.isJoined()
                ? WeightGradients.joined(shapes, x, dy.elements(), dw.elements(), patches, turned, stack)
                : WeightGradients.rowByRow(shapes, x, dy, dw, patches, turned);
    }
}
