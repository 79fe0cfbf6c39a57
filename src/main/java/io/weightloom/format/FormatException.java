package io.weightloom.format;

/** Bytes are not what their format says; the message tells what is wrong where. */
public final class FormatException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public FormatException(String message) {
        super(message);
    }

    public FormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
