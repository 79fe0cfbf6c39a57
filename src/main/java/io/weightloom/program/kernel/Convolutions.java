package io.weightloom.program.kernel;

import io.weightloom.program.ir.Images;
import io.weightloom.program.ir.Operation.Order;
import io.weightloom.program.ir.Window;
import io.weightloom.program.kernel.Products.Sizes;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Our own kernels for convolutions: images are {@code [batch, channels, rows, columns]}, weights {@code [kernel rows,
 * kernel columns, channels, outputs]}. All three products, {@code y} from {@code x} and the gradients of {@code w} and
 * {@code x}, go image by image over {@link Patches}, which stay in the cache.
 */
public final class Convolutions {

    /** Elements of a product whose second matrix is transposed that OpenBLAS still multiplies as they lie. */
    private static final int SMALL = 1200;

    private Convolutions() {}

    /**
     * What a convolution reads and writes, in whichever direction.
     *
     * @param x extents of the images
     * @param y extents of what becomes of them
     */
    public record Shapes(Window window, Images x, Images y) {

        /** Elements of scratch that a kernel needs for what the window sees of one image. */
        public int scratch() {
            return patches().size();
        }

        Patches patches() {
            return new Patches(window, x, y);
        }

        /** Extents of the way back: {@code y} with zeros between its elements becomes {@code x}. */
        public Shapes reversed() {
            return new Shapes(window.reversed(), window.spread(y), x);
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
            Memory turned,
            Elements ground) {
        Correlation correlation = new Correlation(shapes, x, turned, y, patches, ground);
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
    private static void transpose(Elements matrix, int from, int m, int n, Elements target, int to) {
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
            Memory turned,
            Memory spread,
            Elements ground) {
        Shapes reversed = shapes.reversed();
        boolean dense = reversed.x().equals(shapes.y());
        Correlation correlation = new Correlation(reversed, dense ? dy : spread, turned, dx, patches, ground);
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
     * @param turned scratch as large as one image of {@code y}
     */
    public static Kernel weightGradient(Shapes shapes, Memory x, Memory dy, Memory dw, Memory patches, Memory turned) {
        Patches matrices = shapes.patches();
        Memory source = matrices.isImage() ? x : patches;
        Part[] parts = parts(shapes, matrices);
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
                matrices.fill(x.elements(), image, patches.elements());
                int gradient = number * shapes.y().image();
                if (turns) {
                    transpose(dy.elements(), gradient, outputs, shapes.y().plane(), turned.elements(), 0);
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
     * The work of one row of the kernel.
     *
     * @param weights where its weights begin
     * @param seen where the matrix that it sees begins
     * @param made where its outputs begin within an image
     * @param width number of its outputs, in each channel
     */
    private record Part(int weights, int seen, int made, int width) {}

    /** Those that see the image at all. */
    private static Part[] parts(Shapes shapes, Patches matrices) {
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

    /**
     * One image at a time, {@code y = ground + x * w}, with weights {@code [kernel rows, outputs, kernel columns *
     * channels]}.
     */
    private static final class Correlation {

        private final Shapes shapes;
        private final Patches matrices;
        private final Memory x;
        private final Memory w;
        private final Memory y;
        private final Memory patches;
        private final Elements ground;
        private final Part[] parts;
        private final Sizes[] sizes;

        Correlation(Shapes shapes, Memory x, Memory w, Memory y, Memory patches, Elements ground) {
            this.shapes = shapes;
            this.matrices = shapes.patches();
            this.x = x;
            this.w = w;
            this.y = y;
            this.patches = patches;
            this.ground = ground;
            this.parts = parts(shapes, matrices);
            this.sizes = Arrays.stream(parts)
                    .map(part ->
                            new Sizes(shapes.y().channels(), part.width(), matrices.depth(), Order.PLAIN, Order.PLAIN))
                    .toArray(Sizes[]::new);
        }

        /** @param from number of the image of {@code x} that becomes image {@code to} of {@code y} */
        void run(int from, int to) {
            int image = from * shapes.x().image();
            int target = to * shapes.y().image();
            matrices.fill(x.elements(), image, patches.elements());
            y.elements().copy(target, ground, 0, shapes.y().image());
            Memory source = matrices.isImage() ? x : patches;
            for (int i = 0; i < parts.length; i++) {
                Products.multiply(
                        sizes[i],
                        w.at(parts[i].weights()),
                        matrices.depth(),
                        source.at((matrices.isImage() ? image : 0) + parts[i].seen()),
                        matrices.plane(),
                        1,
                        y.at(target + parts[i].made()),
                        shapes.y().plane());
            }
        }
    }
}
