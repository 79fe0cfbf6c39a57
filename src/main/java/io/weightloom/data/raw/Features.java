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
     * The pixels of a picture, channel by channel, row by row.
     *
     * @param channels planes of pixels: one of a picture in grey, three of one in red, green and blue
     * @param height pixels
     * @param breadth pixels
     * @param white what stands for white, where black is 0; empty if that is not known
     */
    record Picture(int channels, int height, int breadth, OptionalDouble white) implements Features {

        /** Of one channel. */
        public Picture(int height, int breadth, OptionalDouble white) {
            this(1, height, breadth, white);
        }

        /** What messages call a pixel, which is this number of a picture of these extents. */
        public static String pixel(int channels, int height, int breadth, int number) {
            int row = number / breadth % height;
            int column = number % breadth;
            return channels == 1
                    ? "pixel (row %s, column %s)".formatted(row, column)
                    : "pixel (channel %s, row %s, column %s)".formatted(number / breadth / height, row, column);
        }

        @Override
        public int width() {
            return channels * height * breadth;
        }

        @Override
        public List<String> names() {
            return IntStream.range(0, width())
                    .mapToObj(pixel -> pixel(channels, height, breadth, pixel))
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
