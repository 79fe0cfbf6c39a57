package io.weightloom.export;

import io.weightloom.format.ElementType;
import io.weightloom.format.OnnxFile.Attribute;
import io.weightloom.format.Tensor;
import io.weightloom.network.generator.FourierFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Writes tables of coordinates as what computes them. The rows of such a table belong to segments, one for each tensor
 * of a target; within a segment a column is a {@link Line}: a number that grows by steps of equal size, each for some
 * rows, and begins again. Beside the coordinates stand sines and cosines of them ({@link FourierFeatures}). A table is
 * written so only if that gives the same numbers, but for rounding, and takes fewer bytes.
 *
 * @param nodes that are added
 * @param segments that a table's rows may be cut into: lengths, end to end
 */
record OnnxGrids(OnnxNodes nodes, List<List<Long>> segments) {

    /** How far a number may be off what it should be; coordinates are about 1. */
    private static final double TOLERANCE = 1e-6;

    /** Bytes of all nodes, and of a line. */
    private static final int OVERHEAD = 1500;

    private static final int LINE = 2 * Double.BYTES + 2 * Long.BYTES;

    /** Lines that a byte can tell apart. */
    private static final int BYTE = 256;

    /**
     * The numbers of a column within a segment: row {@code i} has {@code first + step (i / rows mod steps)}.
     *
     * @param rows that a number stands in
     * @param steps until it begins again
     */
    private record Line(double first, double step, long rows, long steps) {

        /** The line of a column; empty if it is none. */
        static Optional<Line> of(IntToDoubleFunction column, int length) {
            double first = column.applyAsDouble(0);
            int rows = 1;
            while (rows < length && column.applyAsDouble(rows) == first) {
                rows++;
            }
            int steps = 1;
            while ((long) steps * rows < length && column.applyAsDouble(steps * rows) != first) {
                steps++;
            }
            double step = steps == 1 ? 0 : (column.applyAsDouble((steps - 1) * rows) - first) / (steps - 1);
            Line line = new Line(first, step, rows, steps);
            return IntStream.range(0, length).allMatch(i -> Math.abs(line.at(i) - column.applyAsDouble(i)) <= TOLERANCE)
                    ? Optional.of(line)
                    : Optional.empty();
        }

        private double at(long row) {
            return first + step * (row / rows % steps);
        }
    }

    /** A table that is a grid; empty if it is none, or nothing would be saved. */
    Optional<String> of(Tensor table, float[] values) {
        if (table.shape().size() != 2) {
            return Optional.empty();
        }
        int rows = Math.toIntExact(table.shape().get(0));
        int width = Math.toIntExact(table.shape().get(1));
        for (int frequencies = (width - 1) / 2; frequencies >= 0; frequencies--) {
            int coordinates = width / (1 + 2 * frequencies);
            FourierFeatures features = new FourierFeatures(frequencies);
            if (features.width(coordinates) == width && isSeen(values, features, coordinates, rows)) {
                return grid(values, features, coordinates, rows);
            }
        }
        return Optional.empty();
    }

    /** Whether a table is its first columns, seen through features. */
    private static boolean isSeen(float[] values, FourierFeatures features, int coordinates, int rows) {
        int width = values.length / rows;
        double[] first = new double[rows * coordinates];
        Arrays.setAll(first, i -> values[i / coordinates * width + i % coordinates]);
        double[] expected = features.of(first, coordinates);
        double tolerance = TOLERANCE * (1 + features.frequencies());
        return IntStream.range(0, values.length).allMatch(i -> Math.abs(values[i] - expected[i]) <= tolerance);
    }

    private Optional<String> grid(float[] values, FourierFeatures features, int coordinates, int rows) {
        int width = values.length / rows;
        for (List<Long> lengths : segments) {
            if (lengths.stream().mapToLong(Long::longValue).sum() == rows) {
                List<Line> lines = lines(values, width, coordinates, lengths);
                long distinct = lines.stream().distinct().count();
                if (!lines.isEmpty()
                        && OVERHEAD + LINE * distinct + lines.size() < (long) Float.BYTES * values.length) {
                    return Optional.of(seen(coordinates(lengths, lines, rows), features, coordinates, rows));
                }
            }
        }
        return Optional.empty();
    }

    /** The lines of all columns of the first segment, then those of the second; none if a column is not one. */
    private static List<Line> lines(float[] values, int width, int coordinates, List<Long> lengths) {
        List<Line> lines = new ArrayList<>();
        int first = 0;
        for (long length : lengths) {
            for (int column = 0; column < coordinates; column++) {
                int at = first * width + column;
                Optional<Line> line = Line.of(i -> values[at + i * width], Math.toIntExact(length));
                if (line.isEmpty()) {
                    return List.of();
                }
                lines.add(line.get());
            }
            first += Math.toIntExact(length);
        }
        return lines;
    }

    /** @return {@code [rows, coordinates]}, in double precision */
    private String coordinates(List<Long> lengths, List<Line> lines, int rows) {
        List<Line> distinct = lines.stream().distinct().toList();
        long[] starts = new long[lengths.size()];
        for (int i = 1; i < starts.length; i++) {
            starts[i] = starts[i - 1] + lengths.get(i - 1);
        }
        String segment = nodes.runs(Arrays.copyOfRange(starts, 1, starts.length), rows);
        String row = nodes.node("Range", List.of(nodes.number(0), nodes.number(rows), nodes.number(1)));
        String inside = nodes.node("Sub", List.of(row, nodes.gathered(nodes.longs(starts), segment)));
        int[] numbers = lines.stream().mapToInt(distinct::indexOf).toArray();
        String line = nodes.gathered(numbers(numbers, lengths.size(), distinct.size()), segment); // [rows, coordinates]
        String rowsOf = nodes.longs(distinct.stream().mapToLong(Line::rows).toArray());
        String stepsOf = nodes.longs(distinct.stream().mapToLong(Line::steps).toArray());
        String first = doubles(distinct.stream().mapToDouble(Line::first).toArray());
        String step = doubles(distinct.stream().mapToDouble(Line::step).toArray());
        String run = nodes.node("Div", List.of(nodes.reshaped(inside, rows, 1), nodes.gathered(rowsOf, line)));
        String place = nodes.node("Mod", List.of(run, nodes.gathered(stepsOf, line)));
        String grown = nodes.node("Mul", List.of(nodes.gathered(step, line), nodes.cast(place, ElementType.FLOAT64)));
        return nodes.node("Add", List.of(nodes.gathered(first, line), grown));
    }

    /** The numbers of lines, {@code [segments, coordinates]}, as narrow as they can be. */
    private String numbers(int[] numbers, int segments, int lines) {
        long[] shape = {segments, numbers.length / segments};
        if (lines > BYTE) {
            return nodes.file()
                    .constant(Tensor.of(IntStream.of(numbers).asLongStream().toArray(), shape));
        }
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        Tensor narrow = new Tensor(ElementType.UINT8, List.of(shape[0], shape[1]), bytes);
        return nodes.cast(nodes.file().constant(narrow), ElementType.INT64);
    }

    private String doubles(double... numbers) {
        return nodes.file().constant(Tensor.of(numbers, numbers.length));
    }

    /**
     * Coordinates seen through features, in double precision until the end, because angles are large.
     *
     * @return {@code [rows, features.width(coordinates)]}
     */
    private String seen(String table, FourierFeatures features, int coordinates, int rows) {
        int frequencies = features.frequencies();
        if (frequencies == 0) {
            return nodes.cast(table, ElementType.FLOAT32);
        }
        Tensor factors = Tensor.of(
                IntStream.rangeClosed(1, frequencies)
                        .mapToDouble(FourierFeatures::angle)
                        .toArray(),
                frequencies,
                1,
                1);
        Tensor phases = Tensor.of(new double[] {0, StrictMath.PI / 2}, 2, 1); // a cosine is a sine that is ahead
        String angles = nodes.node(
                "Mul",
                List.of(
                        nodes.reshaped(table, rows, 1, 1, coordinates),
                        nodes.file().constant(factors)));
        String ahead = nodes.node("Add", List.of(angles, nodes.file().constant(phases)));
        String waves =
                nodes.node("Mul", List.of(nodes.node("Sin", List.of(ahead)), nodes.scalar(FourierFeatures.POWER)));
        String all = nodes.node(
                "Concat",
                List.of(table, nodes.reshaped(waves, rows, 2L * frequencies * coordinates)),
                new Attribute.Int("axis", 1));
        return nodes.cast(all, ElementType.FLOAT32);
    }
}
