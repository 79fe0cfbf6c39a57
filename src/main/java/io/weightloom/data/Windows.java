package io.weightloom.data;

import io.weightloom.data.raw.Codes;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where examples that are sequences lie in one long sequence: each is a window of {@code unscored + steps} places, at
 * the last {@code steps} of which something is predicted. Immutable by agreement: nobody writes into the array.
 *
 * @param codes the row of each place in the tables of what is read and of what is predicted; empty if each place has a
 *     row of its own, in their order
 * @param begins first place of each window
 * @param unscored first steps of a window, which are read alone, at least 0
 * @param steps last steps of a window, at least 1
 * @param ahead how many places behind a step what is predicted there stands, at least 1
 */
public record Windows(Optional<Codes> codes, int[] begins, int unscored, int steps, int ahead) {

    /**
     * The windows of a part of the sequence, as many as fit: the last steps of each follow those of the one before, so
     * that whatever is predicted at all is predicted once, and nothing outside of the part is read or predicted.
     *
     * @param from first place of the part
     * @param to the place behind its last one
     */
    static Windows of(Optional<Codes> codes, int from, int to, int unscored, int steps, int ahead) {
        int windows = Math.max(0, (to - from - unscored - ahead) / steps);
        return new Windows(
                codes, IntStream.range(0, windows).map(i -> from + i * steps).toArray(), unscored, steps, ahead);
    }

    /** How many there are. */
    public int size() {
        return begins.length;
    }

    /** Steps of a window. */
    public int length() {
        return unscored + steps;
    }

    /** Some of them, in this order. */
    Windows some(int... windows) {
        return new Windows(codes, Arrays.stream(windows).map(i -> begins[i]).toArray(), unscored, steps, ahead);
    }

    /**
     * The rows that some windows read, step by step: the first step of each, then the second of each, and so on.
     *
     * @param windows numbers of the windows
     * @param from first position in {@code windows}
     * @param count of them
     * @return {@code [unscored + steps, count]}
     */
    int[] read(int[] windows, int from, int count) {
        return rows(windows, from, count, 0, length());
    }

    /**
     * The rows that are to be predicted at the last steps of some windows, step by step.
     *
     * @return {@code [steps, count]}
     */
    int[] predicted(int[] windows, int from, int count) {
        return rows(windows, from, count, unscored + ahead, steps);
    }

    private int[] rows(int[] windows, int from, int count, int first, int steps) {
        int[] rows = new int[steps * count];
        for (int t = 0; t < steps; t++) {
            for (int i = 0; i < count; i++) {
                rows[t * count + i] = row(begins[windows[from + i]] + first + t);
            }
        }
        return rows;
    }

    /**
     * The row that is to be predicted.
     *
     * @param prediction number of the step, window by window
     */
    int predicted(int prediction) {
        return row(begins[prediction / steps] + unscored + ahead + prediction % steps);
    }

    private int row(int place) {
        return codes.isPresent() ? codes.get().at(place) : place;
    }
}
