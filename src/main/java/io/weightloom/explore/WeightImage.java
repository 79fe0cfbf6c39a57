package io.weightloom.explore;

/**
 * Weights as a picture: a row for each row of a tensor's last two axes and all before them, or for some of them
 * together, whose mean is a pixel then. Immutable by agreement: nobody writes into the array.
 *
 * @param height rows
 * @param width columns
 * @param pixels row by row, {@code [height, width]}
 */
public record WeightImage(int height, int width, float[] pixels) {

    /**
     * Of a tensor whose last axis is the columns.
     *
     * @param weights row-major {@code [rows, columns]}
     * @param most pixels on a side
     */
    static WeightImage of(float[] weights, int columns, int most) {
        int rows = weights.length / columns;
        int height = Math.min(rows, most);
        int width = Math.min(columns, most);
        float[] pixels = new float[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = mean(
                        weights,
                        columns,
                        start(y, rows, height),
                        start(y + 1, rows, height),
                        start(x, columns, width),
                        start(x + 1, columns, width));
            }
        }
        return new WeightImage(height, width, pixels);
    }

    private static int start(int pixel, int of, int pixels) {
        return (int) ((long) pixel * of / pixels);
    }

    private static float mean(float[] weights, int columns, int top, int bottom, int left, int right) {
        double sum = 0;
        for (int row = top; row < bottom; row++) {
            for (int column = left; column < right; column++) {
                sum += weights[row * columns + column];
            }
        }
        return (float) (sum / ((double) (bottom - top) * (right - left)));
    }
}
