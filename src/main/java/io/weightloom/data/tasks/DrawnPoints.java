package io.weightloom.data.tasks;

import io.weightloom.data.raw.Scaling;
import io.weightloom.data.raw.Source;

/** Points that are drawn from the seed alone, whose coordinates have nothing to do with each other. */
interface DrawnPoints extends Source {

    @Override
    default Object version(long seed) {
        return seed;
    }

    @Override
    default boolean isDrawn() {
        return true;
    }

    @Override
    default Scaling scaling() {
        return Scaling.EACH_COLUMN;
    }
}
