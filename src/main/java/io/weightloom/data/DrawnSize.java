package io.weightloom.data;

import io.weightloom.spec.SourceFacts;
import io.weightloom.spec.SourceSpec;

/**
 * How much there is of data that are drawn, told from their settings before the first number is.
 *
 * @param rows examples of all tasks
 * @param columns features of an example
 * @param outputs classes, or numbers to predict
 * @param drawn examples of which those of the tasks are made
 */
record DrawnSize(double rows, double columns, double outputs, double drawn) {

    private static final DrawnSize NONE = new DrawnSize(0, 0, 0, 0);

    /**
     * Of this source; nothing where it is not known beforehand, as of files, which say themselves how large they are.
     */
    static DrawnSize of(SourceSpec source) {
        SourceSpec single = source.single();
        SourceFacts facts = single.facts();
        if (facts.samplesPerTask().isEmpty()
                || facts.inputs().isEmpty()
                || facts.outputs().isEmpty()) {
            return NONE;
        }
        double drawn = rows(single, facts);
        double rows = source.facts().samplesPerTask().isPresent() ? rows(source, source.facts()) : drawn;
        return new DrawnSize(rows, facts.inputs().getAsInt(), facts.outputs().getAsInt(), drawn);
    }

    private static double rows(SourceSpec source, SourceFacts facts) {
        return (double) (source.tasks() + source.heldOut())
                * facts.samplesPerTask().orElseThrow();
    }

    /** Bytes of what is drawn, in doubles, and of what trials are trained on, in floats. */
    double bytes() {
        return drawn * (Double.BYTES * columns + Integer.BYTES)
                + rows * (Float.BYTES * (columns + outputs) + Integer.BYTES);
    }
}
