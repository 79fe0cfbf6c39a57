package io.weightloom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The core as a library: the project under {@code src/it/library}, which depends on the installed artifact as any other
 * would, and which the build has had Maven compile from a repository of its own.
 */
class LibraryIT {

    private static final Path SAMPLE = Path.of("target", "it", "library").toAbsolutePath();
    private static final Path REPOSITORY = Path.of("target", "it-repository").toAbsolutePath();

    /** Groups of artifacts as folders. The last three are what ND4J itself depends on. */
    private static final List<String> KNOWN_TO_THE_CORE = List.of(
            "io/weightloom/runner/",
            "org/nd4j/",
            "org/bytedeco/javacpp/",
            "org/bytedeco/openblas/",
            "org/apache/commons/commons-csv/",
            "org/apache/commons/commons-math3/",
            "commons-io/",
            "commons-codec/",
            "tools/jackson/core/",
            "com/fasterxml/jackson/core/jackson-annotations/",
            "org/jspecify/",
            "org/slf4j/slf4j-api/",
            "org/apache/commons/commons-lang3/",
            "org/apache/commons/commons-collections4/",
            "com/google/flatbuffers/",
            "com/jakewharton/byteunits/",
            "net/ericaro/neoitertools/");

    @TempDir
    private Path folder;

    @Test
    void aTrialMadeOfRecordsTrainsWithNothingButTheLibrary() throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process sample = new ProcessBuilder(command())
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(sample.waitFor(3, TimeUnit.MINUTES)).isTrue();
        } finally {
            sample.destroyForcibly();
        }

        assertThat(sample.exitValue()).as(Files.readString(err)).isZero();
        assertThat(Files.readAllLines(out))
                .startsWith("outcome: completed", "ledger: 82 weights made of 2,994 trained numbers, ratio 0.027")
                .last()
                .asString()
                .matches("test accuracy: (1\\.00|0\\.9\\d)");
    }

    /** No Spring, no JDBC, no logging; no natives but those that the sample has chosen. */
    @Test
    void itsClassPathHoldsWhatTheCoreKnowsAndNothingElse() throws IOException {
        assertThat(libraries())
                .anyMatch(library -> library.startsWith("io/weightloom/runner/"))
                .allMatch(library -> KNOWN_TO_THE_CORE.stream().anyMatch(library::startsWith));
    }

    /** Folders and names of the jars that Maven has found, in its repository. */
    private static Stream<String> libraries() throws IOException {
        return Stream.of(classPath().split(File.pathSeparator))
                .map(jar -> REPOSITORY.relativize(Path.of(jar)).toString().replace(File.separatorChar, '/'));
    }

    private static List<String> command() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-classpath");
        command.add(SAMPLE.resolve("target/classes") + File.pathSeparator + classPath());
        command.add("example.FirstTrial");
        return command;
    }

    private static String classPath() throws IOException {
        return Files.readString(SAMPLE.resolve("target/class-path.txt")).strip();
    }
}
