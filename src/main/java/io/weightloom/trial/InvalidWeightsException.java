package io.weightloom.trial;

/** Thrown where bytes are not the trained weights that they should be; the message says why. */
public final class InvalidWeightsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvalidWeightsException(String message) {
        super(message);
    }

    InvalidWeightsException(String message, Throwable cause) {
        super(message, cause);
    }
}
