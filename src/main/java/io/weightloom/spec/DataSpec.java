package io.weightloom.spec;

/**
 * The examples of a trial and how they are split.
 *
 * @param source where they come from
 * @param validation share used for validation, in (0, 1)
 * @param test share used for the final test, in (0, 1); the rest is for training
 */
public record DataSpec(SourceSpec source, double validation, double test) {

    /** Of a picture, all pixels serve for all of it, and shares have one value. */
    public DataSpec {
        if (source instanceof SourceSpec.Image) {
            validation = ALL;
            test = ALL;
        }
    }

    private static final double ALL = 0.1;
}
