package io.weightloom.spec;

import java.util.List;

/**
 * Which columns of a table are features, and what becomes of text and gaps in them.
 *
 * @param ignored names of columns that are left out; the empty text is the name of columns without one
 * @param features names of the features; empty for all that are not left out
 * @param categorical names of features that hold categories; {@link #AUTO} stands for all that hold no number
 * @param missing what stands for a gap
 * @param gaps what becomes of gaps
 */
public record TableSpec(
        List<String> ignored, List<String> features, List<String> categorical, List<String> missing, Gaps gaps) {

    /** Among the names of categorical features: all features that hold text and no number. */
    public static final String AUTO = "auto";

    /** What stands for a gap if nothing else is told. */
    public static final List<String> MISSING = List.of("", "?", "NA", "N/A", "NaN", "nan", "null", "NULL");

    /** All columns but the label are features and hold numbers without gaps. */
    public static final TableSpec PLAIN = new TableSpec(List.of(), List.of(), List.of(), MISSING, Gaps.REFUSE);

    /** Copies the lists. */
    public TableSpec {
        ignored = List.copyOf(ignored);
        features = List.copyOf(features);
        categorical = List.copyOf(categorical);
        missing = List.copyOf(missing);
    }

    /** What becomes of gaps. */
    public enum Gaps {
        /** They are faults. */
        REFUSE,
        /** Their rows are left out. */
        DROP,
        /** The mean of the training split stands in for them; a gap in a category is of none. */
        MEAN,
        /** The median of the training split stands in for them; a gap in a category is of none. */
        MEDIAN,
        /** As the mean; and a further column for each feature that has a gap anywhere is 1 there, and else 0. */
        INDICATOR
    }
}
