package io.weightloom.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.RunnerProcess.End;
import io.weightloom.runner.RunnerProcess.Jvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged runner says to the shell when SIGTERM ends it, whatever it was doing. */
class StopIT {

    private static final String SPEC = """
            experiments:
              two-moons:
                data: {source: moons, samples: 200}
                target: {kind: mlp, layers: [2, 8, 2]}
                hypernet: {generator: full, z-dim: 4}
                training: {epochs: 3, batch-size: 16, optimizer: adam, learning-rate: 0.003}
            """;

    @TempDir
    Path folder;

    @Test
    void dataThatAreAPipeAreRefusedAndNotWaitedFor() throws Exception {
        Path pipe = folder.resolve("points.csv");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        write(SPEC.replace(
                "{source: moons, samples: 200}", "{source: csv, file: points.csv, label: y, task: classification}"));
        try (RunnerProcess runner = start()) {
            End refused = runner.end();

            assertThat(refused.code()).as(refused.text()).isEqualTo(2);
            assertThat(refused.text()).contains("experiments.two-moons.data.file");
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswerDelaysTheEndNoLongerThanAllowed() throws IOException {
        write(SPEC);
        End stopped;
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunnerProcess runner = start(
                        "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x",
                        "--spring.datasource.hikari.connection-timeout=170000",
                        "--spring.lifecycle.timeout-per-shutdown-phase=1s");
                Socket unanswered = silent.accept()) {
            assertThat(unanswered.isConnected()).isTrue();

            stopped = runner.terminate();
        }

        assertThat(stopped.code()).as(stopped.text()).isEqualTo(4);
        assertThat(stopped.text()).isEmpty();
    }

    @Test
    void whoeverOnlyServesCompleteRunsHasDoneItAll() throws IOException {
        write(SPEC);
        try (RunnerProcess runner = start()) {
            runner.awaitLine("run 1 is complete");

            End served = runner.terminate();

            assertThat(served.code()).as(served.text()).isZero();
            RunnerIT.assertNoStackTrace(served);
        }
        try (RunnerProcess runner = RunnerProcess.start(Jvm.QUICK, folder)) {
            runner.awaitPort();

            assertThat(runner.terminate().code()).isZero();
        }
    }

    /**
     * As coverage agents and profilers are, a recording is a hook of the JVM, which ends after the runner is closed.
     */
    @Test
    void aRecordingThatBeganWithTheProcessIsWholeAtAnyEnd() throws IOException {
        write(SPEC);
        Path ended = folder.resolve("ended.jfr");
        try (RunnerProcess runner =
                recorded(ended, "--spring.config.location=spec.yml", "--runner.exit-when-done=true")) {
            assertThat(runner.end().code()).isZero();
        }
        assertThat(RecordingFile.readAllEvents(ended)).isNotEmpty();

        Path stopped = folder.resolve("stopped.jfr");
        write(SPEC.replace("two-moons", "other-moons").replace("epochs: 3", "epochs: 1000000"));
        try (RunnerProcess runner = recorded(stopped, "--spring.config.location=spec.yml")) {
            runner.awaitLine("begins");

            assertThat(runner.terminate().code()).isEqualTo(4);
        }
        assertThat(RecordingFile.readAllEvents(stopped)).isNotEmpty();
    }

    private RunnerProcess recorded(Path file, String... arguments) {
        return RunnerProcess.start(Jvm.QUICK, List.of("-XX:StartFlightRecording=filename=" + file), folder, arguments);
    }

    private RunnerProcess start(String... arguments) {
        return RunnerProcess.start(
                Jvm.QUICK,
                folder,
                Stream.concat(Stream.of("--spring.config.location=spec.yml"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private void write(String spec) throws IOException {
        Files.writeString(folder.resolve("spec.yml"), spec);
    }
}
