package io.weightloom.data;

import io.weightloom.spec.SourceSpec;

/** Where raw examples come from. Immutable. */
sealed interface Source permits CsvFile, Glyphs, IdxFiles, Moons, Spirals {

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

    /** How features of this source are standardised. */
    Scaling scaling();
}
