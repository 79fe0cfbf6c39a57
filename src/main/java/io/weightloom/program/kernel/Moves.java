package io.weightloom.program.kernel;

import java.util.stream.IntStream;

/**
 * Which elements of one image go where in another. Immutable.
 *
 * @param from number of each element
 * @param to the place of each, as many
 */
record Moves(int[] from, int[] to) {

    /** The first so many elements go to these places. */
    static Moves to(int[] places) {
        return new Moves(IntStream.range(0, places.length).toArray(), places);
    }

    void run(float[] source, float[] target) {
        for (int i = 0; i < from.length; i++) {
            target[to[i]] = source[from[i]];
        }
    }

    /** The same of elements from {@code at} on, to those from {@code begin} on. */
    void run(Elements source, int at, Elements target, int begin) {
        for (int i = 0; i < from.length; i++) {
            target.put(begin + to[i], source.get(at + from[i]));
        }
    }
}
