package io.weightloom.data.tasks;

import io.weightloom.data.raw.Table;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of another table several times over, each time with the columns in another order. Immutable by agreement:
 * nobody writes into the arrays.
 *
 * @param of the other table
 * @param orders which column of the other one comes at each place; one order for each time
 */
record Rearranged(Table of, List<int[]> orders) implements Table {

    public Rearranged {
        orders = List.copyOf(orders);
    }

    @Override
    public int rows() {
        return of.rows() * orders.size();
    }

    @Override
    public int columns() {
        return of.columns();
    }

    @Override
    public void read(int row, double[] into) {
        double[] found = new double[columns()];
        of.read(row % of.rows(), found);
        int[] order = orders.get(row / of.rows());
        for (int column = 0; column < order.length; column++) {
            into[column] = found[order[column]];
        }
    }

    @Override
    public String name(int column) {
        return "%s, or another column in its place".formatted(of.name(column));
    }

    @Override
    public Table filled(int[] rows) {
        int[] others = Arrays.stream(rows).map(row -> row % of.rows()).toArray();
        return new Rearranged(of.filled(others), orders);
    }

    @Override
    public long bytes() {
        return of.bytes() + (long) Integer.BYTES * columns() * orders.size();
    }

    @Override
    public void digest(MessageDigest digest) {
        of.digest(digest);
        for (int[] order : orders) {
            ByteBuffer bytes = ByteBuffer.allocate(order.length * Integer.BYTES);
            bytes.asIntBuffer().put(order);
            digest.update(bytes.array());
        }
    }
}
