package io.weightloom.trial;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a trial has learned: the values of its network's trainables, in single precision, as they were when its scores
 * were taken. Equal if all names, their order and all bits are. Immutable.
 */
public final class TrainedWeights {

    private final Map<String, float[]> values;

    /** @param values in their order; not copied, so nobody else may write into them */
    TrainedWeights(Map<String, float[]> values) {
        this.values = values;
    }

    /** Names of the trainables, in the order in which they are drawn and stored. */
    public List<String> names() {
        return List.copyOf(values.keySet());
    }

    /**
     * The values of a trainable, row by row.
     *
     * @throws IllegalArgumentException if there is no such trainable
     */
    public float[] of(String name) {
        float[] found = values.get(name);
        if (found == null) {
            throw new IllegalArgumentException("No trainable '%s' in %s".formatted(name, names()));
        }
        return found.clone();
    }

    /** Numbers in all trainables together. */
    public long size() {
        return values.values().stream().mapToLong(each -> each.length).sum();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrainedWeights weights
                && names().equals(weights.names())
                && values.entrySet().stream()
                        .allMatch(each -> Arrays.equals(each.getValue(), weights.values.get(each.getKey())));
    }

    @Override
    public int hashCode() {
        return values.entrySet().stream()
                .mapToInt(each -> 31 * each.getKey().hashCode() + Arrays.hashCode(each.getValue()))
                .sum();
    }

    @Override
    public String toString() {
        return "%s numbers in %s".formatted(size(), names());
    }
}
