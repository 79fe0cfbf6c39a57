package io.weightloom.bench;

/**
 * Something that trains a cell, from its first weights on. Not thread-safe. Close it: it owns native memory.
 *
 * <p>A step makes the target's weights, computes the loss, propagates it back to all that is trained, and updates that.
 */
interface Engine extends AutoCloseable {

    /** One step; its loss, before the update. */
    double step();

    /** Several steps whose losses nobody asks for. */
    void run(int steps);

    @Override
    void close();
}
