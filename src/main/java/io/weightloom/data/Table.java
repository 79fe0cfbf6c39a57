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
            return "%s: pixel (row %d, column %d)".formatted(origin, column / width, column % width);
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
     * How many numbers make up a table.
     *
     * @param origin what messages call the source
     * @throws InvalidDataException if they do not fit one array
     */
    static int length(String origin, int rows, int columns) {
        if ((long) rows * columns > Integer.MAX_VALUE) {
            throw new InvalidDataException(
                    DataFault.DATA,
                    "%s: %d examples of %d numbers are more than the %d that fit into memory here"
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
