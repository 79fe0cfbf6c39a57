package io.weightloom.data.picture;

import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.Point;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.Scaling;
import io.weightloom.data.raw.Source;
import io.weightloom.data.raw.Table;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.SourceSpec;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Pictures of the digits 0 to 9. Each is written with a pen of random width, in one of the digit's {@link Digits#WAYS},
 * under a random affine map around the middle of the picture: rotation, shear, scale along both axes, shift. Example
 * {@code i} shows the digit {@code i mod 10} and is a pure function of seed and {@code i}. Immutable.
 */
public record Glyphs(SourceSpec.Glyphs spec) implements Source {

    private static final int DIGITS = 10;

    @Override
    public Object version(long seed) {
        return seed;
    }

    @Override
    public boolean isDrawn() {
        return true;
    }

    @Override
    public Scaling scaling() {
        return Scaling.ALL_COLUMNS;
    }

    @Override
    public RawExamples read(long seed) {
        int pixels = spec.size() * spec.size();
        double[] features = new double[Table.length("glyphs", spec.samples(), pixels)];
        int[] labels = new int[spec.samples()];
        for (int i = 0; i < labels.length; i++) {
            SplittableRandom random = RandomStream.DATA.generator(seed, i);
            labels[i] = i % DIGITS;
            Canvas canvas = draw(labels[i], random);
            for (int pixel = 0; pixel < pixels; pixel++) {
                features[i * pixels + pixel] = canvas.ink(pixel) + spec.noise() * RandomStream.gaussian(random);
            }
        }
        int size = spec.size();
        return RawExamples.of(
                        "glyphs",
                        new Table.Numbers(
                                features,
                                IntStream.range(0, pixels)
                                        .mapToObj(
                                                p -> "glyphs: pixel (row %s, column %s)".formatted(p / size, p % size))
                                        .toList()),
                        new Labels.Classes(
                                labels,
                                IntStream.range(0, DIGITS)
                                        .mapToObj(Integer::toString)
                                        .toList()))
                .withForm(new Features.Picture(size, size, OptionalDouble.of(1)));
    }

    private Canvas draw(int digit, SplittableRandom random) {
        List<List<Stroke>> ways = Digits.WAYS.get(digit);
        List<Stroke> strokes = ways.get(random.nextInt(ways.size()));
        Hand hand = Hand.of(random);
        Canvas canvas = new Canvas(spec.size(), spec.size() * between(0.06, 0.13, random));
        for (Stroke stroke : strokes) {
            List<Point> points = stroke.points().stream()
                    .map(point -> hand.move(point, spec.size()))
                    .toList();
            for (int i = 1; i < points.size(); i++) {
                canvas.draw(points.get(i - 1), points.get(i));
            }
        }
        return canvas;
    }

    /** Uniform in [low, high). */
    private static double between(double low, double high, SplittableRandom random) {
        return low + (high - low) * random.nextDouble();
    }

    /**
     * The affine map of one picture: {@code x' = xx x + xy y + shiftX}, {@code y' = yx x + yy y + shiftY}, for x and y
     * measured from the middle.
     */
    private record Hand(double xx, double xy, double yx, double yy, double shiftX, double shiftY) {

        /** Rotation times shear times scale. */
        static Hand of(SplittableRandom random) {
            double angle = StrictMath.toRadians(between(-15, 15, random));
            double shear = between(-0.3, 0.3, random);
            double scaleX = between(0.7, 1.1, random);
            double scaleY = between(0.75, 1.05, random);
            double cos = StrictMath.cos(angle);
            double sin = StrictMath.sin(angle);
            return new Hand(
                    cos * scaleX,
                    (cos * shear - sin) * scaleY,
                    sin * scaleX,
                    (sin * shear + cos) * scaleY,
                    between(-0.08, 0.08, random),
                    between(-0.08, 0.08, random));
        }

        /** From the unit square into pixels. */
        Point move(Point point, int size) {
            double x = point.x() - 0.5;
            double y = point.y() - 0.5;
            return new Point((0.5 + xx * x + xy * y + shiftX) * size, (0.5 + yx * x + yy * y + shiftY) * size);
        }
    }
}
