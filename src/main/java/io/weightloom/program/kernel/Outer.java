package io.weightloom.program.kernel;

/**
 * An outer product among the gradients: element {@code [i, j]} is {@code column[i] row[j]}, in single precision if both
 * are floats.
 *
 * @param offset of its first element among all gradients
 * @param column {@code [m]}
 * @param row {@code [n]}
 */
public record Outer(int offset, Elements column, Elements row) {

    /** Behind its last element among all gradients. */
    public int end() {
        return offset + column.size() * row.size();
    }

    /**
     * One element.
     *
     * @param element in [0, m n), row by row
     */
    public double get(int element) {
        double product = column.get(element / row.size()) * row.get(element % row.size());
        return row instanceof Elements.Floats ? (float) product : product;
    }
}
