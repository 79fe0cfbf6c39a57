package io.weightloom.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts JVMs as this one was started, with one thread for whatever native library they load. */
final class Jvm {

    private static final Map<String, String> ONE_THREAD =
            Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1", "MKL_NUM_THREADS", "1");

    private final Settings settings;

    Jvm(Settings settings) {
        this.settings = settings;
    }

    /** A main class of the benchmark, on the class path that its engine needs. */
    ProcessBuilder of(Kind kind, Class<?> main, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>(options);
        command.addAll(List.of("-cp", classPath(kind), main.getName()));
        command.addAll(List.of(arguments));
        return java(main.getSimpleName() + "-" + String.join("-", arguments), command);
    }

    /**
     * Any command.
     *
     * @param name of the file that takes what it writes on standard error
     */
    ProcessBuilder java(String name, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        return command(name, command);
    }

    /** The same of another program that starts a JVM. */
    ProcessBuilder command(String name, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(ONE_THREAD);
        builder.redirectError(log(name).toFile());
        return builder;
    }

    /** Where a process writes what it has to say. */
    Path log(String name) {
        try {
            return Files.createDirectories(settings.folder().resolve("logs")).resolve(name + ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String classPath(Kind kind) {
        if (!kind.isLibTorch()) {
            return System.getProperty("java.class.path");
        }
        List<String> path = new ArrayList<>(List.of("target/test-classes", "target/classes"));
        path.add(settings.libTorch().resolve("*").toString());
        return String.join(File.pathSeparator, path);
    }
}
