package io.weightloom.program.ir;

import java.util.List;

/**
 * Where one trainable lies among all parameters. Immutable.
 *
 * @param offset of its first element
 * @param size in elements
 */
public record TrainableRange(String name, int offset, int size) {

    /** Behind its last element. */
    public int end() {
        return Math.addExact(offset, size);
    }

    /**
     * The range of this name.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static TrainableRange named(List<TrainableRange> ranges, String name) {
        return ranges.stream()
                .filter(range -> range.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No trainable '%s' in %s"
                        .formatted(
                                name, ranges.stream().map(TrainableRange::name).toList())));
    }
}
