package io.weightloom.data.raw;

import java.util.List;
import java.util.OptionalDouble;

/** Where raw examples come from. Immutable. */
public interface Source {

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
