package io.weightloom.spec;

import java.nio.file.Path;

/** Where examples come from. */
public sealed interface SourceSpec {

    /** What the examples' labels are. */
    default Task task() {
        return Task.CLASSIFICATION;
    }

    /**
     * Two-dimensional spirals, one arm per class.
     *
     * @param samples examples in all, at least 30
     * @param classes arms, at least 2
     * @param turns revolutions of an arm, in (0, 5]
     * @param noise standard deviation added to both coordinates, at least 0
     */
    record Spirals(int samples, int classes, double turns, double noise) implements SourceSpec {}

    /**
     * Two interleaved half circles.
     *
     * @param samples examples in all, at least 30
     * @param noise standard deviation added to both coordinates, at least 0
     */
    record Moons(int samples, double noise) implements SourceSpec {}

    /**
     * Digits 0 to 9 drawn as strokes under a random affine map.
     *
     * @param samples examples in all, at least 100
     * @param size pixels along one side, in [8, 64]; an example has size * size features
     * @param noise standard deviation added to each pixel (a pixel is in [0, 1] before), at least 0
     */
    record Glyphs(int samples, int size, double noise) implements SourceSpec {}

    /**
     * A pair of IDX files (LeCun's MNIST format), plain or gzipped.
     *
     * @param images file of unsigned bytes {@code [samples, height, width]}
     * @param labels file of unsigned bytes {@code [samples]}
     * @param classes number of classes; every label is below it
     */
    record Idx(Path images, Path labels, int classes) implements SourceSpec {}

    /**
     * A CSV file with a header line; all columns but the label are features.
     *
     * @param file the file
     * @param label name of the label's column
     * @param task classification (labels are names of classes) or regression (labels are numbers)
     */
    record Csv(Path file, String label, Task task) implements SourceSpec {}
}
