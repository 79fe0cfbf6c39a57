package io.weightloom.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.RunnerProcess.End;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.process.TestRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What stands in {@code docs/cluster} as examples, as far as it can be run without containers: the commands are run as
 * processes, in a folder that has what theirs has.
 */
class ClusterExamplesIT {

    private static final String DATABASE = "jdbc:postgresql://db/weightloom";
    private static final String HOME = "/opt/weightloom";

    @TempDir
    Path folder;

    /** A container: its command, and the names of its variables with what is written for them. */
    private record Container(List<String> command, Map<String, String> variables) {}

    @Test
    void aManagerAndWorkersOfBothFilesFinishASweep() throws IOException {
        Database database = TestDatabases.POSTGRESQL.fresh();
        Files.writeString(Files.createDirectories(folder.resolve("experiments")).resolve("front.yml"), TestRunner.SPEC);

        try (RunnerProcess manager = start(composed("manager"), database, "--server.port=0")) {
            manager.awaitLine("no worker is there");
            try (RunnerProcess one = start(composed("worker"), database);
                    RunnerProcess other = start(deployed(), database, "--runner.lease=30s")) {
                one.awaitLine("Worker process");
                other.awaitLine("Worker process");
                End ended = manager.end();

                assertThat(ended.code()).as(ended.text()).isZero();
                assertThat(words(database, "select state from run")).containsExactly("completed");
                assertThat(words(database, "select count(*) from trial where outcome = 'completed'"))
                        .containsExactly("6");
                assertThat(words(database, "select count(*) from worker where state = 'working'"))
                        .containsExactly("2");
                End stopped = one.terminate();
                assertThat(stopped.text()).doesNotContain("\tat ").doesNotContain("8080");
                assertThat(words(database, "select state from worker order by state"))
                        .containsExactly("ended", "working");
            }
        }
    }

    @Test
    void noSecretStandsInThem() throws IOException {
        for (String name : List.of("compose.yaml", "workers.yaml")) {
            assertThat(Files.readString(Path.of("docs/cluster", name)))
                    .as(name)
                    .doesNotContainPattern("(?i)password: *[a-z0-9]")
                    .doesNotContain("--spring.datasource.password");
        }
        assertThat(Stream.of(composed("manager"), composed("worker"), deployed()))
                .allSatisfy(container -> assertThat(container.variables())
                        .containsKeys("SPRING_DATASOURCE_USERNAME", "SPRING_DATASOURCE_PASSWORD"));
    }

    private RunnerProcess start(Container container, Database database, String... more) {
        List<String> command = Stream.concat(container.command().stream(), Stream.of(more))
                .map(word -> word.replace(DATABASE, database.url()).replace(HOME, folder.toString()))
                .toList();
        Map<String, String> variables = new LinkedHashMap<>(container.variables());
        variables.put("SPRING_DATASOURCE_USERNAME", database.user());
        variables.put("SPRING_DATASOURCE_PASSWORD", database.password());
        return RunnerProcess.start(folder, command, variables);
    }

    private static Container composed(String service) throws IOException {
        Map<?, ?> container = map(map(map(yaml("compose.yaml")).get("services")).get(service));
        return new Container(
                words(container.get("command")),
                map(container.get("environment")).entrySet().stream()
                        .collect(Collectors.toMap(
                                each -> String.valueOf(each.getKey()), each -> String.valueOf(each.getValue()))));
    }

    private static Container deployed() throws IOException {
        Map<?, ?> pod = map(
                map(map(map(yaml("workers.yaml")).get("spec")).get("template")).get("spec"));
        Map<?, ?> container = map(((List<?>) Objects.requireNonNull(pod.get("containers"))).get(0));
        return new Container(
                words(container.get("command")),
                ((List<?>) Objects.requireNonNull(container.get("env")))
                        .stream()
                                .map(ClusterExamplesIT::map)
                                .filter(each ->
                                        !"OPENBLAS_CORETYPE".equals(each.get("name"))) // other numbers than here
                                .collect(Collectors.toMap(
                                        each -> String.valueOf(each.get("name")),
                                        each -> String.valueOf(each.get("value")))));
    }

    private static Object yaml(String name) throws IOException {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(Path.of("docs/cluster", name)));
    }

    private static Map<?, ?> map(Object value) {
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    private static List<String> words(Object list) {
        return ((List<?>) Objects.requireNonNull(list))
                .stream().map(String::valueOf).toList();
    }

    private static List<String> words(Database database, String sql) {
        return JdbcClient.create(database.dataSource())
                .sql(sql)
                .query((row, i) -> row.getString(1))
                .list();
    }
}
