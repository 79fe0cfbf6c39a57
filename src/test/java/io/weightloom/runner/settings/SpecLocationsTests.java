package io.weightloom.runner.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Datasets;
import io.weightloom.spec.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class SpecLocationsTests {

    private static final String WRONG = "experiments:\n  e1:\n    seed: -1\n";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain.yml", "ha#sh.yml", "what?.yml", "per%20cent.yml", "100%.yml", "br[1].yml", "x[.yml].yml",
                        "a+b.yml",
                "a b.yml", "st*r.yml", "co:lon.yml", "back\\slash.yml", "br{a}ce.yml", "Zähler.yml", "~.yml", "$x.yml"
            })
    void aFileOfAnyNameIsRead(String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name), WRONG);

        for (String prefix : List.of("", "file:", "optional:", "optional:file:")) {
            assertThat(faults(prefix + file))
                    .as(prefix)
                    .contains(file
                            + ":3: experiments.e1.seed must be a whole number in [0, 1000000000000000], but is -1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"specs", "sp#c%20s", "a b", "[x]"})
    void aFolderIsReadWithAndWithoutItsSlash(String name) throws IOException {
        Path file =
                Files.writeString(Files.createDirectory(folder.resolve(name)).resolve("application.yml"), WRONG);

        for (String location : List.of(folder + "/" + name, folder + "/" + name + "/")) {
            assertThat(faults(location))
                    .contains(file
                            + ":3: experiments.e1.seed must be a whole number in [0, 1000000000000000], but is -1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing?.yml", "no#thing.yml", "*.yml", "a/*", "[1].yml"})
    void aFileThatThereIsNotIsOneFault(String name) {
        assertThat(faults(folder + "/" + name))
                .singleElement()
                .asString()
                .startsWith(folder + "/" + name + ": (spring.config.location) does not exist");
    }

    @Test
    void whatMayBeMissingMay() {
        assertThat(faults("optional:" + folder + "/no#thing.yml")).isEmpty();
    }

    @Test
    void aDeviceIsNoSpec() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("null.yml"), Path.of("/dev/null"));

        assertThat(faults(link.toString()))
                .containsExactly(
                        link + ": (spring.config.location) must be a file, but is a pipe, a device or the like");
    }

    private static List<String> faults(String location) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("given", Map.of("spring.config.location", location)));
        new SpecLocations().postProcessEnvironment(environment, new SpringApplication());
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        return SpecFiles.read(environment, new Datasets()).faults().stream()
                .map(Fault::toString)
                .toList();
    }
}
