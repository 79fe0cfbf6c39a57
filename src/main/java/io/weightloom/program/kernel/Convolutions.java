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
        Correlation correlation = new Correlation(shapes, x, turned, y, patches, products, ground, bias.isEmpty());
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
     * The gradient of {@code x} from that of {@code y}.
     *
     * @param patches scratch
     * @param products scratch
     * @param turned scratch as large as the weights
     * @param part scratch for part of an image
     * @param ground zeros as large as one image of {@code x}
     */
    public static Kernel imageGradient(
            ConvolutionShapes shapes,
            Elements w,
            Memory dy,
            Memory dx,
            Memory patches,
            Memory products,
            Memory turned,
            Memory part,
            Elements ground) {
        return shapes.window().rows().stride() == 1 && shapes.window().columns().stride() == 1
                ? ImageGradients.dense(shapes, w, dy, dx, patches, products, turned, ground)
                : ImageGradients.strided(shapes, w, dy, dx, patches, products, turned, part, ground);
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
