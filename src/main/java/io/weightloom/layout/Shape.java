package io.weightloom.layout;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /**
     * The shape that is written so: {@code 256x32}; the empty text is a scalar's.
     *
     * @throws IllegalArgumentException if it is not what {@link #toString()} writes
     */
    public static Shape parse(String text) {
        return text.isEmpty()
                ? new Shape(List.of())
                : new Shape(Stream.of(text.split("x", -1)).map(Long::valueOf).toList());
    }

    /** Number of elements. */
    public long length() {
        long length = 1;
        for (long extent : extents) {
            length = Math.multiplyExact(length, extent);
        }
        return length;
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
