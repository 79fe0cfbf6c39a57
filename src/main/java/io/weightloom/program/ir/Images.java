package io.weightloom.program.ir;

/**
 * The extents of a value {@code [batch, channels, rows, columns]}. Immutable.
 *
 * @param batch number of images
 */
public record Images(int batch, int channels, int rows, int columns) {

    /**
     * The images of a shape {@code [batch, channels, rows, columns]}.
     *
     * @throws IllegalArgumentException if the shape has not four extents
     */
    public static Images of(long[] shape) {
        if (shape.length != 4) {
            throw new IllegalArgumentException("Images have four extents, not " + shape.length);
        }
        return new Images(
                Math.toIntExact(shape[0]),
                Math.toIntExact(shape[1]),
                Math.toIntExact(shape[2]),
                Math.toIntExact(shape[3]));
    }

    /** Elements of one channel of one image. */
    public int plane() {
        return rows * columns;
    }

    /** Elements of one image. */
    public int image() {
        return channels * plane();
    }
}
