package io.weightloom.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * What a trial costs besides its training: the wall time of trials of one step of cell S, one worker, in the packaged
 * runner with H2, once the first {@value #WARM} have warmed it up.
 */
final class CostBenchmark {

    private static final int TRIALS = 500;
    private static final int WARM = 200;
    private static final Path SPEC = Path.of("src/bench/resources/cost.yml");

    private final RunnerProcess runner;

    /**
     * What was measured.
     *
     * @param trials that were counted
     * @param millis of the clock for each of them
     */
    record Result(int trials, double millis) {}

    CostBenchmark(Settings settings, Jvm jvm) {
        this.runner = new RunnerProcess(settings, jvm);
    }

    Result run() throws IOException, InterruptedException, SQLException {
        RunnerProcess.Ran ran = runner.run("cost", SPEC, List.of(), process -> {}, "--runner.workers=1");
        String query = """
                select count(*), min(case when number > %s then started_at end), max(ended_at) from trial
                where outcome = 'completed'
                """.formatted(WARM);
        try (Connection connection = DriverManager.getConnection(ran.url(), "sa", "");
                ResultSet row = connection.createStatement().executeQuery(query)) {
            row.next();
            if (row.getInt(1) != TRIALS) {
                throw new IllegalStateException("%s of %s trials were completed".formatted(row.getInt(1), TRIALS));
            }
            Duration all =
                    Duration.between(row.getObject(2, OffsetDateTime.class), row.getObject(3, OffsetDateTime.class));
            int counted = TRIALS - WARM;
            return new Result(counted, all.toNanos() / 1e6 / counted);
        }
    }
}
