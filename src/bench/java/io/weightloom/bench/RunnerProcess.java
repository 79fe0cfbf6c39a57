package io.weightloom.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The packaged runner, from its start to its end, in a folder of its own. */
final class RunnerProcess {

    private static final Path JAR = Path.of("target/runner.jar");

    private final Settings settings;
    private final Jvm jvm;

    RunnerProcess(Settings settings, Jvm jvm) {
        this.settings = settings;
        this.jvm = jvm;
    }

    /**
     * When it was started, and where its database is.
     *
     * @param url of JDBC
     */
    record Ran(Instant start, String url) {}

    /**
     * Runs a spec to its end.
     *
     * @param during called with the process again and again until it has ended, each time after half a second
     */
    Ran run(String name, Path spec, List<String> options, Consumer<Process> during, String... more)
            throws IOException, InterruptedException {
        Path folder = settings.folder().resolve(name);
        delete(folder);
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>(options);
        command.addAll(List.of(
                "-jar",
                JAR.toAbsolutePath().toString(),
                "--spring.config.location=" + spec.toAbsolutePath(),
                "--runner.exit-when-done=true",
                "--server.port=0"));
        command.addAll(List.of(more));
        ProcessBuilder builder = jvm.java(name, command);
        builder.directory(folder.toFile());
        builder.redirectOutput(jvm.log(name + "-out").toFile());
        Instant start = Instant.now();
        Process process = builder.start();
        while (!process.waitFor(500, TimeUnit.MILLISECONDS)) {
            during.accept(process);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException("The runner ended with exit code %s; see %s"
                    .formatted(process.exitValue(), jvm.log(name + "-out")));
        }
        return new Ran(start, "jdbc:h2:file:" + folder.toAbsolutePath().resolve("data/weightloom"));
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
