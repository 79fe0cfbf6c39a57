package io.weightloom.spec;

import java.util.List;

/** Widths of layers in proportion. */
final class Widths {

    private Widths() {}

    /** The largest; 0 if there is none. */
    static int widest(List<Integer> widths) {
        return widths.stream().mapToInt(width -> width).max().orElse(0);
    }

    /** Widths in proportion, so that what was {@code from} wide becomes {@code to} wide; each at least 1. */
    static List<Integer> scaled(List<Integer> widths, int from, int to) {
        return widths.stream()
                .map(width -> (int) Math.max(1, Math.round((double) width * to / from)))
                .toList();
    }
}
