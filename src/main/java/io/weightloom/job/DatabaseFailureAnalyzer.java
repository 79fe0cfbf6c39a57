package io.weightloom.job;

import java.sql.SQLException;
import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** The database cannot be used: locked, unwritable, unreachable, or no database. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class DatabaseFailureAnalyzer implements FailureAnalyzer {

    private final String url;

    DatabaseFailureAnalyzer(Environment environment) {
        this.url = environment
                .getProperty("spring.datasource.url", "(no URL)")
                .replaceAll("(?i)(password=)[^;&]*", "$1***");
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        @Nullable SQLException last = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                last = sql;
            }
        }
        return last == null ? null : analyze(last);
    }

    private FailureAnalysis analyze(SQLException cause) {
        if (!url.startsWith("jdbc:h2:")) {
            return analysis(
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
                        "Wait for the other runner or end it; or give this one a database of its own, such as"
                                + " --spring.datasource.url=jdbc:h2:file:./data/second. Runners that shall share one"
                                + " database need PostgreSQL.");
            case ErrorCode.FILE_VERSION_ERROR_1 ->
                analysis(
                        cause,
                        "is a file of another version of H2, or no file of H2",
                        "Use the runner that wrote it, or another file (spring.datasource.url).");
            default ->
                analysis(
                        cause,
                        "cannot be read or written",
                        "Make the file and its folder writable and see that the disk has room; or choose another file"
                                + " (spring.datasource.url).");
        };
    }

    private FailureAnalysis analysis(Throwable cause, String what, String action) {
        return new FailureAnalysis("The database %s %s: %s".formatted(url, what, cause.getMessage()), action, cause);
    }
}
