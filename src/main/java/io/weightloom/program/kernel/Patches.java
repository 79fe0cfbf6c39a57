package io.weightloom.program.kernel;

import io.weightloom.program.ir.Images;
import io.weightloom.program.ir.Window;
import java.util.stream.IntStream;

/**
 * One image, seen by a convolution: for each column {@code t} of the kernel and each channel a plane that holds, for
 * each row of the image and each column of the output, the element that tap {@code t} sees. So the elements that row
 * {@code u} of the kernel sees in some rows of the output are a matrix {@code [kernel columns * channels, output rows *
 * output columns]} that lies in the scratch already: a convolution is one product for each row of the kernel, and the
 * image is copied {@code kernel columns} times and not {@code kernel rows * kernel columns} times. Rows that see only
 * padding are in no product.
 *
 * <p>With a stride, rows of the image that one row of the kernel sees lie side by side: first those whose number is a
 * multiple of the stride, then those after them, and so on. Not thread-safe.
 */
final class Patches {

    private final Window window;
    private final Images inputs;
    private final Images outputs;
    private final int phaseRows; // rows of the image in each phase of the stride
    private final int plane;
    private final boolean alike; // rows of the images and of the output

    Patches(Window window, Images inputs, Images outputs) {
        this.window = window;
        this.inputs = inputs;
        this.outputs = outputs;
        this.phaseRows =
                (inputs.rows() + window.rows().stride() - 1) / window.rows().stride();
        this.plane = phaseRows * window.rows().stride() * outputs.columns();
        this.alike =
                window.rows().stride() == 1 && window.columns().stride() == 1 && inputs.columns() == outputs.columns();
    }

    /** Whether the image itself is what this class would make of it. */
    boolean isImage() {
        return window.isIdentity() && inputs.columns() == outputs.columns();
    }

    /** Elements of scratch that are needed. */
    int size() {
        return isImage() ? 1 : depth() * plane;
    }

    /** Rows of the matrix that a row of the kernel sees. */
    int depth() {
        return window.columns().size() * inputs.channels();
    }

    /** Elements from one row of a matrix to the next. */
    int plane() {
        return plane;
    }

    /** First row of the output in which a row of the kernel sees the image. */
    int from(int kernelRow) {
        return window.rows().from(kernelRow);
    }

    /** Number of elements, in such rows of one channel of the output. */
    int width(int kernelRow) {
        int to = window.rows().to(kernelRow, inputs.rows(), outputs.rows());
        return (to - from(kernelRow)) * outputs.columns();
    }

    /** Where the matrix of a row of the kernel begins. */
    int offset(int kernelRow) {
        return place(window.rows().input(from(kernelRow), kernelRow));
    }

    /** Copies an image, into a scratch of what it wrote before, or zeros. */
    interface Copy {

        /** Copies the image that begins with element {@code at}. */
        void run(int at);
    }

    /** Copies images. */
    Copy copy(Elements images, Elements scratch) {
        if (isImage()) {
            return at -> {};
        } else if (alike) {
            return at -> {
                for (int tap = 0; tap < window.columns().size(); tap++) {
                    shift(images, at, window.columns().input(0, tap), scratch, tap * inputs.image());
                }
            };
        }
        Moves moves = moves();
        if (images instanceof Elements.Floats a && scratch instanceof Elements.Floats b) { // arrays are faster
            float[] image = new float[inputs.image()];
            float[] seen = new float[size()];
            return at -> {
                a.buffer.get(at, image);
                moves.run(image, seen);
                b.buffer.put(0, seen);
            };
        }
        return at -> moves.run(images, at, scratch, 0);
    }

    /**
     * All channels and rows at once, because they are as long as those of the output; what came from the next row is a
     * zero.
     */
    private void shift(Elements images, int source, int by, Elements scratch, int target) {
        int columns = inputs.columns();
        int gap = Math.abs(by);
        if (gap >= columns) {
            return;
        }
        int right = Math.max(by, 0);
        int left = Math.max(-by, 0);
        scratch.copy(target + left, images, source + right, inputs.image() - gap);
        int edge = target + (by > 0 ? columns - gap : 0);
        int end = inputs.image();
        for (int column = edge; column < edge + gap; column++) {
            for (int row = 0; row < end; row += columns) {
                scratch.put(column + row, 0);
            }
        }
    }

    /** Where the elements go that each tap sees, if they cannot be shifted. */
    private Moves moves() {
        IntStream.Builder from = IntStream.builder();
        IntStream.Builder to = IntStream.builder();
        for (int matrix = 0; matrix < depth(); matrix++) {
            int tap = matrix / inputs.channels();
            int source = matrix % inputs.channels() * inputs.plane();
            Window.Axis axis = window.columns();
            int end = axis.to(tap, inputs.columns(), outputs.columns());
            for (int row = 0; row < inputs.rows(); row++) {
                for (int column = axis.from(tap); column < end; column++) {
                    from.add(source + row * inputs.columns() + axis.input(column, tap));
                    to.add(matrix * plane + place(row) + column);
                }
            }
        }
        return new Moves(from.build().toArray(), to.build().toArray());
    }

    /** Where a row of the image lies in each matrix. */
    private int place(int row) {
        int stride = window.rows().stride();
        return (row % stride * phaseRows + row / stride) * outputs.columns();
    }
}
