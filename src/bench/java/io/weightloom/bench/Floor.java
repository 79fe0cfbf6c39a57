package io.weightloom.bench;

import static io.weightloom.bench.Design.Tiles.CHANNELS;
import static io.weightloom.bench.Design.Tiles.DIM;
import static io.weightloom.bench.Design.Tiles.FEATURES;
import static io.weightloom.bench.Design.Tiles.KERNEL;
import static io.weightloom.bench.Design.Tiles.SIDE;
import static io.weightloom.bench.Design.Tiles.TAPS;

/**
 * What a step of a cell cannot do without, whoever does it. It takes no less time than the larger of {@code bytes /
 * bandwidth} and {@code operations / GEMM rate}: both could go on at once.
 *
 * @param bytes that must be read or written, each array once for each time that the order of things demands: the
 *     trainables in the forward pass, and with both moments read and written in the update (28 bytes each); the
 *     generated weights made, used, and their gradients made and used (16 bytes each); the batch in both passes; what
 *     the layers of V and W pass on, alike (a convolution need not leave what its pooling drops; norms need all of a
 *     batch, so that what a convolution makes and what its norm makes of it both lie in memory); of R1 to R3 the sums
 *     of all cells at all steps, alike, in place of weights that nobody need lay down
 * @param operations in the matrix products and convolutions, as they are defined: forward, for each weight gradient,
 *     and for each input's gradient that something trained waits for. Padding is not among them, nor is what goes back
 *     to the three of four places that a pooling drops: zeros need no work, and the product of a code with a matrix is
 *     one of its rows
 * @param workingSet bytes that lie in memory between steps: trainables and moments, generated weights and their
 *     gradients, and the batch
 */
record Floor(long bytes, long operations, long workingSet) {

    static Floor of(Cell cell) {
        if (cell.design() instanceof Design.Perceptron design) {
            return of(cell, 0, perceptron(design, cell.batch()));
        }
        if (cell.design() instanceof Design.Wide) {
            return of(cell, 2 * made(cell), wide(cell));
        }
        if (cell.design() instanceof RecurrentDesign design) {
            return of(cell, (long) cell.rows() * design.sums(), cell.rows(), recurrent(design, cell.batch()));
        }
        long last = (long) cell.batch() * FEATURES;
        return of(cell, 5 * last, tiles(cell));
    }

    /** @param passed numbers that layers pass on through memory */
    private static Floor of(Cell cell, long passed, long operations) {
        return of(cell, cell.design().generated() + passed, (long) cell.batch() * cell.inputs(), operations);
    }

    /**
     * A floor.
     *
     * @param kept generated weights, and numbers that layers pass on through memory
     * @param examples numbers of the batch
     */
    private static Floor of(Cell cell, long kept, long examples, long operations) {
        long trainable = cell.design().trainable();
        return new Floor(
                28 * trainable + 16 * kept + 8 * examples, operations, 12 * trainable + 8 * kept + 4 * examples);
    }

    private static long perceptron(Design.Perceptron design, int batch) {
        long trunk = (long) design.rows() * Design.Perceptron.Z_DIM * Design.Perceptron.TRUNK;
        long head = (long) design.rows() * Design.Perceptron.TRUNK * design.width();
        long first = (long) batch * design.inputs() * design.hidden();
        long second = (long) batch * design.hidden() * design.outputs();
        return 2 * (3 * trunk + 3 * head + 2 * first + 3 * second);
    }

    /** The first step has a state of zeros; what is generated from it, too, is multiplied by zeros there. */
    private static long recurrent(RecurrentDesign design, int batch) {
        int units = RecurrentDesign.UNITS;
        int small = RecurrentDesign.SMALL;
        int signals = RecurrentDesign.PARTS * RecurrentDesign.DIM;
        long scaling = design.anew() ? (long) small * signals + (long) signals * units : 0; // of one matrix
        long own = design.anew() ? (long) RecurrentDesign.PARTS * small * (units + small) : 0;
        long state = (long) RecurrentDesign.PARTS * units * units + own + scaling;
        long step = 2 * scaling + (long) units * design.outputs();
        return 6L * batch * ((design.steps() - 1) * state + design.steps() * step);
    }

    private static long tiles(Cell cell) {
        long generator = CHANNELS * DIM * DIM + (long) CHANNELS * DIM * TAPS * CHANNELS;
        long first = cell.batch() * taps(SIDE) * CHANNELS;
        long second = cell.batch() * taps(SIDE / 2) * CHANNELS * CHANNELS;
        long last = (long) cell.batch() * FEATURES * cell.outputs();
        return 2 * (3 * generator + first + first / 4 + second + second / 2 + 3 * last);
    }

    /** Numbers that the convolutions of cell W make, each of which is normed into another. */
    private static long made(Cell cell) {
        int side = Design.Wide.SIDE;
        long made = (long) side * side * Design.Wide.WIDTHS.get(0);
        for (Design.Wide.Block block : Design.Wide.blocks()) {
            side /= block.stride();
            made += (block.skips() ? 3L : 2L) * side * side * block.out();
        }
        return cell.batch() * made;
    }

    private static long wide(Cell cell) {
        long generator = (long) Design.Wide.tiles()
                * (Design.Wide.DIM * Design.Wide.TILE * Design.Wide.DIM
                        + Design.Wide.TILE * Design.Wide.DIM * Design.Wide.TAPS * Design.Wide.TILE);
        int side = Design.Wide.SIDE;
        long first = pairs(side, 1) * Design.Wide.COLOURS * Design.Wide.WIDTHS.get(0);
        long others = 0;
        for (Design.Wide.Block block : Design.Wide.blocks()) {
            others += pairs(side, block.stride()) * block.in() * block.out();
            side /= block.stride();
            others += pairs(side, 1) * block.out() * block.out();
            others += block.skips() ? (long) side * side * block.in() * block.out() : 0;
        }
        long dense = (long) Design.Wide.WIDTHS.get(Design.Wide.WIDTHS.size() - 1) * cell.outputs();
        return 2 * (3 * generator + cell.batch() * (2 * first + 3 * others + 3 * dense));
    }

    /** The same for kernels of 3x3, at a stride of 2 with zeros behind the last row and column alone. */
    private static long pairs(int side, int stride) {
        long line = 3L * side / stride - (stride == 1 ? 2 : 1);
        return line * line;
    }

    /** Pairs of a place in a square image and a place that its kernel sees from there. */
    private static long taps(int side) {
        long line = (long) KERNEL * side - KERNEL / 2 * (KERNEL / 2 + 1);
        return line * line;
    }

    /** Microseconds. */
    double micros(double bandwidth, double gemmRate) {
        return 1e6 * Math.max(bytes / bandwidth, operations / gemmRate);
    }
}
