package io.weightloom.data.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.raw.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CanvasTests {

    // The slow obvious way: the nearest of 20,001 points along each segment. Neighbouring points are at most 30 /
    // 20,000
    // apart, and so is the largest possible error of the distance.
    @Test
    void inkFollowsTheDistanceToTheNearestSegment() {
        SplittableRandom random = new SplittableRandom(1);
        int size = 20;
        double width = 2.5;
        Canvas canvas = new Canvas(size, width);
        List<Point[]> segments = new ArrayList<>();
        for (int i = 0; i < 3; i++) { // some reach beyond the rim
            Point from = new Point(26 * random.nextDouble() - 3, 26 * random.nextDouble() - 3);
            Point to = new Point(26 * random.nextDouble() - 3, 26 * random.nextDouble() - 3);
            segments.add(new Point[] {from, to});
            canvas.draw(from, to);
        }

        for (int pixel = 0; pixel < size * size; pixel++) {
            int row = pixel / size;
            int column = pixel % size;
            double x = column + 0.5;
            double y = row + 0.5;
            double nearest = Double.POSITIVE_INFINITY;
            for (Point[] segment : segments) {
                for (int k = 0; k <= 20_000; k++) {
                    double t = k / 20_000.0;
                    double px = segment[0].x() + t * (segment[1].x() - segment[0].x());
                    double py = segment[0].y() + t * (segment[1].y() - segment[0].y());
                    nearest = Math.min(nearest, Math.hypot(x - px, y - py));
                }
            }
            double expected = Math.max(0, Math.min(1, width / 2 + 0.5 - nearest));
            assertThat(canvas.ink(pixel)).isCloseTo(expected, within(30 / 20_000.0));
        }
    }

    @Test
    void aPointIsARoundDot() {
        Canvas canvas = new Canvas(5, 2);

        canvas.draw(new Point(2.5, 2.5), new Point(2.5, 2.5));

        assertThat(canvas.ink(12)).isEqualTo(1); // the middle
        assertThat(canvas.ink(11)).isEqualTo(0.5); // 1 pixel away, on the pen's rim
        assertThat(canvas.ink(6)).isCloseTo(1.5 - Math.sqrt(2), within(1e-15)); // across the corner
        assertThat(canvas.ink(10)).isEqualTo(0); // 2 pixels away
    }

    @Test
    void anEmptyCanvasHasNoInk() {
        Canvas canvas = new Canvas(4, 2);

        for (int pixel = 0; pixel < 16; pixel++) {
            assertThat(canvas.ink(pixel)).isEqualTo(0);
        }
    }

    @Test
    void aLineBesideTheCanvasLeavesNoInkBeyondItsReach() {
        Canvas canvas = new Canvas(4, 1);

        canvas.draw(new Point(-9, -9), new Point(-2, -2));

        for (int pixel = 0; pixel < 16; pixel++) {
            assertThat(canvas.ink(pixel)).isEqualTo(0);
        }
    }
}
