package io.weightloom.data.picture;

import io.weightloom.data.raw.Point;
import java.util.Arrays;

/**
 * Pictures of strokes. The ink of a pixel is a function of the distance {@code d} from its centre to the nearest
 * stroke, in pixels: {@code clamp(width / 2 + 1/2 - d, 0, 1)}, full within the pen's width and fading over one pixel at
 * its rim. Only sums, products, quotients and square roots are used, which are the same on every JDK. Not thread-safe.
 */
final class Canvas {

    private final int size;
    private final double reach;
    /** Squares of distances to the nearest segment, {@code [size, size]}. */
    private final double[] squares;

    /**
     * An empty square.
     *
     * @param size pixels along one side, at least 1
     * @param width of the pen in pixels, above 0
     */
    Canvas(int size, double width) {
        this.size = size;
        this.reach = width / 2 + 0.5;
        this.squares = new double[size * size];
        Arrays.fill(squares, Double.POSITIVE_INFINITY);
    }

    /** Draws a segment between two points in pixels; the centre of the first pixel is (0.5, 0.5). */
    void draw(Point from, Point to) {
        double dx = to.x() - from.x();
        double dy = to.y() - from.y();
        double length2 = dx * dx + dy * dy;
        int left = clamp(Math.min(from.x(), to.x()) - reach);
        int right = clamp(Math.max(from.x(), to.x()) + reach);
        int top = clamp(Math.min(from.y(), to.y()) - reach);
        int bottom = clamp(Math.max(from.y(), to.y()) + reach);
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                double x = column + 0.5 - from.x();
                double y = row + 0.5 - from.y();
                // where the pixel's foot lies on the segment: 0 at its beginning, 1 at its end
                double foot = length2 == 0 ? 0 : Math.max(0, Math.min(1, (x * dx + y * dy) / length2));
                double offX = x - foot * dx;
                double offY = y - foot * dy;
                int pixel = row * size + column;
                squares[pixel] = Math.min(squares[pixel], offX * offX + offY * offY);
            }
        }
    }

    /** The ink of a pixel, in [0, 1]; pixels are numbered row by row. */
    double ink(int pixel) {
        return Math.max(0, Math.min(1, reach - Math.sqrt(squares[pixel])));
    }

    private int clamp(double coordinate) {
        return Math.max(0, Math.min(size - 1, (int) coordinate));
    }
}
