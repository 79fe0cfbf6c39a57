package io.weightloom.runner.worker;

/** The data of a run changed under it. Its trials stand where they were, and none is opened on other data. */
public final class DataChangedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DataChangedException(String message) {
        super(message);
    }
}
