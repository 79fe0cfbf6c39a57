package io.weightloom.runner.database;

/** The database works, but not for this process. Nothing was changed. */
public final class UnfitDatabaseException extends RuntimeException {

    private final String remedy;

    /**
     * For one reason.
     *
     * @param message what it is, without a full stop
     * @param remedy what a user can do, in sentences
     */
    public UnfitDatabaseException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
