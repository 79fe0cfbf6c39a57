package io.weightloom.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * The sweep of {@code sweep.yml}, from the start of the packaged runner to the last trial's row in its database,
 * against the same trainings in two processes of LibTorch side by side, from their start to the end of the slower one.
 * In turn.
 */
final class SweepBenchmark {

    private static final int TRIALS = 64;
    private static final int EPOCHS = 20;
    private static final int EXAMPLES = 3200;
    private static final Path SPEC = Path.of("src/bench/resources/sweep.yml");

    private final Settings settings;
    private final Jvm jvm;
    private final RunnerProcess runner;

    /**
     * Seconds in each round.
     *
     * @param runner to the last row
     * @param libTorch to the last training's end
     */
    record Result(List<Double> runner, List<Double> libTorch) {

        double ratio() {
            return CellResult.median(runner) / CellResult.median(libTorch);
        }
    }

    SweepBenchmark(Settings settings, Jvm jvm) {
        this.settings = settings;
        this.jvm = jvm;
        this.runner = new RunnerProcess(settings, jvm);
    }

    Result run() throws IOException, InterruptedException, SQLException {
        List<Double> runner = new ArrayList<>();
        List<Double> libTorch = new ArrayList<>();
        runner("first", "--experiments.bench-sweep.training.epochs=1"); // unpacks the native libraries
        end(trainings(1, 1)); // the same for LibTorch's, which two processes must not do at once
        for (int round = 1; round <= settings.sweeps(); round++) {
            runner.add(runner("sweep-" + round));
            libTorch.add(libTorch());
        }
        return new Result(runner, libTorch);
    }

    private double runner(String name, String... more) throws IOException, InterruptedException, SQLException {
        RunnerProcess.Ran ran = runner.run(name, SPEC, List.of(), process -> {}, more);
        return seconds(ran.start(), lastRow(ran.url()));
    }

    private static Instant lastRow(String url) throws SQLException {
        String query = "select count(*), max(ended_at) from trial where outcome = 'completed'";
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
                ResultSet row = connection.createStatement().executeQuery(query)) {
            row.next();
            if (row.getInt(1) != TRIALS) {
                throw new IllegalStateException("%s of %s trials were completed".formatted(row.getInt(1), TRIALS));
            }
            return row.getObject(2, OffsetDateTime.class).toInstant();
        }
    }

    private double libTorch() throws IOException, InterruptedException {
        Instant start = Instant.now();
        List<Process> halves = List.of(trainings(TRIALS / 2, EPOCHS), trainings(TRIALS / 2, EPOCHS));
        for (Process half : halves) {
            try (BufferedReader lines = half.inputReader()) {
                lines.readLine();
            }
        }
        double seconds = seconds(start, Instant.now());
        for (Process half : halves) {
            end(half);
        }
        return seconds;
    }

    private Process trainings(int trials, int epochs) throws IOException {
        return jvm.of(
                        Kind.LIBTORCH,
                        LibTorchTrainings.class,
                        List.of(),
                        String.valueOf(trials),
                        String.valueOf(epochs),
                        String.valueOf(EXAMPLES))
                .start();
    }

    /** A JVM that crashes writes a line, too. */
    private void end(Process trainings) throws InterruptedException {
        int code = trainings.waitFor();
        if (code != 0) {
            throw new IllegalStateException(
                    "LibTorch's trainings ended with code %s; see %s".formatted(code, jvm.log("*")));
        }
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1e3;
    }
}
