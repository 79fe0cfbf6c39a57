package io.weightloom.runner.database;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.regex.Pattern;
import org.h2.api.ErrorCode;
import org.h2.jdbc.JdbcException;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionSystemException;

/** What lies behind a failure of the database, without the statements and wrappers around it. */
public final class DatabaseReasons {

    /**
     * Connection; resources, such as a full disk; operator, such as a restart; a server that became another's copy and
     * takes no writes; its system's errors.
     */
    private static final Pattern AWAY = Pattern.compile("(08|53|58)...|57P0.|25006");

    /** A deadlock, a conflict of transactions; a lock that was not got in time; a statement that was ended. */
    private static final Pattern PASSING = Pattern.compile("40...|55P03|57014");

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

    /**
     * Whether a database cannot be used for a while: it is being restarted, its connections were cut, it has failed
     * over, it is full, or nobody answers there. What waits and tries again may find it as it was.
     */
    public static boolean isAway(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && isAway(sql)) {
                return true;
            }
            if (cause instanceof TransactionSystemException rollback && isAwayBefore(rollback)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the same may succeed when it is tried again: the database is away, or it has refused one transaction that
     * was in the way of another.
     */
    public static boolean mayPass(Throwable failure) {
        if (isAway(failure)) {
            return true;
        }
        SQLException sql = sql(failure);
        return sql != null
                && sql.getSQLState() != null
                && PASSING.matcher(sql.getSQLState()).matches();
    }

    /** A pool refuses to roll back on a connection that was cut, which says nothing of why that was to be done. */
    private static boolean isAwayBefore(TransactionSystemException rollback) {
        Throwable first = rollback.getApplicationException();
        return first != null && isAway(first);
    }

    private static boolean isAway(SQLException failure) {
        String state = failure.getSQLState();
        return failure instanceof SQLTransientConnectionException // the pool has waited for one
                || failure.getErrorCode() == ErrorCode.CONNECTION_BROKEN_1
                || (state != null && AWAY.matcher(state).matches());
    }

    private static @Nullable String message(@Nullable SQLException sql, Throwable failure) {
        return sql == null ? failure.getMessage() : sql.getMessage();
    }
}
