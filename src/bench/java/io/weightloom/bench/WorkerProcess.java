package io.weightloom.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The other end of a {@link Worker}. Close it: it ends the process. */
final class WorkerProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;
    private final Path log;

    WorkerProcess(Jvm jvm, Kind kind, Cell cell) {
        ProcessBuilder builder = jvm.of(kind, Worker.class, List.of(), kind.name(), cell.name());
        this.log = builder.redirectError().file().toPath();
        try {
            this.process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.answers = process.inputReader();
        this.commands = process.outputWriter();
        answer();
    }

    double[] losses(int steps) {
        return numbers("losses " + steps);
    }

    Worker.Ran run(int steps) {
        double[] n = numbers("run " + steps);
        return new Worker.Ran((long) n[0], (long) n[1], (long) n[2], (long) n[3], (long) n[4]);
    }

    void warm(double seconds) {
        numbers("warm " + seconds);
    }

    Pace.FullSpeed pace() {
        double[] numbers = numbers("pace");
        return new Pace.FullSpeed(numbers[0], (long) numbers[1], numbers[2]);
    }

    double gemmRate() {
        return numbers("gemm")[0];
    }

    double bandwidth(long bytes) {
        return numbers("bandwidth " + bytes)[0];
    }

    @Override
    public void close() {
        try {
            commands.close();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }

    private double[] numbers(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("A worker is gone; see " + log, e);
        }
        return Arrays.stream(answer().split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private String answer() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("A worker ended; see " + log);
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException("A worker is gone; see " + log, e);
        }
    }
}
