package io.weightloom.program.kernel;

import io.weightloom.program.ir.Images;
import io.weightloom.program.ir.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a convolution reads and writes, in whichever direction.
 *
 * @param x extents of the images
 * @param y extents of what becomes of them
 * @param packing of the products
 */
public record ConvolutionShapes(Window window, Images x, Images y, Products.Packing packing) {

    /** A kernel that sees fewer numbers than this in one of its rows is of few channels. */
    private static final int SHALLOW = 16;

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

    /**
     * Part of the way back: the inputs in every so many rows and columns, each of which the same taps saw.
     *
     * @param shapes {@code x} are the outputs, {@code y} those inputs
     * @param row number of the first
     * @param column number of the first
     * @param rowTaps rows of the kernel, in order
     * @param columnTaps columns of the kernel, in order
     */
    record Back(ConvolutionShapes shapes, int row, int column, int[] rowTaps, int[] columnTaps) {}

    /** All parts of the way back: one without a stride. Inputs that are in none were seen by nobody. */
    List<Back> backs() {
        List<Back> backs = new ArrayList<>();
        for (int row = 0; row < Math.min(window.rows().stride(), x.rows()); row++) {
            for (int column = 0; column < Math.min(window.columns().stride(), x.columns()); column++) {
                Optional<Window.Back> rows = window.rows().back(row);
                Optional<Window.Back> columns = window.columns().back(column);
                if (rows.isPresent() && columns.isPresent()) {
                    Images seen = new Images(
                            x.batch(),
                            x.channels(),
                            window.rows().backs(row, x.rows()),
                            window.columns().backs(column, x.columns()));
                    Window back = new Window(rows.get().axis(), columns.get().axis());
                    backs.add(new Back(
                            new ConvolutionShapes(back, y, seen, packing),
                            row,
                            column,
                            rows.get().taps(),
                            columns.get().taps()));
                }
            }
        }
        return backs;
    }

    /** Elements of scratch for what all parts of the way back see of one image. */
    public int backPatchesScratch() {
        return backs().stream().mapToInt(back -> back.shapes().patchesScratch()).sum();
    }

    /** Elements of scratch for what all rows of the kernel make of one image on a part of the way back. */
    public int backProductsScratch() {
        return backs().stream()
                .mapToInt(back -> back.shapes().productsScratch())
                .max()
                .orElse(1);
    }

    /** Elements of scratch for what a part of the way back makes of one image. */
    public int backImageScratch() {
        return backs().stream()
                .mapToInt(back -> back.shapes().y().image())
                .max()
                .orElse(1);
    }

    /** Number of weights. */
    public int weights() {
        return window.size() * x.channels() * y.channels();
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
    Part[] parts() {
        Patches matrices = patches();
        int weights = matrices.depth() * y.channels();
        return IntStream.range(0, window.rows().size())
                .filter(row -> matrices.width(row) > 0)
                .mapToObj(row -> new Part(
                        row * weights, matrices.offset(row), matrices.from(row) * y.columns(), matrices.width(row)))
                .toArray(Part[]::new);
    }
}
