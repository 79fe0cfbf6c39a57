package io.weightloom.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What lies in a runner's database, for comparison. Reads it without changing it. */
final class StoredNumbers {

    /** Names, times and places: all that may differ between two runs of the same trials. */
    private static final Set<String> INCIDENTAL = Set.of(
            "id",
            "run_id",
            "trial_id",
            "worker",
            "claim",
            "revision",
            "started_at",
            "ended_at",
            "seconds",
            "idle_claims",
            "idle_workers",
            "compute_key");

    /** Every table about trials, and how its rows are put in order. Checkpoints are gone when a trial has ended. */
    private static final Map<String, String> TABLES = new TreeMap<>(Map.of(
            "trial", "number",
            "swept_parameter", "position",
            "slot", "position",
            "finding", "position",
            "finding_measure", "position, name",
            "metric", "epoch",
            "pruning_decision", "rung",
            "provenance", "runner"));

    private final String url;
    private final String user;

    private StoredNumbers(String url, String user) {
        this.url = url;
        this.user = user;
    }

    /** In any database. */
    static StoredNumbers at(String url, String user) {
        return new StoredNumbers(url, user);
    }

    /**
     * In the default database of a runner with this working directory. It is a copy that is opened, as a process that
     * was killed left it, for H2 mends such a file when it opens it, and that is the runner's part.
     */
    static StoredNumbers in(Path folder) {
        try {
            Path copy = Files.createTempDirectory(folder, "copy").resolve("weightloom");
            Files.copy(folder.resolve("data/weightloom.mv.db"), Path.of(copy + ".mv.db"));
            return new StoredNumbers("jdbc:h2:file:" + copy, "sa");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that a run's trials have brought forth, one text per row, every floating-point number to its last bit. */
    List<String> ofRun(long run) {
        List<String> all = new ArrayList<>();
        TABLES.forEach((table, order) -> {
            List<String> rows = "trial".equals(table)
                    ? rows("select * from trial where run_id = ? order by number", run)
                    : rows("""
                            select t.number as of_trial, x.* from %s x join trial t on t.id = x.trial_id
                            where t.run_id = ? order by t.number, %s""".formatted(table, order), run);
            rows.forEach(row -> all.add(table + ": " + row));
        });
        return all;
    }

    /** The rows of a query, one text each. */
    List<String> rows(String sql, Object... parameters) {
        try (Connection connection = DriverManager.getConnection(url, user, "");
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<String> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(text(result));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql + " in " + url, e);
        }
    }

    private static String text(ResultSet row) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            String name = columns.getColumnLabel(i).toLowerCase(Locale.ROOT);
            if (columns.getColumnCount() == 1 || !INCIDENTAL.contains(name)) {
                Object value = row.getObject(i);
                String cell = value instanceof Double number ? Double.toHexString(number) : row.getString(i);
                cells.add(columns.getColumnCount() == 1 ? cell : name + "=" + cell);
            }
        }
        return String.join(" ", cells);
    }
}
