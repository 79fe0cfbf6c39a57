package io.weightloom.job;

/** A setting of the runner itself is out of range. */
final class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvalidSettingException(String message) {
        super(message);
    }
}
