package io.weightloom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the README quotes is what lies elsewhere, word for word. */
class ReadmeTests {

    private static final Path SAMPLE = Path.of("src", "it", "library");

    @Test
    void theLibrarysSampleStandsInItAsItIsRun() throws IOException {
        assertThat(readme())
                .contains("```java\n" + read(SAMPLE.resolve("src/main/java/example/FirstTrial.java")) + "```\n");
    }

    @Test
    void theDependenciesThatItNamesAreThoseOfTheSample() throws IOException {
        String project = read(SAMPLE.resolve("pom.xml"));
        int begin = project.indexOf("    <dependencies>");
        int end = project.indexOf("</project>");

        assertThat(readme()).contains("```xml\n" + project.substring(begin, end).indent(-4) + "```\n");
    }

    private static String readme() throws IOException {
        return read(Path.of("README.md"));
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }
}
