package io.weightloom.data.raw;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** What an example is to who has one, before it is standardised. */
public sealed interface Features {

    /** Numbers of one example. */
    int width();

    /** What each of the numbers is. */
    List<String> names();

    /**
     * Columns of a table.
     *
     * @param columns at least one, of different names
     */
    record Columns(List<Feature> columns) implements Features {

        public Columns {
            columns = List.copyOf(columns);
        }

        /** Numbers that nothing names: x; x and y; or x1, x2 and so on. */
        public static Columns unnamed(int width) {
            List<String> names = switch (width) {
                case 1 -> List.of("x");
                case 2 -> List.of("x", "y");
                default ->
                    IntStream.rangeClosed(1, width).mapToObj(i -> "x" + i).toList();
            };
            return new Columns(names.stream().map(Feature::number).toList());
        }

        @Override
        public int width() {
            return columns.stream().mapToInt(Feature::width).sum();
        }

        @Override
        public List<String> names() {
            return columns.stream().flatMap(column -> column.names().stream()).toList();
        }
    }

    /**
     * The pixels of a picture of one channel, row by row.
     *
     * @param height pixels
     * @param breadth pixels
     * @param white what stands for white, where black is 0; empty if that is not known
     */
    record Picture(int height, int breadth, OptionalDouble white) implements Features {

        @Override
        public int width() {
            return height * breadth;
        }

        @Override
        public List<String> names() {
            return IntStream.range(0, width())
                    .mapToObj(pixel -> "pixel (row %s, column %s)".formatted(pixel / breadth, pixel % breadth))
                    .toList();
        }
    }

    /**
     * The place of a pixel in a picture: x from left to right and y from top to bottom, of which that along the longer
     * side reaches from -1 to 1.
     *
     * @param height pixels of the picture
     * @param breadth pixels of the picture
     */
    record Coordinates(int height, int breadth) implements Features {

        @Override
        public int width() {
            return 2;
        }

        @Override
        public List<String> names() {
            return List.of("x", "y");
        }
    }
}
