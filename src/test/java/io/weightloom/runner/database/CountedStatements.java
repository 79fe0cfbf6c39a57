package io.weightloom.runner.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A database that notes which statements are executed in it, and how many rows are read of it. Safe for use by many
 * threads.
 */
public final class CountedStatements extends DelegatingDataSource {

    private final List<String> executed = new ArrayList<>();
    private final AtomicInteger rows = new AtomicInteger();

    /** In front of a database. */
    public CountedStatements(DataSource database) {
        super(database);
    }

    /** What was executed since this was asked last, in order. */
    public synchronized List<String> take() {
        List<String> taken = List.copyOf(executed);
        executed.clear();
        return taken;
    }

    /** How many rows were read since this was asked last. */
    public int takeRows() {
        return rows.getAndSet(0);
    }

    private synchronized void note(String sql) {
        executed.add(sql.strip().replaceAll("\\s+", " "));
    }

    @Override
    public Connection getConnection() throws SQLException {
        return counted(super.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return counted(super.getConnection(user, password));
    }

    private Connection counted(Connection connection) {
        return proxy(Connection.class, (method, arguments) -> {
            Object result = call(connection, method, arguments);
            String sql = arguments.length > 0 && arguments[0] instanceof String text ? text : "";
            return result instanceof Statement statement ? counted(method, statement, sql) : result;
        });
    }

    private Object counted(Method making, Statement statement, String prepared) {
        return proxy(making.getReturnType(), (method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                note(arguments.length > 0 && arguments[0] instanceof String sql ? sql : prepared);
            }
            Object result = call(statement, method, arguments);
            return result instanceof ResultSet read ? counted(read) : result;
        });
    }

    private ResultSet counted(ResultSet read) {
        return proxy(ResultSet.class, (method, arguments) -> {
            Object result = call(read, method, arguments);
            if (method.getName().equals("next") && result.equals(true)) {
                rows.incrementAndGet();
            }
            return result;
        });
    }

    @FunctionalInterface
    private interface Call {
        Object to(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                CountedStatements.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.to(method, arguments == null ? new Object[0] : arguments)));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
