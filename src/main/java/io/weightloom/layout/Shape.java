package io.weightloom.layout;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The extents of one tensor, outermost first. Immutable.
 *
 * @param extents each at least 1; none for a scalar
 */
public record Shape(List<Long> extents) {

    /** Copies and checks the extents. */
    public Shape {
        extents = List.copyOf(extents);
        for (long extent : extents) {
            if (extent < 1) {
                throw new IllegalArgumentException("An extent must be at least 1 but is " + extent + " in " + extents);
            }
        }
    }

    /** The shape with these extents. */
    public static Shape of(long... extents) {
        return new Shape(Arrays.stream(extents).boxed().toList());
    }

    /** Number of elements. */
    public long length() {
        return extents.stream().reduce(1L, Math::multiplyExact);
    }

    /** The extents as an array of its own. */
    public long[] toArray() {
        return extents.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public String toString() {
        return extents.stream().map(String::valueOf).collect(Collectors.joining("x"));
    }
}
