package io.weightloom.data;

/** Shorthand for tests that look at raw examples. */
final class Raws {

    private Raws() {}

    static double[] row(RawExamples raw, int example) {
        double[] row = new double[raw.features().columns()];
        raw.features().read(example, row);
        return row;
    }

    static int[] classes(RawExamples raw) {
        return ((Labels.Classes) raw.labels()).indices();
    }
}
