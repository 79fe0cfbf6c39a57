package io.weightloom.data;

/** Data that cannot be used: the message says which file (and line), what is wrong and what would be right. */
public final class InvalidDataException extends RuntimeException {

    /** With a message for the user. */
    public InvalidDataException(String message) {
        super(message);
    }

    /** With a message for the user and what lies behind it. */
    public InvalidDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
