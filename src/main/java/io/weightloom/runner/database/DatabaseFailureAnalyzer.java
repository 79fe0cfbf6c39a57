package io.weightloom.runner.database;

import java.io.EOFException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Pattern;
import org.h2.api.ErrorCode;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * The database cannot be used: locked, unwritable, unreachable, or no database. A statement that fails on one that
 * works is a defect, and left to Spring Boot's stack trace.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class DatabaseFailureAnalyzer implements FailureAnalyzer {

    private static final Set<Integer> OF_THE_FILE = Set.of(
            ErrorCode.DATABASE_CALLED_AT_SHUTDOWN,
            ErrorCode.DATABASE_IS_CLOSED,
            ErrorCode.DATABASE_IS_READ_ONLY,
            ErrorCode.DATABASE_NOT_FOUND_1,
            ErrorCode.DATABASE_NOT_FOUND_WITH_IF_EXISTS_1,
            ErrorCode.ERROR_OPENING_DATABASE_1,
            ErrorCode.FILE_CORRUPTED_1,
            ErrorCode.FILE_CREATION_FAILED_1,
            ErrorCode.FILE_DELETE_FAILED_1,
            ErrorCode.FILE_NOT_FOUND_1,
            ErrorCode.FILE_RENAME_FAILED_2,
            ErrorCode.IO_EXCEPTION_1,
            ErrorCode.IO_EXCEPTION_2);

    /**
     * Connection, login, no such database, transaction in a state that forbids it, resources, the operator, the system;
     * and a missing right.
     */
    private static final Pattern OF_THE_SERVER = Pattern.compile("(08|28|3D|25|53|57|58|XX)...|42501");

    private final String url;

    public DatabaseFailureAnalyzer(Environment environment) {
        this.url = Secrets.masked(environment.getProperty("spring.datasource.url", "(no URL)"));
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        SQLException cause = DatabaseReasons.sql(failure);
        return cause == null ? null : analyze(cause);
    }

    private @Nullable FailureAnalysis analyze(SQLException cause) {
        if (H2Url.of(url).isEmpty()) {
            return !isOfTheServer(cause)
                    ? null
                    : analysis(
                            cause,
                            "cannot be used",
                            "Check that the server runs, that spring.datasource.url, .username and .password are right, and that"
                                    + " the user may create tables.");
        }
        return switch (cause.getErrorCode()) {
            case ErrorCode.DATABASE_ALREADY_OPEN_1 ->
                analysis(
                        cause,
                        "is open in another process",
                        "Wait for the other runner or end it, or ask it for what it has trained over HTTP, under"
                                + " /api/v1/trials; or give this one a database of its own, such as"
                                + " --spring.datasource.url=jdbc:h2:file:./data/second. Runners that shall share one"
                                + " database need PostgreSQL.");
            case ErrorCode.FILE_VERSION_ERROR_1 ->
                analysis(
                        cause,
                        "is a file of another version of H2, or no file of H2",
                        "Use the runner that wrote it, or another file (spring.datasource.url).");
            case ErrorCode.WRONG_USER_OR_PASSWORD ->
                analysis(
                        cause,
                        "cannot be opened by this user",
                        "Check spring.datasource.username and .password, or USER and PASSWORD in the URL.");
            case ErrorCode.URL_FORMAT_ERROR_2,
                    ErrorCode.URL_RELATIVE_TO_CWD,
                    ErrorCode.UNSUPPORTED_SETTING_1,
                    ErrorCode.DUPLICATE_PROPERTY_1 ->
                analysis(
                        cause,
                        "cannot be opened by this URL",
                        "Correct spring.datasource.url; one that works is jdbc:h2:file:./data/weightloom");
            default -> isOfTheFile(cause) ? unusable(cause) : null;
        };
    }

    private FailureAnalysis unusable(SQLException cause) {
        return isDamaged(cause)
                ? analysis(
                        cause,
                        "is damaged, or no file of H2",
                        "Put a copy in its place, or move it away to begin with an empty one; or choose another file"
                                + " (spring.datasource.url).")
                : analysis(
                        cause,
                        "cannot be read or written",
                        "Make the file and its folder writable and see that the disk has room; or choose another file"
                                + " (spring.datasource.url).");
    }

    private static boolean isOfTheServer(SQLException failure) {
        String state = failure.getSQLState();
        return state == null || OF_THE_SERVER.matcher(state).matches();
    }

    private static boolean isOfTheFile(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof MVStoreException) {
                return true;
            }
        }
        return OF_THE_FILE.contains(failure.getErrorCode());
    }

    private static boolean isDamaged(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean corrupt =
                    cause instanceof MVStoreException store && store.getErrorCode() == DataUtils.ERROR_FILE_CORRUPT;
            if (corrupt || cause instanceof EOFException) { // shorter than H2's header
                return true;
            }
        }
        return failure.getErrorCode() == ErrorCode.FILE_CORRUPTED_1;
    }

    private FailureAnalysis analysis(SQLException cause, String what, String action) {
        return new FailureAnalysis(
                "The database %s %s: %s".formatted(url, what, DatabaseReasons.of(cause)), action, cause);
    }
}
