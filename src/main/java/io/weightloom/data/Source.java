package io.weightloom.data;

import io.weightloom.spec.SourceSpec;
import java.util.List;
import java.util.OptionalDouble;

/** Where raw examples come from. Immutable. */
sealed interface Source permits ClassGroups, CsvFile, DrawnPoints, Glyphs, IdxFiles, Image, Permuted {

    /** The source that a spec asks for; touches no file. */
    static Source of(SourceSpec spec) {
        if (spec instanceof SourceSpec.Spirals spirals) {
            return new Spirals(spirals);
        }
        if (spec instanceof SourceSpec.Moons moons) {
            return new Moons(moons);
        }
        if (spec instanceof SourceSpec.Glyphs glyphs) {
            return new Glyphs(glyphs);
        }
        if (spec instanceof SourceSpec.Idx idx) {
            return new IdxFiles(idx);
        }
        if (spec instanceof SourceSpec.Csv csv) {
            return new CsvFile(csv);
        }
        if (spec instanceof SourceSpec.Image image) {
            return new Image(image);
        }
        return ofTasks(spec);
    }

    private static Source ofTasks(SourceSpec spec) {
        if (spec instanceof SourceSpec.SineFamily sines) {
            return new SineFamily(sines);
        }
        if (spec instanceof SourceSpec.Polynomials polynomials) {
            return new Polynomials(polynomials);
        }
        if (spec instanceof SourceSpec.RotatedMoons moons) {
            return new RotatedMoons(moons);
        }
        if (spec instanceof SourceSpec.Permuted permuted) {
            return new Permuted(permuted, of(permuted.of()));
        }
        if (spec instanceof SourceSpec.ClassGroups groups) {
            return new ClassGroups(groups, of(groups.of()));
        }
        throw new IllegalArgumentException("unknown source " + spec); // Java 17 has no exhaustive switch over types
    }

    /**
     * What the examples depend on beside the spec: the seed for a generator, the state of the files for files. As long
     * as it is equal, so are the examples.
     *
     * @throws InvalidDataException if a file is missing
     */
    Object version(long seed);

    /**
     * Reads or draws all examples.
     *
     * @throws InvalidDataException if a file is missing or damaged
     */
    RawExamples read(long seed);

    /** Whether the examples themselves, and not only their split, depend on the seed. */
    boolean isDrawn();

    /** The files that the examples are read from; none where all of them are drawn. */
    default List<DataFile> files() {
        return List.of();
    }

    /** How features of this source are standardised. */
    Scaling scaling();

    /** What the examples are for. */
    default Use use() {
        return Use.SHARED_OUT;
    }

    /** The largest difference between two labels, where it has a meaning. */
    default OptionalDouble peak() {
        return OptionalDouble.empty();
    }

    /** Which examples are for training, which for validation, which for the test. */
    enum Use {
        /** Each for one of them. */
        SHARED_OUT,
        /** All for all of them. */
        ALL_FOR_ALL
    }
}
