package io.weightloom.given;

import java.util.List;

/**
 * What a file does to its inputs before its first layer: {@code (x - mean) / deviation}, number by number.
 *
 * @param mean of each input, one for all, or none if nothing is scaled
 * @param deviation of each input, above or below 0, as many
 */
public record GivenScaling(List<Double> mean, List<Double> deviation) {

    /** Copies the lists. */
    public GivenScaling {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
    }

    /** Inputs as they are. */
    public static GivenScaling none() {
        return new GivenScaling(List.of(), List.of());
    }
}
