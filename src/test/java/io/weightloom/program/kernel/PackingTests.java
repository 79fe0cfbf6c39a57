package io.weightloom.program.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.program.ir.Images;
import io.weightloom.program.ir.Operation.Order;
import io.weightloom.program.ir.Window;
import io.weightloom.program.kernel.Products.Packing;
import io.weightloom.program.natives.NativeThreads;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Whatever OpenBLAS does before it multiplies, products and convolutions are the same, but for rounding. */
class PackingTests {

    private static final double ROUNDING = 1e-12;

    /** Few and many channels, at strides, with dilations and paddings of their own. */
    static Stream<ConvolutionShapes> convolutions() {
        Random random = new Random(11);
        return Stream.concat(ofPadding(), IntStream.range(0, 60).mapToObj(i -> {
            Window.Axis rows = axis(random);
            Window.Axis columns = axis(random);
            Images in = new Images(
                    1 + random.nextInt(3), 1 + random.nextInt(9), 9 + random.nextInt(5), 9 + random.nextInt(5));
            Images out = new Images(
                    in.batch(), 1 + random.nextInt(5), outputs(rows, in.rows()), outputs(columns, in.columns()));
            return new ConvolutionShapes(new Window(rows, columns), in, out, Packing.IN_PLACE);
        }));
    }

    /**
     * Images so small, with so much around them, that some rows of the kernel, or of what is made, see nothing else.
     */
    private static Stream<ConvolutionShapes> ofPadding() {
        Random random = new Random(15);
        return IntStream.range(0, 40).mapToObj(i -> {
            Images in = new Images(
                    1 + random.nextInt(3), 1 + random.nextInt(9), 1 + random.nextInt(3), 1 + random.nextInt(3));
            Window.Axis rows = wide(random, in.rows());
            Window.Axis columns = wide(random, in.columns());
            Images out = new Images(
                    in.batch(), 1 + random.nextInt(5), outputs(rows, in.rows()), outputs(columns, in.columns()));
            return new ConvolutionShapes(new Window(rows, columns), in, out, Packing.IN_PLACE);
        });
    }

    private static Window.Axis wide(Random random, int inputs) {
        int size = 2 + random.nextInt(3);
        int dilation = 1 + random.nextInt(2);
        int reach = (size - 1) * dilation + 1;
        int least = Math.max(0, (reach - inputs + 1) / 2); // or there is no output
        return new Window.Axis(size, 1 + random.nextInt(2), dilation, least + random.nextInt(reach));
    }

    @Test
    void someRowsOfTheKernelSeePaddingAlone() {
        assertThat(convolutions()
                        .filter(shapes ->
                                shapes.parts().length < shapes.window().rows().size()))
                .hasSizeGreaterThan(10);
    }

    private static Window.Axis axis(Random random) {
        int size = 1 + random.nextInt(4);
        return new Window.Axis(size, 1 + random.nextInt(2), 1 + random.nextInt(2), random.nextInt(size));
    }

    private static int outputs(Window.Axis axis, int inputs) {
        return (inputs + 2 * axis.padding() - (axis.size() - 1) * axis.dilation() - 1) / axis.stride() + 1;
    }

    @ParameterizedTest
    @MethodSource("convolutions")
    void convolutionsAreTheSame(ConvolutionShapes shapes) {
        ConvolutionShapes copied = new ConvolutionShapes(shapes.window(), shapes.x(), shapes.y(), Packing.COPIES);

        assertThat(results(copied)).usingComparatorWithPrecision(ROUNDING).containsExactly(results(shapes));
    }

    private double[] results(ConvolutionShapes shapes) {
        NativeThreads.one();
        try (Scratch scratch = new Scratch()) {
            Random random = new Random(12);
            int x = shapes.x().batch() * shapes.x().image();
            int y = shapes.y().batch() * shapes.y().image();
            Memory images = scratch.random(x, random);
            Memory weights = scratch.random(shapes.weights(), random);
            Memory bias = scratch.random(shapes.y().channels(), random);
            Memory gradient = scratch.random(y, random);
            Memory made = scratch.of(y);
            Memory dw = scratch.of(shapes.weights());
            Memory dx = scratch.of(x);
            Kernel[] kernels = {
                Convolutions.forward(
                        shapes,
                        images,
                        weights.elements(),
                        Optional.of(bias.elements()),
                        made,
                        scratch.of(shapes.patchesScratch()),
                        scratch.of(shapes.productsScratch()),
                        scratch.of(shapes.weights()),
                        scratch.of(shapes.y().image()).elements()),
                Convolutions.weightGradient(
                        shapes,
                        images,
                        gradient,
                        dw,
                        scratch.of(shapes.patchesScratch()),
                        scratch.of(shapes.turnedScratch()),
                        scratch.of(shapes.stackScratch())),
                Convolutions.imageGradient(
                        shapes,
                        weights.elements(),
                        gradient,
                        dx,
                        scratch.of(shapes.backPatchesScratch()),
                        scratch.of(shapes.backProductsScratch()),
                        scratch.of(shapes.weights()),
                        scratch.of(shapes.backImageScratch()),
                        scratch.of(shapes.x().image()).elements())
            };
            for (int run = 0; run < 2; run++) { // what the first leaves in the scratch must not matter
                for (Kernel kernel : kernels) {
                    kernel.run();
                }
            }
            return Stream.of(made, dw, dx)
                    .map(memory -> memory.elements().toArray())
                    .flatMapToDouble(java.util.Arrays::stream)
                    .toArray();
        }
    }

    static Stream<Products.Sizes> products() {
        Random random = new Random(13);
        return Stream.concat(
                Stream.of(
                        new Products.Sizes(199, 512, 64, Order.PLAIN, Order.PLAIN),
                        new Products.Sizes(64, 512, 199, Order.TRANSPOSED, Order.PLAIN)),
                IntStream.range(0, 30)
                        .mapToObj(i -> new Products.Sizes(
                                1 + random.nextInt(450),
                                1 + random.nextInt(150),
                                1 + random.nextInt(150),
                                Order.transposedIf(random.nextBoolean()),
                                Order.transposedIf(random.nextInt(4) == 0))));
    }

    /** In single precision, of numbers in [-1, 1): a sum of 199 of their products is rounded by less than this. */
    @ParameterizedTest
    @MethodSource("products")
    void productsAreTheSame(Products.Sizes sizes) {
        NativeThreads.one();
        int c = sizes.m() * sizes.n();
        for (double beta : new double[] {0, 1}) {
            try (Arena arena = new Arena(DataType.FLOAT, sizes.m() * sizes.k() + sizes.k() * sizes.n() + 2 * c)) {
                int b = sizes.m() * sizes.k();
                int first = b + sizes.k() * sizes.n();
                Random random = new Random(14);
                Elements all = arena.elements(0, first + 2 * c);
                for (int i = 0; i < first + c; i++) {
                    all.put(i, 2 * random.nextDouble() - 1);
                }
                arena.elements(first + c, c).copy(arena.elements(first, c));
                for (Packing packing : Packing.values()) {
                    int result = packing == Packing.COPIES ? first : first + c;
                    Products.product(sizes, packing, arena.pointer(0), arena.pointer(b), beta, arena.pointer(result))
                            .run();
                }
                assertThat(arena.elements(first, c).toArray())
                        .usingComparatorWithPrecision(1e-4)
                        .containsExactly(arena.elements(first + c, c).toArray());
            }
        }
    }

    /** Memory of one kind after another; zeros at first. */
    private static final class Scratch implements AutoCloseable {

        private static final int SIZE = 400_000;

        private final Arena arena = new Arena(DataType.DOUBLE, SIZE);
        private int used;

        Memory of(int size) {
            int begin = used;
            used += size;
            return new Memory(arena.elements(begin, size), arena.pointer(begin));
        }

        Memory random(int size, Random random) {
            Memory memory = of(size);
            for (int i = 0; i < size; i++) {
                memory.elements().put(i, 2 * random.nextDouble() - 1);
            }
            return memory;
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
