package io.weightloom.program.kernel;

import io.weightloom.program.ir.Images;
import io.weightloom.program.ir.Window;
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

    /** Extents of the way back: {@code y} with zeros between its elements becomes {@code x}. */
    public ConvolutionShapes reversed() {
        return new ConvolutionShapes(window.reversed(), window.spread(y), x, packing);
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
