package io.weightloom.program.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.program.ir.Images;
import io.weightloom.program.ir.Window;
import io.weightloom.program.natives.NativeThreads;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

/** The gradient of a convolution's images, against what each tap of each output sees. */
class ImageGradientsTests {

    /**
     * Strides up to beyond the kernel, so that some inputs were seen by nobody, with and without holes in the kernel.
     */
    @ParameterizedTest
    @CsvSource({
        "3, 1, 1, 1",
        "3, 2, 1, 0",
        "3, 2, 1, 1",
        "1, 2, 1, 0",
        "3, 2, 2, 2",
        "2, 3, 1, 0",
        "4, 3, 2, 3",
        "5, 4, 3, 1",
        "2, 2, 4, 1",
        "3, 6, 4, 2",
        "3, 9, 1, 1",
        "1, 2, 1, 1"
    })
    void everyInputGetsWhatTheOutputsThatSawItGive(int size, int stride, int dilation, int padding) {
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            for (Products.Packing packing : Products.Packing.values()) {
                Window.Axis axis = new Window.Axis(size, stride, dilation, padding);
                Window.Axis other = new Window.Axis(1, 1, 1, 0);
                for (Images images :
                        List.of(new Images(3, 2, 13, 12), new Images(3, 2, 1, 2), new Images(3, 2, 1, 1))) {
                    check(new Window(axis, axis), images, type, packing);
                    check(new Window(axis, other), images, type, packing);
                    check(new Window(other, axis), images, type, packing);
                }
            }
        }
    }

    private static void check(Window window, Images x, DataType type, Products.Packing packing) {
        Images y = new Images(3, 4, outputs(window.rows(), x.rows()), outputs(window.columns(), x.columns()));
        ConvolutionShapes shapes = new ConvolutionShapes(window, x, y, packing);
        NativeThreads.one();
        try (Arena arena = new Arena(type, 200_000)) {
            Parts parts = new Parts(arena);
            Memory w = parts.next(shapes.weights());
            Memory dy = parts.next(y.batch() * y.image());
            Memory dx = parts.next(x.batch() * x.image());
            Random random = new Random(4);
            for (Memory memory : new Memory[] {w, dy, dx}) { // what lies in dx must not matter
                for (int i = 0; i < memory.elements().size(); i++) {
                    memory.elements().put(i, random.nextInt(9) - 4);
                }
            }
            Kernel kernel = Convolutions.imageGradient(
                    shapes,
                    w.elements(),
                    dy,
                    dx,
                    parts.next(shapes.backPatchesScratch()),
                    parts.next(shapes.backProductsScratch()),
                    parts.next(shapes.weights()),
                    parts.next(shapes.backImageScratch()),
                    parts.next(x.image()).elements());

            for (int run = 0; run < 2; run++) {
                kernel.run();
                assertThat(dx.elements().toArray())
                        .as("%s of %s", window, type)
                        .containsExactly(slow(shapes, w.elements(), dy.elements()), within(0.0)); // whole numbers
            }
        }
    }

    private static int outputs(Window.Axis axis, int inputs) {
        return Math.max(0, inputs + 2 * axis.padding() - (axis.size() - 1) * axis.dilation() - 1) / axis.stride() + 1;
    }

    private static double[] slow(ConvolutionShapes shapes, Elements w, Elements dy) {
        Images x = shapes.x();
        Images y = shapes.y();
        Window.Axis rows = shapes.window().rows();
        Window.Axis columns = shapes.window().columns();
        double[] dx = new double[x.batch() * x.image()];
        for (int at = 0; at < y.batch() * y.image(); at++) {
            int number = at / y.image();
            int output = at / y.plane() % y.channels();
            int row = at / y.columns() % y.rows();
            int column = at % y.columns();
            for (int tap = 0; tap < shapes.window().size(); tap++) {
                int i = rows.input(row, tap / columns.size());
                int j = columns.input(column, tap % columns.size());
                for (int in = 0; in < x.channels(); in++) {
                    if (i >= 0 && i < x.rows() && j >= 0 && j < x.columns()) {
                        dx[((number * x.channels() + in) * x.rows() + i) * x.columns() + j] +=
                                dy.get(at) * w.get((tap * x.channels() + in) * y.channels() + output);
                    }
                }
            }
        }
        return dx;
    }

    /** Memory, one part after the other. */
    private static final class Parts {

        private final Arena arena;
        private int used;

        Parts(Arena arena) {
            this.arena = arena;
        }

        Memory next(int size) {
            int begin = used;
            used += size;
            return new Memory(arena.elements(begin, size), arena.pointer(begin));
        }
    }
}
