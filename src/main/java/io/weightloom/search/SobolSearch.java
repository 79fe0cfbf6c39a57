package io.weightloom.search;

import io.weightloom.random.RandomStream;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.apache.commons.math3.random.SobolSequenceGenerator;

/**
 * Walks a Sobol sequence, one dimension for each parameter, whose first points lie more evenly than those that are
 * drawn. A digital shift by the seed scrambles it and keeps that.
 *
 * @param space of at most so many parameters as the sequence has dimensions
 * @param seed of the sweep
 */
record SobolSearch(Space space, Feasibility feasibility, long seed) implements Search {

    /** Points in a row that were proposed before or cannot be trained, before it gives up. */
    private static final int MOST_MISSES = 10_000;

    /** Binary places of the generator's numbers. */
    private static final int PLACES = 52;

    @Override
    public Proposed propose(List<Observed> observed, int wanted) {
        Selection selection = new Selection(feasibility, observed, wanted);
        int dimensions = Math.max(1, space.parameters().size());
        SobolSequenceGenerator sequence = new SobolSequenceGenerator(dimensions);
        SplittableRandom random = RandomStream.SEARCH.generator(seed, 0);
        long[] shift = random.longs(dimensions)
                .map(bits -> bits >>> (Long.SIZE - PLACES))
                .toArray();
        int misses = 0;
        while (!selection.isFull() && misses < MOST_MISSES) {
            Map<String, Object> point = space.point(shifted(sequence.nextVector(), shift));
            misses = selection.passes(point) || selection.offer(point) ? 0 : misses + 1;
        }
        return selection.proposed();
    }

    private static DoubleSupplier shifted(double[] vector, long[] shift) {
        double scale = StrictMath.scalb(1.0, PLACES);
        AtomicInteger next = new AtomicInteger();
        return () -> {
            int dimension = next.getAndIncrement();
            return ((long) (vector[dimension] * scale) ^ shift[dimension]) / scale;
        };
    }
}
