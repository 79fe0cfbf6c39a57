package io.weightloom.spec;

import io.weightloom.spec.fault.Misfit;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Where examples come from. */
public sealed interface SourceSpec {

    /** What the examples' labels are. */
    default LabelKind labelKind() {
        return LabelKind.CLASSIFICATION;
    }

    /** Whether the examples have labels. */
    default boolean labelled() {
        return true;
    }

    /** Whether an example is a picture, whose pixels have neighbours. */
    default boolean pictures() {
        return false;
    }

    /** The same for a network that takes pictures of these extents, or none. */
    default SourceSpec asking(Optional<PictureSpec.Extents> picture) {
        return this;
    }

    /** Tasks that are trained on: 1 for data that are one task. */
    default int tasks() {
        return 1;
    }

    /** Tasks that serve for the test alone, beside those that are trained on. */
    default int heldOut() {
        return 0;
    }

    /** Whether some of the examples are told to be for the test, so that none of the others are. */
    default boolean givesTest() {
        return false;
    }

    /** Numbers that describe a task; 0 if tasks have no description. */
    default int descriptors() {
        return 0;
    }

    /** What is known of its examples without its data. */
    SourceFacts facts();

    /** The source that tasks are made of; itself if there is no other behind it. */
    default SourceSpec single() {
        return this;
    }

    /** Examples that any use of them needs. */
    default int leastSamples() {
        return 1;
    }

    /** What its settings are not to each other. */
    default List<Misfit> misfits() {
        return List.of();
    }

    /** Classes that cannot be dealt out evenly, two at least to each task; empty if they can, or nobody knows them. */
    default OptionalInt unevenClasses() {
        return OptionalInt.empty();
    }

    /**
     * Two-dimensional spirals, one arm per class.
     *
     * @param samples examples in all, at least 30
     * @param classes arms, at least 2
     * @param turns revolutions of an arm, in (0, 5]
     * @param noise standard deviation added to both coordinates, at least 0
     */
    record Spirals(int samples, int classes, double turns, double noise) implements SourceSpec {

        @Override
        public SourceFacts facts() {
            return SourceFacts.of(2, classes, samples);
        }
    }

    /**
     * Two interleaved half circles.
     *
     * @param samples examples in all, at least 30
     * @param noise standard deviation added to both coordinates, at least 0
     */
    record Moons(int samples, double noise) implements SourceSpec {

        @Override
        public SourceFacts facts() {
            return SourceFacts.of(2, 2, samples);
        }
    }

    /**
     * Digits 0 to 9 drawn as strokes under a random affine map.
     *
     * @param samples examples in all, at least 100
     * @param size pixels along one side, in [8, 64]; an example has size * size features
     * @param noise standard deviation added to each pixel (a pixel is in [0, 1] before), at least 0
     */
    record Glyphs(int samples, int size, double noise) implements SourceSpec {

        /** The digits. */
        private static final int CLASSES = 10;

        @Override
        public boolean pictures() {
            return true;
        }

        @Override
        public SourceFacts facts() {
            return SourceFacts.of(size * size, CLASSES, samples);
        }

        @Override
        public int leastSamples() {
            return 10 * CLASSES;
        }
    }

    /** Pictures in files. */
    non-sealed interface Pictures extends SourceSpec {

        /** How they are read. */
        PictureSpec.Reading reading();

        /** The same files read otherwise. */
        Pictures with(PictureSpec.Reading other);

        @Override
        default boolean pictures() {
            return true;
        }

        @Override
        default SourceSpec asking(Optional<PictureSpec.Extents> picture) {
            return with(reading().asking(picture));
        }
    }

    /**
     * A CSV file.
     *
     * @param file the file
     * @param label name of the label's column; empty if none is
     * @param labelKind classification (labels are names of classes) or regression (labels are numbers); without labels,
     *     what the network that is compared with tells
     * @param format how it is written
     * @param table which of its columns are features, and what becomes of text and gaps in them
     * @param testFile a file of the same columns for the test; empty if examples of the first one serve for it
     */
    record Csv(
            Path file,
            Optional<String> label,
            LabelKind labelKind,
            CsvFormat format,
            TableSpec table,
            Optional<Path> testFile)
            implements SourceSpec {

        /** A file that is written as most are, and whose columns but the label are all numbers without gaps. */
        public Csv(Path file, String label, LabelKind labelKind) {
            this(file, Optional.of(label), labelKind, CsvFormat.PLAIN, TableSpec.PLAIN, Optional.empty());
        }

        @Override
        public boolean labelled() {
            return label.isPresent();
        }

        @Override
        public boolean givesTest() {
            return testFile.isPresent();
        }

        @Override
        public SourceFacts facts() {
            return SourceFacts.ofOutputs(
                    labelKind == LabelKind.REGRESSION && labelled() ? OptionalInt.of(1) : OptionalInt.empty());
        }

        @Override
        public List<Misfit> misfits() {
            return table.misfits(label);
        }
    }

    /**
     * Sine waves {@code y = A sin(x + phase)}, one per task: A in [0.1, 5], phase in [0, pi], x in [-5, 5] (Finn,
     * Abbeel, Levine 2017, arXiv 1703.03400, section 5.1). A and phase describe a task.
     *
     * @param tasks that are trained on, at least 2
     * @param heldOut tasks that serve for the test alone, at least 0
     * @param samplesPerTask examples of each task
     */
    record SineFamily(int tasks, int heldOut, int samplesPerTask) implements SourceSpec {
        @Override
        public LabelKind labelKind() {
            return LabelKind.REGRESSION;
        }

        @Override
        public int descriptors() {
            return 2;
        }

        @Override
        public SourceFacts facts() {
            return SourceFacts.of(1, 1, samplesPerTask);
        }
    }

    /**
     * Three polynomials, each on an interval of its own: {@code x + 3} on [-4, -2], {@code 2 x^2 - 1} on [-1, 1],
     * {@code (x - 3)^3} on [2, 4] (von Oswald et al. 2020, arXiv 1906.00695, section 4).
     *
     * @param samplesPerTask examples of each
     * @param labelNoise standard deviation added to each label, at least 0
     */
    record Polynomials(int samplesPerTask, double labelNoise) implements SourceSpec {
        @Override
        public LabelKind labelKind() {
            return LabelKind.REGRESSION;
        }

        @Override
        public int tasks() {
            return 3;
        }

        @Override
        public SourceFacts facts() {
            return SourceFacts.of(1, 1, samplesPerTask);
        }
    }

    /**
     * Moons turned around their middle, each task by another angle; the angle's cosine and sine describe a task. The
     * angles that are trained on divide the circle evenly, and held-out ones lie halfway between two of them.
     *
     * @param tasks angles that are trained on, at least 2
     * @param heldOut angles that serve for the test alone, in [0, tasks]
     * @param samplesPerTask examples of each angle
     * @param noise standard deviation added to both coordinates, at least 0
     */
    record RotatedMoons(int tasks, int heldOut, int samplesPerTask, double noise) implements SourceSpec {
        @Override
        public int descriptors() {
            return 2;
        }

        @Override
        public SourceFacts facts() {
            return SourceFacts.of(2, 2, samplesPerTask);
        }

        @Override
        public List<Misfit> misfits() {
            return heldOut <= tasks
                    ? List.of()
                    : List.of(Misfit.of(
                            Keys.DATA,
                            Keys.HELD_OUT,
                            "must be at most %s, one angle between each two that are trained on, but is %s"
                                    .formatted(tasks, heldOut)));
        }
    }

    /** Examples of several steps. */
    non-sealed interface Sequential extends SourceSpec {}

    /** Several tasks that are made of one classification. */
    non-sealed interface Several extends SourceSpec {

        /** The classification. */
        SourceSpec of();

        @Override
        default SourceSpec single() {
            return of();
        }

        @Override
        default boolean labelled() {
            return of().labelled();
        }

        @Override
        default boolean givesTest() {
            return of().givesTest();
        }

        @Override
        default List<Misfit> misfits() {
            return of().misfits();
        }
    }

    /**
     * A picture as a function from its coordinates, in [-1, 1], to its colours, in [0, 1]. All pixels are trained on,
     * and all are validated and tested on, because nothing but the picture itself is asked for.
     *
     * @param picture the picture
     * @param colours numbers to predict at each pixel
     */
    record Image(PictureSpec picture, PictureSpec.Colours colours) implements SourceSpec {

        @Override
        public LabelKind labelKind() {
            return LabelKind.REGRESSION;
        }

        @Override
        public SourceFacts facts() {
            return new SourceFacts(OptionalInt.of(2), OptionalInt.of(colours.channels()), OptionalInt.empty());
        }
    }
}
