package io.weightloom.program.compile;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stretches of an arena that are taken and given back. A stretch stays whole: values of a network have few sizes, and
 * what is cut up for small ones is missed when a large one comes. What was given back last goes first, because it is
 * most likely in the cache. Not thread-safe.
 */
final class Stretches {

    /** A cache line of floats: stretches begin on one. */
    private static final int ALIGNMENT = 16;

    /** A stretch is not given for less than one of so many parts of it. */
    private static final int LEAST_SHARE = 2;

    private final TreeMap<Integer, Deque<Integer>> free = new TreeMap<>(); // where each begins, by length
    private final Map<Integer, Integer> lengths = new HashMap<>(); // of what is taken, by where it begins
    private int size;

    /**
     * Takes a stretch.
     *
     * @param length in elements
     * @return where it begins
     * @throws ArithmeticException if the arena had 2^31 elements or more
     */
    int take(int length) {
        int lines = Math.addExact(Math.max(length, 1), ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        Map.Entry<Integer, Deque<Integer>> fitting = free.ceilingEntry(lines);
        if (fitting == null || fitting.getKey() / LEAST_SHARE > lines) {
            int begin = size;
            size = Math.addExact(size, lines);
            lengths.put(begin, lines);
            return begin;
        }
        int begin = fitting.getValue().pop();
        if (fitting.getValue().isEmpty()) {
            free.remove(fitting.getKey());
        }
        lengths.put(begin, fitting.getKey());
        return begin;
    }

    /** Gives back the stretch that begins there. */
    void give(int begin) {
        Integer length = lengths.remove(begin);
        if (length == null) {
            throw new IllegalStateException("No stretch at " + begin + " has been taken");
        }
        free.computeIfAbsent(length, none -> new ArrayDeque<>()).push(begin);
    }

    /** Elements of all stretches. */
    int size() {
        return size;
    }
}
