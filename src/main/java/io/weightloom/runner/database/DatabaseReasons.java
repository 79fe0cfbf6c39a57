package io.weightloom.runner.database;

import java.io.IOException;
import java.sql.SQLException;
import org.h2.api.ErrorCode;
import org.h2.jdbc.JdbcException;
import org.jspecify.annotations.Nullable;

/** What lies behind a failure of the database, without the statements and wrappers around it. */
public final class DatabaseReasons {

    private DatabaseReasons() {}

    /** The innermost failure of the database; null if there is none. */
    static @Nullable SQLException sql(Throwable failure) {
        @Nullable SQLException last = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                last = sql;
            }
        }
        return last;
    }

    /** What the database says, without the statement; and what the operating system says, where that is the cause. */
    public static String of(Throwable failure) {
        SQLException sql = sql(failure);
        String said = String.valueOf(sql instanceof JdbcException h2 ? h2.getOriginalMessage() : message(sql, failure));
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        String system = last instanceof IOException && last.getMessage() != null ? last.getMessage() : "";
        return Secrets.masked(said.contains(system) ? said : said + " (" + system + ")"); // drivers quote URLs
    }

    /** Whether H2 has closed a file because it could not write it; it does not come back in this process. */
    public static boolean isClosedForGood(Throwable failure) {
        SQLException sql = sql(failure);
        return sql instanceof JdbcException && sql.getErrorCode() == ErrorCode.DATABASE_IS_CLOSED;
    }

    private static @Nullable String message(@Nullable SQLException sql, Throwable failure) {
        return sql == null ? failure.getMessage() : sql.getMessage();
    }
}
