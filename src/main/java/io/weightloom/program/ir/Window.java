package io.weightloom.program.ir;

/**
 * Which elements of an image each element of a convolution's, or pooling's, output sees. Immutable.
 *
 * @param rows from top to bottom
 * @param columns from left to right
 */
public record Window(Axis rows, Axis columns) {

    /** Number of elements that one output sees, those in the padding among them. */
    public int size() {
        return rows.size() * columns.size();
    }

    /** Whether each output sees one element, and each element is seen by one output. */
    public boolean isIdentity() {
        return rows.isIdentity() && columns.isIdentity();
    }

    /** Whether no output of such an image sees padding. */
    public boolean isInside(Images inputs, Images outputs) {
        return rows.isInside(inputs.rows(), outputs.rows()) && columns.isInside(inputs.columns(), outputs.columns());
    }

    /**
     * Along one axis, tap {@code t} in [0, size) of output {@code o} sees input {@code o stride + t dilation -
     * padding}, or the padding if there is no such input.
     *
     * @param size at least 1
     * @param stride at least 1
     * @param dilation at least 1
     * @param padding before the first input; negative if inputs at the begin are skipped
     */
    public record Axis(int size, int stride, int dilation, int padding) {

        /** The input that a tap of an output sees; outside of [0, inputs), it sees padding. */
        public int input(int output, int tap) {
            return output * stride + tap * dilation - padding;
        }

        /** The first output whose tap sees no padding before the inputs. */
        public int from(int tap) {
            return Math.max(0, -Math.floorDiv(tap * dilation - padding, stride));
        }

        /** The end of the outputs whose tap sees an input; {@link #from} if there are none. */
        public int to(int tap, int inputs, int outputs) {
            int end = Math.floorDiv(inputs - 1 - input(0, tap), stride) + 1;
            return Math.max(from(tap), Math.min(end, outputs));
        }

        boolean isIdentity() {
            return size == 1 && stride == 1 && padding == 0;
        }

        boolean isInside(int inputs, int outputs) {
            return input(0, 0) >= 0 && input(outputs - 1, size - 1) < inputs;
        }

        /**
         * The axis of the way back: which outputs, with {@code stride - 1} zeros between them, saw an input, with the
         * taps from last to first.
         */
        Axis reversed() {
            return new Axis(size, 1, dilation, (size - 1) * dilation - padding);
        }
    }

    /** The window of the way back, for the gradient by the inputs. */
    public Window reversed() {
        return new Window(rows.reversed(), columns.reversed());
    }

    /** Outputs with zeros between their rows and columns, so that a stride over the inputs becomes one of 1. */
    public Images spread(Images outputs) {
        return new Images(
                outputs.batch(),
                outputs.channels(),
                (outputs.rows() - 1) * rows.stride() + 1,
                (outputs.columns() - 1) * columns.stride() + 1);
    }
}
