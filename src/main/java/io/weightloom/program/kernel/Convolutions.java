package io.weightloom.program.kernel;

import io.weightloom.program.ir.Images;
import io.weightloom.program.ir.Window;
import java.util.Optional;
import java.util.stream.IntStream;

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

    /** A kernel that sees fewer numbers than this in one of its rows is of few channels. */
    private static final int SHALLOW = 16;

    private Convolutions() {}

    /**
     * What a convolution reads and writes, in whichever direction.
     *
     * @param x extents of the images
     * @param y extents of what becomes of them
     * @param packing of the products
     */
    public record Shapes(Window window, Images x, Images y, Products.Packing packing) {

        /** Elements of scratch that a kernel needs for what the window sees of one image. */
        public int patchesScratch() {
            return patches().size();
        }

        /** Elements of scratch for what all rows of the kernel make of one image, if they are joined. */
        public int productsScratch() {
            return isJoined() ? window.rows().size() * y.channels() * patches().plane() : 1;
        }

        /** Elements of scratch for a matrix that all rows of the kernel are multiplied by for their gradients. */
        public int stackScratch() {
            int rows = window.rows().size();
            if (isStacked()) {
                return rows * patches().depth() * y.plane();
            }
            return isJoined() ? rows * y.channels() * patches().plane() : 1;
        }

        /** Elements of scratch for one image of {@code y}, or all weights, in another order. */
        public int turnedScratch() {
            return Math.max(y.image(), weights());
        }

        /** Whether one product is made of all rows of the kernel, of which each sees the same matrix. */
        boolean isJoined() {
            return copies() && window.rows().stride() == 1 && patches().depth() >= SHALLOW;
        }

        /** Whether what all rows of the kernel see is laid one above the other for the gradient of the weights. */
        boolean isStacked() {
            return copies() && patches().depth() < SHALLOW;
        }

        private boolean copies() {
            return packing == Products.Packing.COPIES && window.rows().size() > 1;
        }

        Patches patches() {
            return new Patches(window, x, y);
        }

        /** Extents of the way back: {@code y} with zeros between its elements becomes {@code x}. */
        public Shapes reversed() {
            return new Shapes(window.reversed(), window.spread(y), x, packing);
        }

        /** Number of weights. */
        public int weights() {
            return window.size() * x.channels() * y.channels();
        }
    }

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
            Shapes shapes,
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
                transpose(w, begin, depth, outputs.channels(), turned.elements(), begin);
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

    /** From {@code [m, n]} to {@code [n, m]}. */
    static void transpose(Elements matrix, int from, int m, int n, Elements target, int to) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                target.put(to + j * m + i, matrix.get(from + i * n + j));
            }
        }
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
            Shapes shapes,
            Elements w,
            Memory dy,
            Memory dx,
            Memory patches,
            Memory products,
            Memory turned,
            Memory spread,
            Elements ground) {
        Shapes reversed = shapes.reversed();
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
    private static void turn(Shapes shapes, Elements w, Elements turned) {
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

    private static void spread(Shapes shapes, Elements dy, int at, Elements spread) {
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
            Shapes shapes, Memory x, Memory dy, Memory dw, Memory patches, Memory turned, Memory stack) {
        if (shapes.isStacked()) {
            return WeightGradients.stacked(shapes, x, dy, dw, patches.elements(), stack);
        }
        return shapes.isJoined()
                ? WeightGradients.joined(shapes, x, dy.elements(), dw.elements(), patches, turned, stack)
                : WeightGradients.rowByRow(shapes, x, dy, dw, patches, turned);
    }

    /**
     * The work of one row of the kernel.
     *
     * @param weights where its weights begin
     * @param seen where the matrix that it sees begins
     * @param made where its outputs begin within an image
     * @param width number of its outputs, in each channel
     */
    record Part(int weights, int seen, int made, int width) {}

    /** Those that see the image at all. */
    static Part[] parts(Shapes shapes, Patches matrices) {
        int weights = matrices.depth() * shapes.y().channels();
        return IntStream.range(0, shapes.window().rows().size())
                .filter(row -> matrices.width(row) > 0)
                .mapToObj(row -> new Part(
                        row * weights,
                        matrices.offset(row),
                        matrices.from(row) * shapes.y().columns(),
                        matrices.width(row)))
                .toArray(Part[]::new);
    }
}
