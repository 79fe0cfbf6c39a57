package io.weightloom.program.ir;

import java.util.Optional;
import java.util.stream.IntStream;

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
         * The way back to inputs {@code number, number + stride, number + 2 stride, ...}, by which each of them finds
         * the outputs that saw it; none if no output did.
         *
         * @param number in [0, stride)
         */
        public Optional<Back> back(int number) {
            int[] taps = IntStream.range(0, size)
                    .map(tap -> size - 1 - tap)
                    .filter(tap -> Math.floorMod(number + padding - tap * dilation, stride) == 0)
                    .toArray();
            if (taps.length == 0) {
                return Optional.empty();
            }
            int first = (number + padding - taps[0] * dilation) / stride;
            int apart = taps.length == 1 ? 1 : (taps[0] - taps[1]) * dilation / stride;
            return Optional.of(new Back(new Axis(taps.length, 1, apart, -first), taps));
        }

        /** How many of a number of inputs {@link #back} leads to. */
        public int backs(int number, int inputs) {
            return (inputs - number + stride - 1) / stride;
        }
    }

    /**
     * Part of the way back along an axis.
     *
     * @param axis of outputs, as seen by inputs
     * @param taps of the way there that its taps are, in order
     */
    public record Back(Axis axis, int[] taps) {}
}
