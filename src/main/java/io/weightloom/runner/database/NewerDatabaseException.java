package io.weightloom.runner.database;

/** The database was written by a newer runner, whose schema this one does not know. Nothing was changed. */
final class NewerDatabaseException extends RuntimeException {

    NewerDatabaseException(String url, String found, String known) {
        super("The database %s has schema version %s, but this runner knows versions up to %s"
                .formatted(url, found, known));
    }
}
