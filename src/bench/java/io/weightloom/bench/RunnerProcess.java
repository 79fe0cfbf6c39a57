package io.weightloom.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The packaged runner, from its start to its end, in a folder of its own. */
final class RunnerProcess {

    private static final Path JAR = Path.of("target/runner.jar");
    private static final Path LAUNCHER = Path.of("bin/weightloom");

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
        Path folder = emptied(name);
        List<String> command = new ArrayList<>(options);
        command.addAll(List.of("-jar", JAR.toAbsolutePath().toString()));
        command.addAll(arguments(spec, more));
        return run(name, folder, jvm.java(name, command), during);
    }

    /** The same by the launcher, whose archive of classes is made before, if there is none yet. */
    Ran launch(String name, Path spec, String... more) throws IOException, InterruptedException {
        Path folder = emptied(name);
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toAbsolutePath().toString()));
        command.addAll(arguments(spec, more));
        ProcessBuilder builder = jvm.command(name, command);
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "WEIGHTLOOM_JAR",
                        JAR.toAbsolutePath().toString(),
                        "WEIGHTLOOM_ARCHIVE",
                        "now",
                        "XDG_CACHE_HOME",
                        settings.folder().resolve("cache").toAbsolutePath().toString()));
        return run(name, folder, builder, process -> {});
    }

    private static List<String> arguments(Path spec, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.config.location=" + spec.toAbsolutePath(),
                "--runner.exit-when-done=true",
                "--server.port=0"));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private Path emptied(String name) throws IOException {
        Path folder = settings.folder().resolve(name);
        delete(folder);
        return Files.createDirectories(folder);
    }

    private Ran run(String name, Path folder, ProcessBuilder builder, Consumer<Process> during)
            throws IOException, InterruptedException {
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
