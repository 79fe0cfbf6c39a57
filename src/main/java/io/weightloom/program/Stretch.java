package io.weightloom.program;

import java.util.List;

/**
 * Where one trainable lies among all parameters. Immutable.
 *
 * @param offset of its first element
 * @param size in elements
 */
record Stretch(String name, int offset, int size) {

    int end() {
        return Math.addExact(offset, size);
    }

    /** @throws IllegalArgumentException if there is none of that name */
    static Stretch named(List<Stretch> stretches, String name) {
        return stretches.stream()
                .filter(stretch -> stretch.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No trainable '%s' in %s"
                        .formatted(name, stretches.stream().map(Stretch::name).toList())));
    }
}
