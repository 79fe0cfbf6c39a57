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
 * The sweep of {@code sweep.yml}, from the start of the packaged runner, by {@code java -jar} and by its launcher, to
 * the last trial's row in its database, against the same trainings in two processes of LibTorch side by side, from
 * their start to the end of the slower one. In turn.
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
     * @param runner to the last row, by {@code java -jar}
     * @param launcher the same by {@code bin/weightloom}
     * @param libTorch to the last training's end
     */
    record Result(List<Double> runner, List<Double> launcher, List<Double> libTorch) {

        double ratio() {
            return CellResult.median(runner) / CellResult.median(libTorch);
        }

        double launcherRatio() {
            return CellResult.median(launcher) / CellResult.median(libTorch);
        }
    }

    SweepBenchmark(Settings settings, Jvm jvm) {
        this.settings = settings;
        this.jvm = jvm;
        this.runner = new RunnerProcess(settings, jvm);
    }

    Result run() throws IOException, InterruptedException, SQLException {
        List<Double> plain = new ArrayList<>();
        List<Double> launcher = new ArrayList<>();
        List<Double> libTorch = new ArrayList<>();
        String brief = "--experiments.bench-sweep.training.epochs=1";
        runner.run("first", SPEC, List.of(), process -> {}, brief); // unpacks the native libraries
        runner.launch("first", SPEC, brief); // makes the archive
        end(trainings(1, 1)); // the same for LibTorch's, which two processes must not do at once
        for (int round = 1; round <= settings.sweeps(); round++) {
            plain.add(seconds(runner.run("sweep-" + round, SPEC, List.of(), process -> {})));
            launcher.add(seconds(runner.launch("launched-" + round, SPEC)));
            libTorch.add(libTorch());
        }
        return new Result(plain, launcher, libTorch);
    }

    private static double seconds(RunnerProcess.Ran ran) throws SQLException {
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
