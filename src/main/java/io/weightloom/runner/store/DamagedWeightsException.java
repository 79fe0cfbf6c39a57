package io.weightloom.runner.store;

/** Weights that should be there are missing, or are not what was stored. */
public final class DamagedWeightsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DamagedWeightsException(WeightsRecord stored, String damage) {
        super("The weights of %s cannot be used: %s".formatted(stored.trial(), damage));
    }
}
