package io.weightloom.format;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a file of weights holds. Immutable.
 *
 * @param tensors by name, in order
 * @param metadata texts that belong to them, by key
 */
public record NamedTensors(Map<String, Tensor> tensors, SortedMap<String, String> metadata) {

    /** Copies both. */
    public NamedTensors {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    }

    /**
     * One of them.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("there is no tensor '%s' in %s".formatted(name, tensors.keySet()));
        }
        return tensor;
    }

    /** Tensors without metadata. */
    public static NamedTensors of(Map<String, Tensor> tensors) {
        return new NamedTensors(tensors, Collections.emptySortedMap());
    }
}
