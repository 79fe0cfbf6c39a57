package io.weightloom.runner.trained;

/** Thrown where a trial has no weights that could be used; the message says why. */
public final class UnusableWeightsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnusableWeightsException(String message) {
        super(message);
    }

    UnusableWeightsException(String message, Throwable cause) {
        super(message, cause);
    }
}
