package io.weightloom.data.picture;

import io.weightloom.data.picture.Picture.Colour;
import io.weightloom.spec.PictureSpec.Motif;

/**
 * Draws the built-in pictures: a colour as a function of a place in the square from (-1, -1), above left, to (1, 1); a
 * pixel is the mean over {@value #GRID} times {@value #GRID} places within it.
 */
final class Motifs {

    private static final int GRID = 4;

    private static final Colour INK = new Colour(0.10, 0.12, 0.25);
    private static final Colour PAPER = new Colour(0.96, 0.92, 0.80);
    private static final Colour RUST = new Colour(0.80, 0.35, 0.15);
    private static final Colour SKY = new Colour(0.35, 0.60, 0.90);
    private static final Colour DUSK = new Colour(0.98, 0.75, 0.45);
    private static final Colour SUN = new Colour(1.00, 0.95, 0.70);
    private static final Colour NEAR = new Colour(0.10, 0.28, 0.14);
    private static final Colour FAR = new Colour(0.35, 0.45, 0.50);

    /** Gives the colour of a place. */
    private interface Motive {
        Colour at(double x, double y);
    }

    private Motifs() {}

    static Picture draw(Motif motif, int size) {
        Motive motive = switch (motif) {
            case RINGS -> Motifs::rings;
            case LANDSCAPE -> Motifs::landscape;
            case FLOOR -> Motifs::floor;
        };
        Colour[] pixels = new Colour[size * size];
        for (int pixel = 0; pixel < pixels.length; pixel++) {
            pixels[pixel] = mean(motive, pixel % size, pixel / size, size);
        }
        return new Picture(size, size, pixels);
    }

    private static Colour mean(Motive motive, int column, int row, int size) {
        Colour mean = new Colour(0, 0, 0);
        for (int i = 0; i < GRID * GRID; i++) {
            int across = i % GRID;
            int down = i / GRID;
            double x = 2 * (column + (across + 0.5) / GRID) / size - 1;
            double y = 2 * (row + (down + 0.5) / GRID) / size - 1;
            mean = mean.mixed(motive.at(x, y), 1.0 / (i + 1)); // the mean of what was seen so far
        }
        return mean;
    }

    private static Colour rings(double x, double y) {
        double square = x * x + y * y;
        double wave = (1 + StrictMath.cos(3 * StrictMath.PI * square)) / 2;
        return INK.mixed(PAPER, wave).mixed(RUST, Math.min(1, square / 2) * (1 - wave));
    }

    private static Colour landscape(double x, double y) {
        double near = 0.45 + 0.15 * StrictMath.sin(2.2 * x + 0.6);
        double far = 0.15 + 0.12 * StrictMath.sin(4 * x + 2) + 0.05 * StrictMath.sin(9 * x);
        if (y > near) {
            return NEAR.mixed(INK, Math.min(1, (y - near) / 0.9));
        } else if (y > far) {
            return FAR.mixed(NEAR, (y - far) / (near - far + 0.2));
        }
        double sun = (x - 0.3) * (x - 0.3) + (y + 0.15) * (y + 0.15);
        Colour sky = SKY.mixed(DUSK, (1 + y) / 1.3);
        return sun < 0.06 ? SUN : sky.mixed(SUN, 0.06 / (sun + 0.06) / 2);
    }

    /** Squares on a plane below the horizon, seen in perspective. */
    private static Colour floor(double x, double y) {
        double depth = 1 / (y + 1.2);
        long column = (long) Math.floor(2.2 * x * depth + 0.3);
        long row = (long) Math.floor(3.5 * depth);
        double haze = Math.min(1, depth / 5);
        return (((column + row) & 1) == 0 ? INK : PAPER).mixed(SKY, haze);
    }
}
