package io.weightloom.data.raw;

/** Thrown where there are more examples than are wanted at once; those behind them are not read. */
public final class TooManyExamplesException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param most examples that are wanted */
    public TooManyExamplesException(int most) {
        super("At most %s examples are predicted for at once, but there are more".formatted(most));
    }
}
