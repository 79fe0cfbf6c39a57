package io.weightloom.data.raw;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Raw numbers in rows (examples) and columns, all finite but for gaps. Immutable by agreement: nobody writes into the
 * arrays.
 */
public interface Table {

    int rows();

    int columns();

    /** Copies one row into the first {@code columns()} places of {@code into}. */
    void read(int row, double[] into);

    /** What messages call a column and its source. */
    String name(int column);

    /**
     * The same without gaps.
     *
     * @param rows that tell what stands in for them: those of the training split
     */
    default Table filled(int[] rows) {
        return this;
    }

    /**
     * What stands in for gaps, column by column; zeros where there are none.
     *
     * @param rows that tell: those of the training split
     */
    default double[] fills(int[] rows) {
        return new double[columns()];
    }

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

    /** What stands in for gaps. */
    enum Fill {
        MEAN,
        MEDIAN
    }

    /**
     * Numbers with gaps, which are NaN.
     *
     * @param of the numbers
     * @param fill what stands in for gaps
     */
    record Gapped(Numbers of, Fill fill) implements Table {

        @Override
        public int rows() {
            return of.rows();
        }

        @Override
        public int columns() {
            return of.columns();
        }

        @Override
        public void read(int row, double[] into) {
            of.read(row, into);
        }

        @Override
        public String name(int column) {
            return of.name(column);
        }

        /** A column that is all gaps there, of which nothing is known, is filled with zeros. */
        @Override
        public Table filled(int[] rows) {
            double[] fills = fills(rows);
            double[] values = of.values().clone();
            for (int i = 0; i < values.length; i++) {
                values[i] = Double.isNaN(values[i]) ? fills[i % fills.length] : values[i];
            }
            return new Numbers(values, of.names());
        }

        @Override
        public double[] fills(int[] rows) {
            return IntStream.range(0, columns())
                    .mapToDouble(column -> fill(column, rows))
                    .toArray();
        }

        private double fill(int column, int[] rows) {
            double[] found = Arrays.stream(rows)
                    .mapToDouble(row -> of.values()[row * columns() + column])
                    .filter(value -> !Double.isNaN(value))
                    .sorted()
                    .toArray();
            if (found.length == 0) {
                return 0;
            } else if (fill == Fill.MEDIAN) {
                return found[(found.length - 1) / 2] / 2 + found[found.length / 2] / 2;
            }
            double mean = 0; // a running mean, which is finite wherever the numbers are
            for (int i = 0; i < found.length; i++) {
                mean += found[i] / (i + 1) - mean / (i + 1);
            }
            return mean;
        }

        @Override
        public long bytes() {
            return of.bytes();
        }

        @Override
        public void digest(MessageDigest digest) {
            of.digest(digest);
            digest.update(fill.name().getBytes(StandardCharsets.US_ASCII));
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

    /** Adds the numbers of rows and columns to a fingerprint. */
    static void digestShape(MessageDigest digest, Table table) {
        digest.update(ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(table.rows())
                .putInt(table.columns())
                .array());
    }
}
