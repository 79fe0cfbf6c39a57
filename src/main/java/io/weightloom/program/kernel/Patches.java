package io.weightloom.program.kernel;

import io.weightloom.program.ir.Images;
import io.weightloom.program.ir.Window;

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

    Patches(Window window, Images inputs, Images outputs) {
        this.window = window;
        this.inputs = inputs;
        this.outputs = outputs;
        this.phaseRows =
                (inputs.rows() + window.rows().stride() - 1) / window.rows().stride();
        this.plane = phaseRows * window.rows().stride() * outputs.columns();
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
        int row = window.rows().input(from(kernelRow), kernelRow);
        int stride = window.rows().stride();
        return (row % stride * phaseRows + row / stride) * outputs.columns();
    }

    /**
     * Copies an image.
     *
     * @param at its first element
     * @param scratch what this method wrote before, or zeros
     */
    void fill(Elements images, int at, Elements scratch) {
        if (isImage()) {
            return;
        }
        for (int tap = 0; tap < window.columns().size(); tap++) {
            for (int channel = 0; channel < inputs.channels(); channel++) {
                int source = at + channel * inputs.plane();
                int target = (tap * inputs.channels() + channel) * plane;
                if (window.rows().stride() == 1
                        && window.columns().stride() == 1
                        && inputs.columns() == outputs.columns()) {
                    shift(images, source, window.columns().input(0, tap), scratch, target);
                } else {
                    gather(images, source, tap, scratch, target);
                }
            }
        }
    }

    /** All rows at once, because they are as long as those of the output; what came from the next row is a zero. */
    private void shift(Elements images, int source, int by, Elements scratch, int target) {
        int columns = inputs.columns();
        int gap = Math.abs(by);
        if (gap >= columns) {
            return;
        }
        int right = Math.max(by, 0);
        int left = Math.max(-by, 0);
        scratch.copy(target + left, images, source + right, inputs.plane() - gap);
        int edge = target + (by > 0 ? columns - gap : 0);
        int end = inputs.rows() * columns;
        for (int column = edge; column < edge + gap; column++) {
            for (int row = 0; row < end; row += columns) {
                scratch.put(column + row, 0);
            }
        }
    }

    private void gather(Elements images, int source, int tap, Elements scratch, int target) {
        Window.Axis axis = window.columns();
        int from = axis.from(tap);
        int length = axis.to(tap, inputs.columns(), outputs.columns()) - from;
        if (length == 0) { // it sees padding alone
            return;
        }
        int first = axis.input(from, tap);
        int stride = window.rows().stride();
        for (int row = 0; row < inputs.rows(); row++) {
            int begin = source + row * inputs.columns() + first;
            int end = target + (row % stride * phaseRows + row / stride) * outputs.columns() + from;
            if (axis.stride() == 1) {
                scratch.copy(end, images, begin, length);
            } else {
                for (int i = 0; i < length; i++) {
                    scratch.put(end + i, images.get(begin + i * axis.stride()));
                }
            }
        }
    }
}
