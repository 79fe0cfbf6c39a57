package io.weightloom.runner.store;

/**
 * How much there is to train, or was.
 *
 * @param trials how many
 * @param epochs of all of them together, at most
 */
public record Amount(int trials, long epochs) {

    /** Nothing. */
    public static final Amount NONE = new Amount(0, 0);

    /** Both together. */
    public Amount plus(Amount other) {
        return new Amount(trials + other.trials, epochs + other.epochs);
    }
}
