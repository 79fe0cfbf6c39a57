package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cut in rank: which layers' weights are stored as a product {@code L R} of {@code [rows, rank]} by {@code [rank,
 * columns]}, and of which rank. Biases and all else that is no weight of a layer are stored as they are, and counted.
 *
 * <p>The ranks follow from the shapes alone, so that the count is known before anything is trained. All matrices begin
 * with rank 1; then, as long as there is room, the matrix whose rank is the smallest (of equal ones the first) gets one
 * more, because what one layer's rank cuts off, the next layer's cannot bring back. One that would take as many numbers
 * as a product as it has itself is stored whole, and one that finds no more room keeps its rank while others may still
 * grow. No use is made of the weights' singular values: a rule that looks at them may do better where layers differ
 * much in theirs.
 *
 * @param matrices by the name of the layer's slot
 */
record Ranks(Map<String, Matrix> matrices) {

    /**
     * One layer's weights as a matrix.
     *
     * @param rows at least 1
     * @param columns at least 1
     * @param rank in [1, least of rows and columns]; that is its full rank, and then it is stored whole
     */
    record Matrix(int rows, int columns, int rank) {

        boolean whole() {
            return rank == full();
        }

        /** Numbers that are stored. */
        long stored() {
            return whole() ? (long) rows * columns : product(rank);
        }

        private int full() {
            return Math.min(rows, columns);
        }

        private long product(int ofRank) {
            return ofRank * ((long) rows + columns);
        }

        private Matrix grown() {
            boolean saves = product(rank + 1) < (long) rows * columns;
            return new Matrix(rows, columns, saves ? rank + 1 : full());
        }
    }

    /** The lowest ranks. */
    static Ranks lowest(Layout layout) {
        Map<String, Matrix> matrices = new LinkedHashMap<>();
        for (Slot slot : layout.slots()) {
            if (slot.role() == Slot.Role.WEIGHT) {
                Matrix matrix = matrix(slot);
                boolean saves = matrix.product(1) < (long) matrix.rows * matrix.columns;
                matrices.put(slot.name(), saves ? matrix : new Matrix(matrix.rows, matrix.columns, matrix.full()));
            }
        }
        return new Ranks(matrices);
    }

    /**
     * The ranks with which at most so many numbers are stored.
     *
     * @param most at least what the lowest ranks take
     */
    static Ranks of(Layout layout, long most) {
        Ranks ranks = lowest(layout);
        Optional<Ranks> next = Optional.of(ranks);
        while (next.isPresent()) {
            ranks = next.get();
            next = ranks.next(layout, most);
        }
        return ranks;
    }

    /** Numbers that are stored in all. */
    long stored(Layout layout) {
        return Magnitudes.untouched(layout)
                + matrices.values().stream().mapToLong(Matrix::stored).sum();
    }

    private Optional<Ranks> next(Layout layout, long most) {
        return matrices.entrySet().stream()
                .filter(entry -> !entry.getValue().whole())
                .sorted(Comparator.comparingInt(entry -> entry.getValue().rank()))
                .map(entry -> with(entry.getKey(), entry.getValue().grown()))
                .filter(grown -> grown.stored(layout) <= most)
                .findFirst();
    }

    private Ranks with(String slot, Matrix matrix) {
        Map<String, Matrix> others = new LinkedHashMap<>(matrices);
        others.put(slot, matrix);
        return new Ranks(others);
    }

    /** Of more than two extents the outer ones are rows and the others columns, as nearly square as may be. */
    private static Matrix matrix(Slot slot) {
        List<Long> extents = slot.shape().extents();
        long all = slot.shape().length();
        long rows = 1;
        long best = 1;
        for (long extent : extents.subList(0, extents.size() - 1)) {
            rows *= extent;
            best = rows + all / rows < best + all / best ? rows : best;
        }
        return new Matrix(Math.toIntExact(best), Math.toIntExact(all / best), 1);
    }
}
