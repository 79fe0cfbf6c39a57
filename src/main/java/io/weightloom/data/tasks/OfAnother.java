package io.weightloom.data.tasks;

import io.weightloom.data.raw.DataFile;
import io.weightloom.data.raw.Scaling;
import io.weightloom.data.raw.Source;
import java.util.List;

/**
 * A source whose examples are those of another one: it has its files, its scaling and, unless it says so, its draws.
 */
interface OfAnother extends Source {

    /** The other one. */
    Source of();

    @Override
    default Object version(long seed) {
        return of().version(seed);
    }

    @Override
    default boolean isDrawn() {
        return of().isDrawn();
    }

    @Override
    default List<DataFile> files() {
        return of().files();
    }

    @Override
    default Scaling scaling() {
        return of().scaling();
    }
}
