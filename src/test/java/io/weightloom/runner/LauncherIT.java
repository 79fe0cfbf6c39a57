package io.weightloom.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.RunnerProcess.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher {@code bin/weightloom} over a copy of the packaged jar, with a cache folder of its own. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it is a script of the POSIX shell")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LauncherIT {

    private static final String LAUNCHER =
            Path.of("bin", "weightloom").toAbsolutePath().toString();

    private static final Map<String, String> NOW = Map.of("WEIGHTLOOM_ARCHIVE", "now");

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    @Test
    @Order(1)
    void theFirstStartMakesAnArchiveAndLaterOnesUseIt() throws IOException {
        Files.copy(Path.of("target", "runner.jar"), jar());

        End first = end(start(NOW, "--version"));

        assertVersion(first);
        assertThat(archives()).hasSize(1);

        Path log = folder.resolve("classes.log");
        End second = end(start(Map.of("JAVA_OPTS", "-Xlog:class+load:file=" + log), "--version"));

        assertThat(second).isEqualTo(first);
        try (Stream<String> lines = Files.lines(log)) {
            assertThat(lines.filter(line -> line.contains(" io.weightloom.")))
                    .isNotEmpty()
                    .allMatch(line -> line.contains("shared objects file"));
        }
    }

    @Test
    @Order(2)
    void exitCodesAndSignalsAreTheRunners() throws IOException {
        Files.writeString(folder.resolve("bad.yml"), "experiments: {a: {data: {source: mons}}}");
        End refused = end(start(Map.of(), "--spring.config.location=bad.yml", "--server.port=0"));
        assertThat(refused.code()).as(refused.text()).isEqualTo(2);

        Files.writeString(folder.resolve("long.yml"), """
                experiments:
                  long:
                    data: {source: moons, samples: 200}
                    target: {layers: [2, 8, 2]}
                    hypernet: {generator: full, z-dim: 4}
                    training: {epochs: 1000000, batch-size: 16, learning-rate: 0.003}
                """);
        try (RunnerProcess running = start(Map.of(), "--spring.config.location=long.yml", "--server.port=0")) {
            running.awaitLine("begins");

            End stopped = running.terminate();

            assertThat(stopped.code()).as(stopped.text()).isEqualTo(4);
        }
    }

    @Test
    @Order(3)
    void anArchiveOfAnotherJarIsThrownAwayAlsoWhereTwoStartAtOnce() throws IOException {
        List<Path> before = archives();
        Files.setLastModifiedTime(jar(), FileTime.fromMillis(1_000_000_000_000L));

        try (RunnerProcess one = start(NOW, "--version");
                RunnerProcess two = start(NOW, "--version")) {
            assertVersion(one.end());
            assertVersion(two.end());
        }

        assertThat(archives()).hasSize(1).doesNotContainAnyElementsOf(before);
        assertThat(before.get(0).getParent()).doesNotExist();
        try (Stream<Path> left = Files.list(archives().get(0).getParent().getParent())) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    @Order(4)
    void whereNothingCanBeKeptTheRunnerStartsAllTheSame() throws IOException {
        Path file = Files.createFile(folder.resolve("no folder"));
        assertVersion(end(start(Map.of("WEIGHTLOOM_ARCHIVE", "now", "XDG_CACHE_HOME", file.toString()), "--version")));

        Path full = folder.resolve("full");
        assertVersion(end(start(
                List.of("sh", "-c", "ulimit -f 1000; exec \"$0\" \"$@\"", LAUNCHER),
                Map.of("WEIGHTLOOM_ARCHIVE", "now", "XDG_CACHE_HOME", full.toString()),
                "--version")));
        try (Stream<Path> left = Files.walk(full)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    /** As where somebody else made the image of a container: nothing can be noted beside the archive. */
    @Test
    @Order(5)
    void whereTheArchiveIsSomebodyElsesItIsUsedAllTheSame() throws IOException {
        Path users = archives().get(0).resolveSibling("users");
        try (Stream<Path> notes = Files.list(users)) {
            for (Path note : notes.toList()) {
                Files.delete(note);
            }
        }
        Files.delete(users);

        assertVersion(end(start(Map.of(), "--version")));
    }

    private static void assertVersion(End end) {
        assertThat(end.code()).as(end.text()).isZero();
        assertThat(end.out()).startsWith("weightloom ").hasLineCount(1);
        assertThat(end.err()).isEmpty();
    }

    private static End end(RunnerProcess process) {
        try (process) {
            return process.end();
        }
    }

    private RunnerProcess start(Map<String, String> variables, String... arguments) {
        return start(List.of(LAUNCHER), variables, arguments);
    }

    private RunnerProcess start(List<String> command, Map<String, String> variables, String... arguments) {
        ProcessBuilder process = new ProcessBuilder(
                        Stream.concat(command.stream(), Stream.of(arguments)).toList())
                .directory(folder.toFile());
        process.environment().put("JAVA_HOME", System.getProperty("java.home"));
        process.environment().put("WEIGHTLOOM_JAR", jar().toString());
        process.environment().put("XDG_CACHE_HOME", shared.resolve("cache").toString());
        process.environment().putAll(variables);
        return RunnerProcess.start(process);
    }

    private static Path jar() {
        return shared.resolve("runner.jar");
    }

    private static List<Path> archives() throws IOException {
        try (Stream<Path> all = Files.walk(shared.resolve("cache"))) {
            return all.filter(file -> file.toString().matches(".*\\.(jsa|aot)")).toList();
        }
    }
}
