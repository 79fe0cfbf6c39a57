package io.weightloom.data;

import io.weightloom.spec.SourceSpec;

/**
 * How much there is of data that are drawn, told from their settings before the first number is.
 *
 * @param rows examples of all tasks
 * @param columns features of an example
 * @param outputs classes, or numbers to predict
 * @param drawn examples of which those of the tasks are made
 */
record DrawnSize(double rows, double columns, double outputs, double drawn) {

    private static final DrawnSize NONE = new DrawnSize(0, 0, 0, 0);

    private static final int DIGITS = 10;

    /** Of this source; nothing for files, which say themselves how large they are. */
    static DrawnSize of(SourceSpec source) {
        if (source instanceof SourceSpec.Spirals spirals) {
            return drawn(spirals.samples(), 2, spirals.classes());
        } else if (source instanceof SourceSpec.Moons moons) {
            return drawn(moons.samples(), 2, 2);
        } else if (source instanceof SourceSpec.Glyphs glyphs) {
            return drawn(glyphs.samples(), (double) glyphs.size() * glyphs.size(), DIGITS);
        } else if (source instanceof SourceSpec.SineFamily sines) {
            return drawn((double) (sines.tasks() + sines.heldOut()) * sines.samplesPerTask(), 1, 1);
        } else if (source instanceof SourceSpec.Polynomials polynomials) {
            return drawn((double) polynomials.tasks() * polynomials.samplesPerTask(), 1, 1);
        } else if (source instanceof SourceSpec.RotatedMoons moons) {
            return drawn((double) (moons.tasks() + moons.heldOut()) * moons.samplesPerTask(), 2, 2);
        } else if (source instanceof SourceSpec.Permuted permuted) {
            DrawnSize of = of(permuted.of());
            return new DrawnSize(permuted.tasks() * of.rows, of.columns, of.outputs, of.drawn);
        }
        return source instanceof SourceSpec.ClassGroups groups ? of(groups.of()) : NONE;
    }

    private static DrawnSize drawn(double rows, double columns, double outputs) {
        return new DrawnSize(rows, columns, outputs, rows);
    }

    /** Bytes of what is drawn, in doubles, and of what trials are trained on, in floats. */
    double bytes() {
        return drawn * (Double.BYTES * columns + Integer.BYTES)
                + rows * (Float.BYTES * (columns + outputs) + Integer.BYTES);
    }
}
