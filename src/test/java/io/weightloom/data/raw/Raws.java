package io.weightloom.data.raw;

/** Shorthand for tests that look at raw examples. */
public final class Raws {

    private Raws() {}

    public static double[] row(RawExamples raw, int example) {
        double[] row = new double[raw.features().columns()];
        raw.features().read(example, row);
        return row;
    }

    public static int[] classes(RawExamples raw) {
        return ((Labels.Classes) raw.labels()).indices();
    }
}
