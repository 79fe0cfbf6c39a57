package io.weightloom.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.RunnerProcess.End;
import io.weightloom.runner.RunnerProcess.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar holds the beans of a usual start; it makes the same ones where it looks for them itself. */
class PreparedBeansIT {

    private static final String SPEC = """
            experiments:
              two-moons:
                data: {source: moons, samples: 200}
                target: {kind: mlp, layers: [2, 8, 2]}
                hypernet: {generator: full, z-dim: 4}
                training: {epochs: 3, batch-size: 16, optimizer: adam, learning-rate: 0.003}
            """;

    private static final Pattern MADE = Pattern.compile("Creating shared instance of singleton bean '(.+)'");

    /** Of Spring, which looks for beans. */
    private static final String SEARCH =
            "org.springframework.context.annotation.internalConfigurationAnnotationProcessor";

    @TempDir
    Path folder;

    @Test
    void beansAreTheSameWhetherTheyAreWrittenDownOrLookedFor() throws IOException {
        Set<String> written = made(List.of(), "written");
        Set<String> found = made(List.of("-Dspring.aot.enabled=false"), "found");

        assertThat(written).doesNotContain(SEARCH);
        assertThat(found).contains(SEARCH);
        assertThat(ofUse(written))
                .containsExactlyInAnyOrderElementsOf(ofUse(found))
                .hasSizeGreaterThan(100);
    }

    private static List<String> ofUse(Set<String> beans) {
        return beans.stream()
                .filter(name -> !name.matches("org\\.springframework\\..*\\.internal[A-Z]\\w+"))
                .toList();
    }

    @Test
    void whereSettingsMayAskForOtherBeansTheseAreLookedFor() throws IOException {
        assertThat(made(List.of(), "other", "--spring.main.lazy-initialization=false"))
                .contains(SEARCH);
    }

    private Set<String> made(List<String> options, String name, String... arguments) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        Files.writeString(own.resolve("spec.yml"), SPEC);
        String[] all = Stream.concat(
                        Stream.of(
                                "--spring.config.location=spec.yml",
                                "--runner.exit-when-done=true",
                                "--logging.level.org.springframework.beans.factory.support=debug"),
                        Stream.of(arguments))
                .toArray(String[]::new);
        try (RunnerProcess runner = RunnerProcess.start(Jvm.QUICK, options, own, all)) {
            End end = runner.end();
            assertThat(end.code()).as(end.text()).isZero();
            return MADE.matcher(end.out())
                    .results()
                    .map(match -> match.group(1))
                    .collect(Collectors.toSet());
        }
    }
}
