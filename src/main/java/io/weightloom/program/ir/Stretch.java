package io.weightloom.program.ir;

import java.util.List;

/**
 * Where one trainable lies among all parameters. Immutable.
 *
 * @param offset of its first element
 * @param size in elements
 */
public record Stretch(String name, int offset, int size) {

    public int end() {
        return Math.addExact(offset, size);
    }

    /**
     * The stretch of this name.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Stretch named(List<Stretch> stretches, String name) {
        return stretches.stream()
                .filter(stretch -> stretch.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No trainable '%s' in %s"
                        .formatted(name, stretches.stream().map(Stretch::name).toList())));
    }
}
