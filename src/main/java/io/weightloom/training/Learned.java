package io.weightloom.training;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a training leaves: all that its network needs, beside the trial, to give the same outputs again. Immutable by
 * agreement: nobody writes into the arrays.
 *
 * @param weights that count: those of the best epoch with early stopping, else the last ones; by the names of the
 *     network's trainables, in their order, each row by row
 * @param statistics that took the place of those of a batch in the test
 * @param batch examples of each task that ran at a time in the test: with another number the last bits may differ
 */
public record Learned(Map<String, float[]> weights, KeptStatistics statistics, int batch) {

    /** Keeps the map's order. */
    public Learned {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    /**
     * The same with other weights.
     *
     * @param values by name, for those that change
     * @throws IllegalArgumentException if there are no such weights, or if they are of another length
     */
    public Learned with(Map<String, float[]> values) {
        Map<String, float[]> changed = new LinkedHashMap<>(weights);
        values.forEach((name, numbers) -> {
            float[] before = changed.put(name, numbers);
            if (before == null || before.length != numbers.length) {
                throw new IllegalArgumentException(
                        "No weights '%s' of %s numbers in %s".formatted(name, numbers.length, weights.keySet()));
            }
        });
        return new Learned(changed, statistics, batch);
    }

    /** The weights by name, widened. */
    public Map<String, double[]> doubles() {
        Map<String, double[]> doubles = new LinkedHashMap<>();
        weights.forEach((name, values) -> {
            double[] widened = new double[values.length];
            Arrays.setAll(widened, i -> values[i]);
            doubles.put(name, widened);
        });
        return doubles;
    }

    /** The weights end to end. */
    public double[] parameters() {
        double[] parameters = new double
                [weights.values().stream().mapToInt(values -> values.length).sum()];
        int at = 0;
        for (float[] values : weights.values()) {
            for (float value : values) {
                parameters[at++] = value;
            }
        }
        return parameters;
    }
}
