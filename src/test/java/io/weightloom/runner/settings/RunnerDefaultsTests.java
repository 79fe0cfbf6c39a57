package io.weightloom.runner.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.console.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

class RunnerDefaultsTests {

    /** What the file for users must not set, so that a role can. */
    private static final Set<String> BY_ROLE = Set.of("runner.checkpoints", "runner.checkpoint-interval");

    private static final Path SITE = Path.of(RunnerDefaults.SITE);

    @Test
    void theFileForUsersHoldsTheDefaultsThatAreInTheJar() throws IOException {
        Map<String, Object> users = settings(new FileSystemResource(SITE));
        Map<String, Object> packaged = settings(new ClassPathResource(RunnerDefaults.PACKAGED));

        assertThat(packaged)
                .as("%s is part of the repository and shows the defaults; keep your own elsewhere while you test", SITE)
                .containsAllEntriesOf(users);
    }

    @Test
    void theFileForUsersHoldsEverySettingOfTheRunnerAndWhereItKeepsAndShowsResults() throws IOException {
        List<String> names = names("runner", RunnerSettings.class)
                .filter(name -> !BY_ROLE.contains(name))
                .toList();

        assertThat(BY_ROLE)
                .allSatisfy(name -> assertThat(SITE)
                        .content()
                        .containsPattern("(?m)^  # %s: ".formatted(name.substring("runner.".length()))));
        assertThat(settings(new FileSystemResource(SITE)))
                .containsKeys(names.toArray(String[]::new))
                .containsKeys(
                        "spring.datasource.url",
                        "spring.lifecycle.timeout-per-shutdown-phase",
                        "server.address",
                        "server.port",
                        "logging.level.io.weightloom");
    }

    @Test
    void theUsersFileIsStrongerThanTheJarAndWeakerThanAllElse() { // pitfall: spring.config.location hides defaults
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("spec", Map.of("runner.lease", "50s", "server.port", "8181")));

        new RunnerDefaults(resource("runner: {lease: 40s, progress-interval: 1s}"), "")
                .postProcessEnvironment(environment, new SpringApplication());

        assertThat(environment.getProperty("runner.lease")).isEqualTo("50s");
        assertThat(environment.getProperty("runner.progress-interval")).isEqualTo("1s");
        assertThat(environment.getProperty("runner.checkpoint-interval")).isEqualTo("10s");
        assertThat(environment.getProperty("server.port")).isEqualTo("8181");
        assertThat(environment.getProperty("server.address")).isEqualTo("127.0.0.1");
        assertThat(environment.getProperty("management.endpoints.access.max-permitted"))
                .isEqualTo("read-only");
    }

    @ParameterizedTest
    @CsvSource({
        "local, data/checkpoints, 10s",
        "manager, database, 60s",
        "WORKER, database, 60s",
        "?, data/checkpoints, 10s"
    })
    void whereThereAreWorkersCheckpointsLieInTheDatabaseUnlessSomebodySaysOtherwise(
            String role, String checkpoints, String interval) {
        ConfigurableEnvironment environment = new StandardEnvironment();

        new RunnerDefaults(resource("runner: {role: '%s'}".formatted(role)), "")
                .postProcessEnvironment(environment, new SpringApplication());

        assertThat(environment.getProperty("runner.checkpoints")).isEqualTo(checkpoints);
        assertThat(environment.getProperty("runner.checkpoint-interval")).isEqualTo(interval);

        ConfigurableEnvironment shared = new StandardEnvironment();
        new RunnerDefaults(resource("runner: {role: '%s', checkpoints: shared}".formatted(role)), "")
                .postProcessEnvironment(shared, new SpringApplication());
        assertThat(shared.getProperty("runner.checkpoints")).isEqualTo("shared");
    }

    @Test
    void withoutAUsersFileTheDefaultsAreThoseOfTheJar() {
        ConfigurableEnvironment environment = new StandardEnvironment();

        new RunnerDefaults(new FileSystemResource("no/such/file.yml"), "")
                .postProcessEnvironment(environment, new SpringApplication());

        assertThat(environment.getProperty("runner.lease")).isEqualTo("30s");
    }

    /** Otherwise they would stand behind the bar's, which ends without a line break. */
    @Test
    void linesOfTheLogClearTheBarFromATerminal() {
        ConfigurableEnvironment environment = new StandardEnvironment();

        new RunnerDefaults(new FileSystemResource("no/such/file.yml"), Terminal.CLEAR_LINE)
                .postProcessEnvironment(environment, new SpringApplication());

        assertThat(environment.getProperty("logging.pattern.console"))
                .isEqualTo(Terminal.CLEAR_LINE + "%d{HH:mm:ss} %-5level %msg%n%ex");
    }

    /** The full names of all settings of a record; which files to write is for one command to say. */
    static Stream<String> names(String within, Class<?> settings) {
        return Arrays.stream(settings.getDeclaredConstructors()[0].getParameters())
                .filter(setting -> setting.getType() != Map.class)
                .flatMap(setting -> {
                    Name own = setting.getAnnotation(Name.class);
                    String name = within + "." + (own == null ? dashed(setting.getName()) : own.value());
                    return setting.getType().isRecord() ? names(name, setting.getType()) : Stream.of(name);
                });
    }

    private static Map<String, Object> settings(Resource file) throws IOException {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (PropertySource<?> source : new YamlLoader().load("file", file)) {
            for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                settings.put(name, String.valueOf(source.getProperty(name)));
            }
        }
        return settings;
    }

    private static String dashed(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static Resource resource(String yaml) {
        return new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8));
    }
}
