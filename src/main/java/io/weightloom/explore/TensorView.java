package io.weightloom.explore;

import java.util.List;
import java.util.Optional;

/**
 * One tensor of a target network in short.
 *
 * @param name of its slot
 * @param shape extents, outermost first
 * @param mean of its weights
 * @param deviation standard deviation of its weights, as of a whole population
 * @param min the least
 * @param max the largest
 * @param image the weights in small, if they are shown
 */
public record TensorView(
        String name,
        List<Long> shape,
        double mean,
        double deviation,
        double min,
        double max,
        Optional<WeightImage> image) {

    /** Copies the list. */
    public TensorView {
        shape = List.copyOf(shape);
    }

    /** Of these weights. */
    static TensorView of(String name, List<Long> shape, float[] weights, Optional<WeightImage> image) {
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (float weight : weights) {
            sum += weight;
            min = Math.min(min, weight);
            max = Math.max(max, weight);
        }
        double mean = sum / weights.length;
        double squares = 0;
        for (float weight : weights) {
            squares += (weight - mean) * (weight - mean);
        }
        return new TensorView(name, shape, mean, Math.sqrt(squares / weights.length), min, max, image);
    }
}
