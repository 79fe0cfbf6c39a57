package io.weightloom.runner;

import io.weightloom.runner.database.TestDatabases;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A run of 5,000 trials, four seeds of each point, that nobody trained: rows with made-up numbers. */
final class ThousandsOfTrials {

    /** Its id; those of runs that are made later begin at 1. */
    static final int RUN = 1000;

    private static final int TRIALS = 5000;

    private static final int FIRST_ID = 100_000;

    private static final int STRIDE = 1237; // has no divisor in common with 5,000: all scores differ

    private ThousandsOfTrials() {}

    private static int point(int number) {
        return (number - 1) / 4;
    }

    static int zDim(int number) {
        return point(number) % 50 + 1;
    }

    /** 0.0001 to 0.0025. */
    static BigDecimal learningRate(int number) {
        return BigDecimal.valueOf(point(number) / 50 + 1, 4);
    }

    private static double score(int number) {
        return 0.25 + number * STRIDE % TRIALS / 10_000.0;
    }

    /** Numbers of those that pass, the best score first. */
    static List<Integer> sorted(IntPredicate passes) {
        return IntStream.rangeClosed(1, TRIALS)
                .filter(passes)
                .boxed()
                .sorted(Comparator.comparing(number -> -score(number)))
                .toList();
    }

    /** Makes a database of H2 with them, of which the file has this name without its ending. */
    static void store(Path file) {
        SingleConnectionDataSource database =
                new SingleConnectionDataSource("jdbc:h2:file:" + file.toAbsolutePath(), "sa", "", true);
        try {
            TestDatabases.migrations(database).load().migrate();
            store(database);
        } finally {
            database.destroy();
        }
    }

    private static void store(DataSource database) {
        JdbcClient jdbc = JdbcClient.create(database);
        jdbc.sql("""
                insert into run (id, experiment, spec_hash, fire_key, attempt, description, spec, state, created_at, ended_at)
                values (:run, 'thousands', 'none', '', 1, 'What is it like with many?', '{}', 'completed',
                    timestamp with time zone '2026-11-01 10:00:00Z', timestamp with time zone '2026-11-01 16:00:00Z')
                """).param("run", RUN).update();
        String numbers = " from system_range(1, %s)".formatted(TRIALS);
        jdbc.sql("""
                insert into trial (id, run_id, number, hash, role, plain_hash, spec, state, started_at, ended_at, seconds,
                    outcome, epochs, best_epoch, validation_score, test_score, test_loss, theta, generated, shared, generator,
                    z, tasks, largest_layer)
                select :first + x, :run, x, 'trial-' || x, 'hypernetwork', 'plain', '{}', 'ended',
                    timestamp with time zone '2026-11-01 10:00:00Z', timestamp with time zone '2026-11-01 16:00:00Z', 4.5,
                    'completed', 20, 18, 0.25 + mod(x * :stride, :trials) / 10000.0,
                    0.2 + mod(x * :stride, :trials) / 10000.0, 0.4, 8224, 8224, 0, 1000 + 10 * mod((x - 1) / 4, 50),
                    mod((x - 1) / 4, 50) + 1, 1, 500
                """ + numbers)
                .param("first", FIRST_ID)
                .param("run", RUN)
                .param("stride", STRIDE)
                .param("trials", TRIALS)
                .update();
        swept(jdbc, 0, "hypernet.z-dim", "cast(mod((x - 1) / 4, 50) + 1 as varchar)" + numbers);
        swept(
                jdbc,
                1,
                "training.learning-rate",
                "cast(cast(((x - 1) / 200 + 1) / 10000.0 as numeric(10, 4)) as varchar)" + numbers);
        swept(jdbc, 2, "seed", "cast(mod(x - 1, 4) + 1 as varchar)" + numbers);
    }

    private static void swept(JdbcClient jdbc, int position, String name, String settings) {
        jdbc.sql("insert into swept_parameter (trial_id, position, name, setting) select :first + x, :position, :name, "
                        + settings)
                .param("first", FIRST_ID)
                .param("position", position)
                .param("name", name)
                .update();
    }
}
