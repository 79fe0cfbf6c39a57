package io.weightloom.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;

/** Raw numbers in rows (examples) and columns, all finite. Immutable by agreement: nobody writes into the arrays. */
sealed interface Table {

    int rows();

    int columns();

    /** Copies one row into the first {@code columns()} places of {@code into}. */
    void read(int row, double[] into);

    /** What messages call a column and its source. */
    String name(int column);

    /** Bytes in memory. */
    long bytes();

    /** Adds shape and numbers to a fingerprint. */
    void digest(MessageDigest digest);

    /**
     * Numbers of any kind.
     *
     * @param values row-major {@code [rows, columns]}
     * @param names what messages call the columns, at least one
     */
    record Numbers(double[] values, List<String> names) implements Table {

        public Numbers {
            names = List.copyOf(names);
        }

        @Override
        public int rows() {
            return values.length / columns();
        }

        @Override
        public int columns() {
            return names.size();
        }

        @Override
        public void read(int row, double[] into) {
            System.arraycopy(values, row * columns(), into, 0, columns());
        }

        @Override
        public String name(int column) {
            return names.get(column);
        }

        @Override
        public long bytes() {
            return (long) values.length * Double.BYTES;
        }

        @Override
        public void digest(MessageDigest digest) {
            digestShape(digest, this);
            ByteBuffer row = ByteBuffer.allocate(columns() * Double.BYTES);
            for (int first = 0; first < values.length; first += columns()) {
                row.asDoubleBuffer().put(values, first, columns());
                digest.update(row.array());
            }
        }
    }

    /**
     * Pictures of one byte per pixel; the numbers are in [0, 255].
     *
     * @param values unsigned, row-major {@code [rows, height, width]}
     * @param height pixels
     * @param width pixels
     * @param origin what messages call the source
     */
    record Pixels(byte[] values, int height, int width, String origin) implements Table {

        @Override
        public int rows() {
            return values.length / columns();
        }

        @Override
        public int columns() {
            return height * width;
        }

        @Override
        public void read(int row, double[] into) {
            int first = row * columns();
            for (int column = 0; column < columns(); column++) {
                into[column] = Byte.toUnsignedInt(values[first + column]);
            }
        }

        @Override
        public String name(int column) {
            return "%s: pixel (row %s, column %s)".formatted(origin, column / width, column % width);
        }

        @Override
        public long bytes() {
            return values.length;
        }

        @Override
        public void digest(MessageDigest digest) {
            digestShape(digest, this);
            digest.update(values);
        }
    }

    /**
     * The rows of another table several times over, each time with the columns in another order.
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

    /**
     * How many numbers make up a table.
     *
     * @param origin what messages call the source
     * @throws InvalidDataException if they do not fit one array
     */
    static int length(String origin, int rows, int columns) {
        if ((long) rows * columns > Integer.MAX_VALUE) {
            throw new InvalidDataException(
                    DataFault.DATA,
                    "%s: %s examples of %s numbers are more than the %s that fit into memory here"
                            .formatted(origin, rows, columns, Integer.MAX_VALUE));
        }
        return rows * columns;
    }

    private static void digestShape(MessageDigest digest, Table table) {
        digest.update(ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(table.rows())
                .putInt(table.columns())
                .array());
    }
}
