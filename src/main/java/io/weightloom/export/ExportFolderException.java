package io.weightloom.export;

/** An export cannot be written where it should be; the message says why, and what would be right. */
public final class ExportFolderException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ExportFolderException(String message) {
        super(message);
    }

    ExportFolderException(String message, Throwable cause) {
        super(message, cause);
    }
}
