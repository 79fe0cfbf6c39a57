package io.weightloom.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.RunnerProcess.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's section about a network that one has: its files and its commands, as they stand there. */
class OwnNetworkIT {

    private static final Path GIVEN = Path.of("src", "test", "resources", "given");

    @TempDir
    Path folder;

    @Test
    void itsCommandsLeadFromTheModelToTheHypernetwork() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String section = readme.substring(
                readme.indexOf("## Bring your own network"), readme.indexOf("## Using what was trained"));
        Files.writeString(folder.resolve("own.yml"), block(section, "yaml"));
        Files.copy(GIVEN.resolve("points.csv"), folder.resolve("points.csv"));
        Files.copy(GIVEN.resolve("points.onnx"), folder.resolve("model.onnx"));
        List<List<String>> commands = block(section, "sh")
                .lines()
                .map(line -> line.replaceFirst(" +#.*", "").replace("target/runner.jar", "runner.jar"))
                .map(line -> Arrays.asList(line.split(" ")))
                .toList();
        assertThat(commands).hasSize(2);

        try (RunnerProcess run = RunnerProcess.start(folder, commands.get(0), Map.of("SERVER_PORT", "0"))) {
            run.awaitLine("own, run 1 is complete");
            End stopped = run.terminate(); // as the README says: it serves its page until then
            assertThat(stopped.out()).contains("| given", "| pruned");
        }
        End exported;
        try (RunnerProcess run = RunnerProcess.start(folder, commands.get(1), Map.of())) {
            exported = run.end();
        }

        assertThat(exported.code()).as(exported.text()).isZero();
        assertThat(folder.resolve("own").resolve("hypernetwork.onnx")).isNotEmptyFile();
        assertThat(folder.resolve("own").resolve("README.md"))
                .content()
                .contains("Network that it was given: `model.onnx`");
    }

    private static String block(String text, String language) {
        int begin = text.indexOf("```" + language + "\n") + language.length() + 4;
        return text.substring(begin, text.indexOf("```", begin));
    }
}
