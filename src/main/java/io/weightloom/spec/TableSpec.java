package io.weightloom.spec;

import io.weightloom.spec.fault.Misfit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    private static final List<String> MISSING = List.of("", "?", "NA", "N/A", "NaN", "nan", "null", "NULL");

    /** All columns but the label are features and hold numbers without gaps. */
    public static final TableSpec PLAIN = new TableSpec(List.of(), List.of(), List.of(), MISSING, Gaps.REFUSE);

    /** Copies the lists. */
    public TableSpec {
        ignored = List.copyOf(ignored);
        features = List.copyOf(features);
        categorical = List.copyOf(categorical);
        missing = List.copyOf(missing);
    }

    /**
     * What its settings are not to each other, and to the label.
     *
     * @param label name of the column to predict, if there is one
     */
    List<Misfit> misfits(Optional<String> label) {
        List<Misfit> misfits = new ArrayList<>();
        if (gaps == Gaps.REFUSE && !missing.equals(MISSING)) {
            misfits.add(Misfit.of(
                    Keys.DATA,
                    Keys.GAPS,
                    "must be drop, mean, median or indicator beside data.%s, but is refuse".formatted(Keys.MISSING)));
        }
        label.filter(name -> !name.equals(AUTO)).ifPresent(name -> {
            refuseLabel(Keys.IGNORE, ignored, name, misfits);
            refuseLabel(Keys.FEATURES, features, name, misfits);
            refuseLabel(Keys.CATEGORICAL, categorical, name, misfits);
        });
        categorical.stream()
                .filter(column -> ignored.contains(column) || !mayBeFeature(column))
                .forEach(column -> misfits.add(Misfit.of(
                        Keys.DATA,
                        Keys.CATEGORICAL,
                        "must not name '%s', which is no feature here".formatted(column))));
        ignored.stream()
                .filter(features::contains)
                .forEach(column -> misfits.add(Misfit.of(
                        Keys.DATA,
                        Keys.IGNORE,
                        "must not name '%s', which is among data.%s".formatted(column, Keys.FEATURES))));
        return misfits;
    }

    private boolean mayBeFeature(String column) {
        return features.isEmpty() || features.contains(column) || column.equals(AUTO);
    }

    private static void refuseLabel(String key, List<String> columns, String label, List<Misfit> misfits) {
        if (columns.contains(label)) {
            misfits.add(Misfit.of(Keys.DATA, key, "must not name '%s', which is the label".formatted(label)));
        }
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
