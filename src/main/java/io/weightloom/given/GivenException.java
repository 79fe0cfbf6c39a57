package io.weightloom.given;

/** A file holds no network that a target can be; the message tells what is in the way, where, and what would do. */
public final class GivenException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public GivenException(String message) {
        super(message);
    }

    public GivenException(String message, Throwable cause) {
        super(message, cause);
    }
}
