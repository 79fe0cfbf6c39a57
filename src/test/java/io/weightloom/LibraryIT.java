package io.weightloom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The core as a library: the project under {@code src/it/library}, which depends on the installed artifact as any other
 * would, and which the build has had Maven compile from a repository of its own.
 */
class LibraryIT {

    private static final Path SAMPLE =
            Path.of("target", "it", "library", "target").toAbsolutePath();
    private static final Path REPOSITORY = Path.of("target", "it-repository").toAbsolutePath();

    /** Groups of artifacts as folders. The last three are what ND4J itself depends on. */
    private static final List<String> KNOWN_TO_THE_CORE = List.of(
            "io/weightloom/runner/",
            "org/nd4j/",
            "org/bytedeco/javacpp/",
            "org/bytedeco/openblas/",
            "org/apache/commons/",
            "commons-io/",
            "commons-codec/",
            "tools/jackson/core/",
            "com/fasterxml/jackson/core/jackson-annotations/",
            "org/jspecify/",
            "org/slf4j/slf4j-api/",
            "com/google/flatbuffers/",
            "com/jakewharton/byteunits/",
            "net/ericaro/neoitertools/");

    private static final Predicate<String> NATIVE =
            Pattern.compile("-(linux|macosx|windows)-[^/]*\\.jar$").asPredicate();

    @TempDir
    private Path folder;

    @Test
    void aTrialMadeOfRecordsTrainsPredictsAndIsExportedWithNothingButTheLibrary() throws Exception {
        assertThat(run(library -> true))
                .startsWith("ledger: 82 weights of 2,994 trained numbers", "outcome: completed")
                .anyMatch(line -> line.matches("test accuracy: (1\\.00|0\\.9\\d)"))
                .endsWith("moons: 0 and 1");
        assertThat(folder.resolve("moons"))
                .isDirectoryContaining("glob:**/hypernetwork.safetensors")
                .isDirectoryContaining("glob:**/README.md");
    }

    /** No Spring, no JDBC, no logging. */
    @Test
    void itsClassPathHoldsWhatTheCoreKnowsAndNothingElse() throws IOException {
        assertThat(libraries())
                .anyMatch(library -> library.startsWith("io/weightloom/runner/"))
                .allMatch(library -> KNOWN_TO_THE_CORE.stream().anyMatch(library::startsWith))
                .noneMatch(library -> library.contains("commons-net") || library.contains("commons-compress"));
    }

    @Test
    void whoHasChosenNoNativesIsToldWhichThereAre() throws Exception {
        assertThat(libraries()).anyMatch(NATIVE);

        assertThat(run(NATIVE.negate()))
                .startsWith("outcome: failed")
                .last()
                .asString()
                .contains("org.nd4j:nd4j-native:", "org.bytedeco:openblas:", "org.bytedeco:javacpp:");
    }

    /** What the sample prints with these of its libraries. */
    private List<String> run(Predicate<String> wanted) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        String libraries = libraries()
                .filter(wanted)
                .map(library -> REPOSITORY.resolve(library).toString())
                .collect(Collectors.joining(File.pathSeparator));
        Process sample = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-classpath",
                        SAMPLE.resolve("classes") + File.pathSeparator + libraries,
                        "example.FirstTrial",
                        folder.resolve("moons").toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(sample.waitFor(3, TimeUnit.MINUTES)).isTrue();
        } finally {
            sample.destroyForcibly();
        }
        assertThat(sample.exitValue()).as(Files.readString(err)).isZero();
        return Files.readAllLines(out);
    }

    /** Folders and names of the jars that Maven has found, in its repository. */
    private static Stream<String> libraries() throws IOException {
        return Stream.of(Files.readString(SAMPLE.resolve("class-path.txt"))
                        .strip()
                        .split(File.pathSeparator))
                .map(jar -> REPOSITORY.relativize(Path.of(jar)).toString().replace(File.separatorChar, '/'));
    }
}
