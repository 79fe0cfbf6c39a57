package io.weightloom.runner.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.weightloom.spec.read.SpecSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

class SpecSchemaTests {

    private static final Path FILE = Path.of("config/experiment.schema.json");

    /** If this fails, the settings have changed: copy the file that it names to {@code config}. */
    @Test
    void theSchemaIsInStepWithTheSettings() throws IOException {
        String schema = SpecSchema.json(UnknownSettings.ROOTS);
        Path now = Path.of("target", String.valueOf(FILE.getFileName()));
        Files.writeString(now, schema);

        assertThat(FILE).as("%s holds it as it should be", now).hasContent(schema);
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void everyExperimentFileIsValid(Path file) throws IOException {
        assertThat(faults(Files.readString(file))).isEmpty();
        String up = "../".repeat(file.getNameCount() - 1);
        assertThat(Files.readString(file))
                .startsWith("# yaml-language-server: $schema=%sconfig/experiment.schema.json\n".formatted(up));
    }

    @Test
    void aFileMayHoldSettingsOfTheRunnerAndPlaceholders() {
        assertThat(faults("""
                runner: {workers: 1}
                spring.datasource.url: "jdbc:h2:mem:"
                experiments:
                  a:
                    data: {source: moons, samples: "${SAMPLES:100}"}
                    sweep: {parameters: [{name: hypernet.z-dim, values: [1, "${Z:2}"]}]}
                """)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            experiment: {}                                                  | additional
            experiments: {Digits: {}}                                       | Digits
            experiments: {a: {date: {}}}                                    | date
            experiments: {a: {data: {sorce: moons}}}                        | sorce
            experiments: {a: {data: {source: moon}}}                        | source
            experiments: {a: {data: {samples: 3}}}                          | samples
            experiments: {a: {training: {learning-rate: 0}}}                | learning-rate
            experiments: {a: {target: {layers: [3]}}}                       | layers
            experiments: {a: {controls: [none]}}                            | controls
            experiments: {a: {sweep: {parameters: []}}}                     | parameters
            experiments: {a: {sweep: {parameters: [{name: z, values: [1]}]}}} | name
            experiments: {a: {sweep: {parameters: [{name: hypernet.z-dim, values: [0]}]}}} | values
            experiments: {a: {schedule: {zone: UTC}}}                       | cron
            """)
    void whatTheRunnerWouldRefuseIsMarkedWhereItCanBeTold(String text, String where) {
        assertThat(faults(text))
                .isNotEmpty()
                .anySatisfy(fault -> assertThat(fault).contains(where));
    }

    private static List<String> faults(String yaml) {
        Schema schema =
                SchemaRegistry.withDialect(Dialects.getDraft7()).getSchema(SpecSchema.json(UnknownSettings.ROOTS));
        String json = JsonMapper.shared().writeValueAsString(new Yaml().<Object>load(yaml));
        return schema.validate(json, InputFormat.JSON).stream()
                .map(error -> error.getKeyword() + ": " + error) // its message is in the machine's language
                .toList();
    }

    private static List<Path> experiments() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("experiments"))) {
            return files.filter(file -> file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        }
    }
}
