package io.weightloom.runner.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weightloom.data.Datasets;
import io.weightloom.runner.console.CleanLog;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** What a command line can get wrong: the places of specs, options, and the runner's own settings. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class OptionsTests {

    private static final String MOONS = """
            experiments:
              two-moons:
                data: {source: moons, samples: 200}
                target: {layers: [2, 8, 2]}
                hypernet: {generator: full, z-dim: 4}
                training: {epochs: 3}
            """;

    private static final String POSTGRES = "--spring.datasource.url=jdbc:postgresql://host/weightloom";

    private static final String HASH = "$2a$10$naIR/Z9eQ1O.4IAaqEzHEOfiUYONJo0VjJyLvyDMXJ3Yvsk5brpoW";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --runner.reruns=true        | runner.reruns is not known; did you mean 'rerun'?
            --runner.worker=1           | runner.worker is not known; did you mean 'workers'?
            --runner.workers[0]=1       | runner.workers[0] is not known; did you mean 'workers'?
            --runner.notify.url=ftp://me:p4ss@host/x?y=z | runner.notify.url must be an address that begins with http:// or https://, with a port of at most 65535 if it has one, or empty, but is '***'
            --runner.notify.url=http://localhost:99999/x | runner.notify.url must be an address that begins with http:// or https://, with a port of at most 65535 if it has one, or empty, but is 'http://localhost:99999/***'
            --runner.notify.url=https:///x | runner.notify.url must be an address that begins with http:// or https://, with a port of at most 65535 if it has one, or empty, but is '***'
            --runner.xyz                | runner.xyz is not known; known here: role, mixed, workers, exit-when-done, rerun, retry-failed, reuse, on-change, checkpoint-interval, checkpoints, keep-checkpoints, artifacts, keep-weights, data-root, lease, database-patience, operations, report, plan, progress-interval, notify.url, hosts, security.users, security.hash, write.trials, write.comparisons, write.metrics, write.page, of, forget, predict, input, output, task, descriptor, z, export, export-to, export-precision
            --runner.data-root=no/where | runner.data-root must be a folder that there is, or empty for the working directory, but is 'no/where'
            --rerun=true                | rerun is not known; did you mean 'runner.rerun'?
            --exit-when-done            | exit-when-done is not known; did you mean 'runner.exit-when-done'?
            --runer.rerun=true          | runer is not known; did you mean 'runner.rerun'?
            --spring.config.locaton=a   | spring.config.locaton is not known; did you mean 'spring.config.location'?
            --location=a.yml            | location is not known; did you mean 'spring.config.location'?
            --experiment.two-moons.seed=3 | experiment is not known; did you mean 'experiments'?
            --help                      | help is not known; options begin with one of experiments, runner, spring, server, management, logging, debug, trace, info
            """)
    void anOptionThatNobodyReadsIsAFault(String option, String message) throws IOException {
        String name = option.replaceAll("=.*", "");

        assertThat(faults(file("a.yml", MOONS), option)).containsExactly("command line, " + name + ": " + message);
    }

    @Test
    void anOptionThatAPlaceholderOfTheFileAsksForIsRead() throws IOException {
        Path file = file("a.yml", MOONS.replace("samples: 200", "samples: \"${SAMPLES:200}\""));

        assertThat(faults(file, "--SAMPLES=300", "--server.port=0", "--logging.level.root=off", "--debug"))
                .isEmpty();
        assertThat(faults(file, "--SAMPLE=300")).singleElement().asString().contains("SAMPLE is not known");
    }

    @Test
    void whatIsNoOptionIsAFault() throws IOException {
        Path file = file("a.yml", MOONS);

        assertThat(faults(file, "rerun=true"))
                .containsExactly(
                        "command line: rerun=true is neither an option, --name=value, nor the path of a .yml file");
    }

    @Test
    void settingsOfTheRunnerThatCannotBeUsedAreFaultsWithFileAndLine() throws IOException {
        Path file = file("a.yml", MOONS + """
                runner:
                  workers: -1
                  exitWhenDone: perhaps
                  lease: 2s
                  checkpoint-intervall: 5s
                """);

        assertThat(faults(
                        file,
                        "--runner.rerun=1s",
                        "--runner.checkpoint-interval=soon",
                        "--runner.report=initial",
                        "--runner.progress-interval=0s"))
                .containsExactlyInAnyOrder(
                        file + ":8: runner.workers must be a whole number: 0 (one per core) or more, but is '-1'",
                        file + ":9: runner.exit-when-done must be true or false, but is 'perhaps'",
                        file + ":10: runner.lease must be a time of at least 3s, such as 30s, but is '2s'",
                        file + ":11: runner.checkpoint-intervall is not known; did you mean 'checkpoint-interval'?",
                        "command line, --runner.rerun: runner.rerun must be true or false, but is '1s'",
                        "command line, --runner.checkpoint-interval: runner.checkpoint-interval must be a time above 0,"
                                + " such as 10s, but is 'soon'",
                        "command line, --runner.report: runner.report must be none or init, but is 'initial'",
                        "command line, --runner.progress-interval: runner.progress-interval must be a time above 0,"
                                + " such as 5s, but is '0s'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            manager | jdbc:h2:file:./data/weightloom
            Worker  | jdbc:h2:mem:one
            worker  | ''
            """)
    void aManagerAndAWorkerNeedADatabaseThatMachinesCanShare(String role, String url) throws IOException {
        Path file = file("a.yml", "runner:\n  lease: 30s\n  role: " + role + "\n");

        assertThat(faults(file, url.isEmpty() ? "--debug" : "--spring.datasource.url=" + url))
                .containsExactly(file + ":3: runner.role is " + role.toLowerCase(Locale.ROOT)
                        + ", but the database (spring.datasource.url) is '" + url
                        + "', which several machines cannot share: a manager and its workers need one PostgreSQL, such as"
                        + " --spring.datasource.url=jdbc:postgresql://host/weightloom");
        assertThat(faults(file, POSTGRES)).isEmpty();
    }

    @Test
    void aWorkerIsGivenNoExperiments() throws IOException {
        Path file = file("a.yml", "runner: {exit-when-done: true}\n" + MOONS.replace("layers: [2, 8, 2]", "layers: 7"));

        assertThat(faults(file, "--runner.role=worker", POSTGRES))
                .containsExactly(
                        file + ":4: experiments cannot be given to a process with runner.role=worker, which trains"
                                + " what managers on its database hand out; give experiments to a manager");
    }

    @Test
    void aWorkerDoesNothingElse() throws IOException {
        Path file = file("a.yml", "runner: {forget: glyphs}\n");

        assertThat(faults(file, "--runner.role=worker", POSTGRES, "--runner.retry-failed=true"))
                .containsExactly(
                        file
                                + ":1: runner.forget cannot go with runner.role=worker: a worker trains what managers on its"
                                + " database hand out, and does nothing else",
                        "command line, --runner.retry-failed: runner.retry-failed cannot go with runner.role=worker: a"
                                + " worker trains what managers on its database hand out, and does nothing else");
        for (String option : List.of(
                "--runner.plan=true",
                "--runner.report=init",
                "--runner.rerun=true",
                "--runner.write.trials=trials.csv")) {
            assertThat(faults(file("b.yml", ""), "--runner.role=worker", POSTGRES, option))
                    .as(option)
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .contains(" cannot go with runner.role=worker: ");
            assertThat(faults(file("b.yml", MOONS), "--runner.role=manager", POSTGRES, option))
                    .as(option)
                    .isEmpty();
        }
    }

    @Test
    void aRoleThatThereIsNotIsOneFault() throws IOException {
        assertThat(faults(file("a.yml", MOONS), "--runner.role=leader"))
                .containsExactly("command line, --runner.role: runner.role must be local, manager or worker, but is"
                        + " 'leader'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --server.address=0.0.0.0      | at 0.0.0.0
            --server.address=192.0.2.7    | at 192.0.2.7
            --server.address=::           | at ::
            --server.address=             | at all addresses
            """)
    void aServerThatOtherMachinesReachNeedsUsers(String option, String where) throws IOException {
        Path file = file("a.yml", MOONS);

        assertThat(faults(file, option))
                .containsExactly(
                        "command line, --server.address: server.address lets other machines reach this server ("
                                + where
                                + "), which nobody has to give a password; server.address=127.0.0.1 keeps it to this machine,"
                                + " and with runner.security.users, by name with a hash and a role, it asks for one");
        assertThat(faults(file, option, "--runner.security.users.ada.hash=" + HASH))
                .isEmpty();
        assertThat(faults(file, option, "--runner.plan=true")).isEmpty();
    }

    @Test
    void aServerForActuatorAloneIsKeptToThisMachineToo() throws IOException {
        Path file = file("a.yml", MOONS);

        assertThat(faults(file, "--management.server.port=9090"))
                .singleElement()
                .asString()
                .startsWith(
                        "command line, --management.server.port: management.server.port lets other machines reach this"
                                + " server (at all addresses), which nobody has to give a password;"
                                + " management.server.address=127.0.0.1 keeps it to this machine");
        assertThat(faults(file, "--management.server.port=9090", "--management.server.address=127.0.0.1"))
                .isEmpty();
        assertThat(faults(file, "--management.server.port=-1")).isEmpty();
        assertThat(faults(file, "--server.port=9090", "--management.server.port=09090"))
                .isEmpty();
        assertThat(faults(file, "--server.port=0", "--management.server.port=0"))
                .singleElement()
                .asString()
                .startsWith("command line, --management.server.port: management.server.port lets other machines reach");
    }

    @Test
    void usersHaveHashesAndRolesAndNoMessageShowsAHash() throws IOException {
        Path file = file("a.yml", MOONS + """
                runner:
                  hosts: [lab.example.org, "http://lab"]
                  security:
                    users:
                      ada: {hash: s3cret}
                      bob: {hash: $2a$04$naIR/Z9eQ1O.4IAaqEzHEOfiUYONJo0VjJyLvyDMXJ3Yvsk5brpoW, role: admin}
                      eve: {hash: $2a$10$naIR/Z9eQ1O.4IAaqEzHEOfiUYONJo0VjJyLvyDMXJ3Yvsk5brpoW, rule: read}
                      kay: {role: operate}
                """);
        String hash =
                "what bcrypt makes of the password, at a cost in [10, 14]: --runner.security.hash=true reads a password"
                        + " and prints it";

        List<String> faults = faults(file);

        assertThat(faults)
                .contains(
                        file + ":11: runner.security.users.ada.hash must be " + hash + "; what was given is not shown",
                        file + ":12: runner.security.users.bob.hash must be " + hash + "; what was given is not shown",
                        file + ":12: runner.security.users.bob.role must be read or operate, but is 'admin'",
                        file + ":13: runner.security.users.eve.rule is not known; did you mean 'role'?")
                .anySatisfy(fault -> assertThat(fault).endsWith("users.kay.hash is missing; it must be " + hash))
                .contains(
                        file + ":8: runner.hosts must be names by which the server is called, without http:// and port,"
                                + " with commas between them, but one is 'http://lab'")
                .hasSize(6)
                .noneSatisfy(fault -> assertThat(fault).contains("s3cret"))
                .noneSatisfy(fault -> assertThat(fault).contains("naIR"));
        assertThat(faults(file("b.yml", MOONS + "runner: {security: {users: s3cret}}\n")))
                .singleElement()
                .asString()
                .contains("runner.security.users must be users by their names")
                .doesNotContain("s3cret");
    }

    @Test
    void anOptionThatIsGivenTwiceIsSaidToBe() throws IOException {
        assertThat(faults(file("a.yml", MOONS), "--runner.workers=1", "--runner.workers=2"))
                .containsExactly(
                        "command line, --runner.workers: runner.workers must be a whole number: 0 (one per core) or"
                                + " more, but is '1,2'; is the option given twice?");
    }

    @Test
    void aPortAndADatabaseThatCannotBeAreFaultsToo() throws IOException {
        assertThat(faults(
                        file("a.yml", MOONS),
                        "--server.port=99999",
                        "--spring.datasource.url=jdbc:mysql://host/db?password=secret&a=b"))
                .containsExactly(
                        "command line, --server.port: server.port must be a whole number in [0, 65535], 0 for any free port,"
                                + " but is '99999'",
                        "command line, --spring.datasource.url: spring.datasource.url must be a URL that begins with"
                                + " jdbc:h2: or jdbc:postgresql:, but is 'jdbc:mysql://host/db?password=***&a=b'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jdbc:postgresql://wl:hidden@host:5433/wl | leaves user and password to spring.datasource.username and spring.datasource.password, but is 'jdbc:postgresql://wl:***@host:5433/wl'
            jdbc:postgresql://wl:hid?den@host/wl     | leaves user and password to spring.datasource.username and spring.datasource.password, but is 'jdbc:postgresql://wl:***@host/wl'
            jdbc:postgresql:wl:hidden@host/wl        | leaves user and password to spring.datasource.username and spring.datasource.password, but is 'jdbc:postgresql:wl:***@host/wl'
            jdbc:h2:tcp://wl:hidden@host/wl;A=b      | leaves user and password to spring.datasource.username and spring.datasource.password, but is 'jdbc:h2:tcp://wl:***@host/wl;A=b'
            jdbc:postgresql://h:5x/wl?PASSWORD=hidden | its driver can read, such as jdbc:postgresql://localhost:5432/weightloom, but is 'jdbc:postgresql://h:5x/wl?PASSWORD=***'
            postgresql://wl:hidden@host:5433/wl      | begins with jdbc:h2: or jdbc:postgresql:, but is 'postgresql://wl:***@host:5433/wl'
            """, quoteCharacter = '~')
    void aPasswordInAUrlThatCannotBeUsedIsNotShown(String url, String message, CapturedOutput output)
            throws IOException {
        assertThat(faults(file("a.yml", MOONS), "--spring.datasource.url=" + url))
                .containsExactly(
                        "command line, --spring.datasource.url: spring.datasource.url must be a URL that " + message);
        assertThat(output.getAll()).doesNotContain("hidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spring.datasource.url=jdbc:postgresql://wl:hidden@host/wl",
                "spring.datasource.password=hidden",
                "--jdbc:postgresql://wl:hidden@host/wl",
                "--experiments.two-moons.description=postgresql://wl:hidden@host"
            })
    void aPasswordInTheWrongPlaceIsNotShownEither(String argument, CapturedOutput output) throws IOException {
        assertThat(faults(file("a.yml", MOONS), argument, "--runner.workers=many"))
                .isNotEmpty()
                .noneMatch(fault -> fault.contains("hidden"));
        assertThat(output.getAll()).doesNotContain("hidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--spring.datasource.password hidden",
                "--password hidden",
                "spring.datasource.password hidden",
                "spring.datasource.password:hidden",
                "https://u:hidden@host/a.yml"
            })
    void aPasswordThatIsNoValueOfItsOptionIsNotShown(String arguments) throws IOException {
        assertThat(faults(file("a.yml", MOONS), arguments.split(" ", -1)))
                .isNotEmpty()
                .noneMatch(fault -> fault.contains("hidden"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://u:hidden@127.0.0.1:1/a.yml",
                "https://u:hid,hidden@127.0.0.1:1/a.yml",
                "optional:https://127.0.0.1:1/a.yml?token=hidden"
            })
    void anAddressOfSettingsThatHoldsAPasswordIsRefused(String address, CapturedOutput output) throws IOException {
        String good = file("a.yml", MOONS).toString();
        for (String option :
                List.of("spring.config.location", "spring.config.additional-location", "spring.config.import")) {
            boolean location = option.equals("spring.config.location");

            InvalidSpecException failure = catchThrowableOfType(
                    InvalidSpecException.class,
                    () -> start(location ? address : good, location ? "--debug=false" : "--" + option + "=" + address));

            assertThat(failure.faults())
                    .singleElement()
                    .asString()
                    .contains("***")
                    .endsWith(
                            "(" + option
                                    + ") seems to hold a password, which messages would quote; fetch the file and name it here");
        }
        Path importing = file("b.yml", "spring.config.import: \"" + address + "\"\n");
        assertThat(catchThrowableOfType(InvalidSpecException.class, () -> start(importing.toString()))
                        .faults())
                .singleElement()
                .asString()
                .startsWith(importing + ":1: spring.config.import")
                .contains("seems to hold a password");
        assertThat(output.getAll()).doesNotContain("hidden").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spring.flyway.url", "spring.datasource.hikari.jdbc-url"})
    void aSecondDatabaseIsAFault(String setting) throws IOException {
        assertThat(faults(file("a.yml", MOONS), "--" + setting + "=jdbc:postgresql://u:hidden@127.0.0.1:1/x"))
                .containsExactly(
                        "command line, --" + setting + ": " + setting + " must be left to spring.datasource.url,"
                                + " whose database holds all tables, but is 'jdbc:postgresql://u:***@127.0.0.1:1/x'");
    }

    @Test
    void aDatabaseInAHomeFolderNeedsOne() throws IOException {
        Path spec = file("a.yml", MOONS);
        Path text = file("text", "");
        String before = System.getProperty("user.home");
        try {
            for (String url : List.of("jdbc:h2:~/wl", "jdbc:h2:file:~/a/wl;USER=sa", "jdbc:h2:~")) {
                for (String home : List.of("?", "", "target", folder + "/none", text.toString())) {
                    System.setProperty("user.home", home);
                    assertThat(faults(spec, "--spring.datasource.url=" + url))
                            .as("%s in '%s'", url, home)
                            .containsExactly(
                                    "command line, --spring.datasource.url: spring.datasource.url must be a URL"
                                            + " that does not begin with ~, for the home folder (system property user.home) is none"
                                            + " that can be written, but is '" + url + "'");
                }
                System.setProperty("user.home", folder.toString());
                assertThat(faults(spec, "--spring.datasource.url=" + url)).isEmpty();
            }
        } finally {
            System.setProperty("user.home", before);
        }
    }

    @Test
    void everySettingOfTheRunnerHasARule() {
        List<String> bound =
                RunnerDefaultsTests.names("runner", RunnerSettings.class).toList();
        assertThat(RunnerRules.names())
                .hasSize(bound.size()
                        + 2 // users, who have settings of their own, and what makes a hash of a password
                        + TrialCommands.rules().size()
                        + RunFiles.rules().size());
        assertThat(bound)
                .allSatisfy(name ->
                        assertThat(RunnerRules.unknown(name, "here")).as(name).isEmpty());
    }

    @Test
    void aFileThatDoesNotExistIsAnsweredWithTheNearestOne(CapturedOutput output) throws IOException {
        file("glyphs.yml", MOONS);
        Path missing = folder.resolve("glyps.yml");

        InvalidSpecException failure =
                catchThrowableOfType(InvalidSpecException.class, () -> start(missing.toString()));

        assertThat(failure.faults())
                .containsExactly(new Fault(
                        missing.toString(), "(spring.config.location)", "does not exist; did you mean 'glyphs.yml'?"));
        assertThat(output)
                .contains("The spec has a fault:")
                .contains(missing + ": (spring.config.location) does not exist; did you mean 'glyphs.yml'?")
                .contains("Nothing was trained or stored. Correct it and start again.")
                .doesNotContain("\tat ");
    }

    @Test
    void aFolderOrAnotherKindOfFileIsNoSpec() throws IOException {
        Path text = file("a.txt", MOONS);
        file("b.yml", MOONS);
        file("a.yml", MOONS);

        InvalidSpecException failure = catchThrowableOfType(
                InvalidSpecException.class,
                () -> start(folder + "," + text + "," + folder + "/," + folder.resolve("none") + "/"));

        assertThat(failure.faults())
                .extracting(Fault::message)
                .containsExactlyInAnyOrder(
                        "is a folder; name the files in it, with commas between them: a.yml, b.yml",
                        "must be a file that ends in .yml",
                        "is a folder; name the files in it, with commas between them: a.yml, b.yml",
                        "does not exist; known here: a.yml, b.yml");
    }

    @Test
    void faultsOfAllFilesAreToldTogether(CapturedOutput output) throws IOException {
        Path broken = file("broken.yml", "experiments: [\n");
        Path faulty = file("faulty.yml", MOONS.replace("epochs: 3", "epochs: 0"));
        Path missing = folder.resolve("missing/a.yml");

        InvalidSpecException failure = catchThrowableOfType(
                InvalidSpecException.class, () -> start(broken + "," + missing + "," + faulty, "--runner.workers=few"));

        assertThat(failure.faults())
                .extracting(Fault::toString)
                .containsExactlyInAnyOrder(
                        broken + ":2: the file is not valid YAML: expected the node content, but found '<stream end>'",
                        missing + ": (spring.config.location) does not exist; neither does its folder",
                        faulty
                                + ":6: experiments.two-moons.training.epochs must be a whole number in [1, 1000000], but is 0",
                        "command line, --runner.workers: runner.workers must be a whole number: 0 (one per core) or more,"
                                + " but is 'few'");
        assertThat(output).contains("The spec has 4 faults:").containsOnlyOnce("APPLICATION FAILED TO START");
    }

    @Test
    void anImportOfNoKnownKindIsAFault() throws IOException {
        InvalidSpecException failure = catchThrowableOfType(
                InvalidSpecException.class,
                () -> start(file("a.yml", MOONS).toString(), "--spring.config.import=optional:nowhere.yml,foo:bar"));

        assertThat(failure.faults())
                .extracting(Fault::toString)
                .containsExactly(
                        "foo:bar: (spring.config.import) must name files that end in .yml, .yaml or .properties, or"
                                + " folders that end in /, but is 'foo:bar'");
    }

    @Test
    void wrongYamlAtStartIsOneMessage(CapturedOutput output) throws IOException {
        Path file = file("a.yml", "experiments: [\n");

        InvalidSpecException failure = catchThrowableOfType(InvalidSpecException.class, () -> start(file.toString()));

        assertThat(failure).isNotNull();
        assertThat(output).contains(file + ":2: the file is not valid YAML").doesNotContain("\tat ");
    }

    private static void start(String location, String... arguments) {
        SpringApplication application = new SpringApplicationBuilder(Nothing.class)
                .web(WebApplicationType.NONE)
                .build();
        application
                .run(Stream.concat(Stream.of("--spring.config.location=" + location), Stream.of(arguments))
                        .toArray(String[]::new))
                .close();
    }

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static List<String> faults(Path file, String... arguments) {
        InvalidSpecException failure = catchThrowableOfType(
                InvalidSpecException.class,
                () -> SpecFiles.read(Environments.of(List.of(file), Map.of(), Map.of(), arguments), new Datasets())
                        .orThrow());
        return failure == null
                ? List.of()
                : failure.faults().stream().map(Fault::toString).toList();
    }
}
