package io.weightloom.layout;

/**
 * Where things in a row lie on a grid as near to a square as their number allows (784 on 28 x 28, 32 on 4 x 8).
 * Coordinates lie in {@code [-sqrt(3), sqrt(3)]}, evenly and centred, so that they have about unit second moment.
 */
public final class Grid {

    /** The largest coordinate. */
    public static final double EDGE = StrictMath.sqrt(3);

    private Grid() {}

    /** Writes the two coordinates of unit {@code unit} of {@code units} into elements {@code at} and {@code at + 1}. */
    public static void place(double[] table, int at, long unit, long units) {
        long rows = rows(units);
        long columns = units / rows;
        table[at] = coordinate(unit / columns, rows);
        table[at + 1] = coordinate(unit % columns, columns);
    }

    /** Rows of the grid of so many units, at least 1. */
    public static long rows(long units) {
        long rows = (long) StrictMath.sqrt((double) units);
        while (units % rows > 0) {
            rows--;
        }
        return rows;
    }

    /** The coordinate of one of several places in a row; 0 if there is one only. */
    public static double coordinate(long place, long places) {
        return places == 1 ? 0 : EDGE * (2 * place - (places - 1)) / (places - 1);
    }
}
