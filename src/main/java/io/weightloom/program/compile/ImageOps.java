package io.weightloom.program.compile;

import io.weightloom.program.ir.Images;
import io.weightloom.program.ir.Window;
import io.weightloom.program.kernel.ConvolutionShapes;
import java.util.Optional;

/**
 * The arguments that SameDiff's convolutions and pooling have in common: size, stride, padding and dilation, each of
 * rows and columns, then how the padding is given.
 */
final class ImageOps {

    /** SameDiff's number of padding that is given in elements. */
    private static final int GIVEN = 0;

    /** SameDiff's number of padding that lets an output be as large as the input divided by the stride. */
    private static final int SAME = 1;

    private ImageOps() {}

    /** What an op that makes {@code out} of {@code in} sees; none if its padding is of another kind. */
    static Optional<Window> window(OpNode op, Images in, Images out) {
        int mode = op.argument(8);
        if (mode != GIVEN && mode != SAME) {
            return Optional.empty();
        }
        Window.Axis rows = axis(op, 0, in.rows(), out.rows());
        Window.Axis columns = axis(op, 1, in.columns(), out.columns());
        return rows.padding() < 0 || columns.padding() < 0 ? Optional.empty() : Optional.of(new Window(rows, columns));
    }

    /** A convolution, in the way that suits the kernels which OpenBLAS runs. */
    static ConvolutionShapes shapes(Window window, Images x, Images y) {
        return new ConvolutionShapes(window, x, y, Blas.packing());
    }

    /** @param number 0 for rows, 1 for columns */
    private static Window.Axis axis(OpNode op, int number, int inputs, int outputs) {
        int size = op.argument(number);
        int stride = op.argument(2 + number);
        int dilation = op.argument(6 + number);
        int padding = op.argument(8) == GIVEN
                ? op.argument(4 + number)
                : ((outputs - 1) * stride + (size - 1) * dilation + 1 - inputs) / 2;
        return new Window.Axis(size, stride, dilation, padding);
    }
}
