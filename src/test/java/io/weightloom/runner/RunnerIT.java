package io.weightloom.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.RunnerProcess.End;
import io.weightloom.runner.RunnerProcess.Jvm;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The packaged jar, used as the README says. Each test has a working directory of its own; what a run that nobody
 * disturbed left behind is made once, and copied by those who go on with it.
 */
class RunnerIT {

    private static final int EPOCHS = 24;

    /**
     * Two hypernetworks and a plain network, a second or two of training each. All that a checkpoint must hold is in
     * use: moments, the course of the learning rate, the best epoch so far. An epoch has a thousand steps.
     */
    private static final String SPEC = """
            experiments:
              two-moons:
                description: Trains long enough to be disturbed
                seed: 7
                data: {source: moons, samples: 20000, noise: 0.2}
                target: {kind: mlp, layers: [2, 8, 2]}
                hypernet: {generator: chunked, chunk-size: 16, z-dim: 4, hidden: [8]}
                training:
                  epochs: %s
                  batch-size: 16
                  optimizer: adamw
                  weight-decay: 0.01
                  learning-rate: 0.003
                  schedule: cosine
                  warm-up: 500
                  clip: 1.0
                  generated-decay: 0.0001
                  patience: 20
                controls: [plain]
                sweep:
                  parameters:
                    - {name: hypernet.z-dim, values: [2, 4]}
            """.formatted(EPOCHS);

    private static final String TABLE = "(?m)^ +3 \\| plain +\\|.*\\| completed *$";

    @TempDir
    static Path undisturbed;

    private static End reference;
    private static List<String> numbers;

    @TempDir
    Path folder;

    @BeforeAll
    static void runWithoutDisturbance() throws IOException {
        Files.writeString(undisturbed.resolve("spec.yml"), SPEC);

        reference = run(Jvm.DEFAULT, undisturbed, "--runner.workers=2");

        numbers = StoredNumbers.in(undisturbed).ofRun(1);
    }

    @Test
    void aRunEndsWithExitCodeZeroAndATableOnStandardOutput() {
        assertThat(reference.code()).as(reference.text()).isZero();
        assertThat(reference.out())
                .containsPattern("The page is at http://127\\.0\\.0\\.1:\\d+/\n")
                .contains("two-moons, run 1 begins", "two-moons: Trains long enough to be disturbed")
                .contains(" trial | network ", "| ratio |", "| test score |", "| to plain |", "| front |")
                .containsPattern("(?m)^ +1 \\| hypernetwork +\\| +2 \\|.*\\| ok +\\|.*\\| completed *$")
                .containsPattern(TABLE);
        assertThat(reference.err()).isEmpty();
        assertThat(numbers).filteredOn(row -> row.startsWith("metric: ")).hasSize(3 * EPOCHS);
        assertThat(numbers).anyMatch(row -> row.startsWith("finding_measure: "));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void whatARunStoresIsItsOwnersAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(undisturbed.resolve("data/weightloom.mv.db"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(undisturbed.resolve("data"))))
                .isEqualTo("rwx------");
    }

    @Test
    void theSameCommandAgainShowsTheResultAndTrainsNothing() {
        copyUndisturbed();

        End again = run("--runner.workers=2");

        assertThat(again.code()).as(again.text()).isZero();
        assertThat(again.out())
                .contains("two-moons, run 1 is complete: nothing to train. Train it again with --runner.rerun=true.")
                .containsPattern(TABLE)
                .doesNotContain("epoch 1/", " begins");
        assertThat(StoredNumbers.in(folder).rows("select status from batch_job_execution"))
                .containsExactly("COMPLETED");
        assertThat(timings(folder)).isEqualTo(timings(undisturbed));
    }

    @Test
    void aBarePathIsTheSameAsNamingItAndHelpAsksForNoDatabase() throws IOException {
        copyUndisturbed();

        try (RunnerProcess process = RunnerProcess.start(
                Jvm.QUICK, folder, "spec.yml", "--runner.workers=2", "--runner.exit-when-done=true")) {
            assertThat(process.end().out()).contains("two-moons, run 1 is complete: nothing to train.");
        }
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        for (String asked : List.of("--help", "--version")) {
            try (RunnerProcess process = RunnerProcess.start(Jvm.QUICK, elsewhere, asked)) {
                End end = process.end();
                assertThat(end.code()).isZero();
                assertThat(end.out()).containsPattern("--runner\\.workers|weightloom \\S+ \\(commit \\S+\\)");
                assertThat(end.err()).isEmpty();
            }
        }
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void aChangedSpecIsANewRun() {
        copyUndisturbed();
        write(SPEC.replace("epochs: " + EPOCHS, "epochs: 2"));

        End changed = run();

        assertThat(changed.code()).as(changed.text()).isZero();
        assertThat(changed.out()).contains("two-moons, run 2 begins").containsPattern(TABLE);
        assertThat(StoredNumbers.in(folder).ofRun(1)).isEqualTo(numbers);
        assertThat(StoredNumbers.in(folder).rows("select epochs from trial where run_id = 2"))
                .containsExactly("2", "2", "2");
    }

    @Test
    void aRerunTrainsAgainAndOneWorkerBringsTheNumbersOfTwo() {
        copyUndisturbed();

        End rerun = run("--runner.rerun=true", "--runner.workers=1");

        assertThat(rerun.code()).as(rerun.text()).isZero();
        assertThat(rerun.out()).contains("two-moons (attempt 2), run 2 begins").containsPattern(TABLE);
        assertThat(StoredNumbers.in(folder).ofRun(2)).isEqualTo(numbers);
    }

    @Test
    void aRunThatWasKilledGoesOnAtItsCheckpointsAndEndsWithTheSameNumbers() {
        write(SPEC);
        try (RunnerProcess runner = start("--runner.workers=2", "--runner.checkpoint-interval=50ms")) {
            runner.awaitLine("run 1 begins");
            runner.awaitAnswer(
                    "/actuator/experiments/two-moons",
                    answer -> epochs(answer, 0) >= 3 && epochs(answer, 1) >= 3); // committed with their checkpoints

            assertThat(runner.kill().code()).isEqualTo(128 + 9);
        }
        StoredNumbers left = StoredNumbers.in(folder);
        List<String> checkpoints = left.rows(
                "select concat('t0000', t.number, ' goes on at its checkpoint, after epoch ', c.epoch, ' of ', %s)"
                                .formatted(EPOCHS)
                        + " from checkpoint c join trial t on t.id = c.trial_id order by t.number");
        assertThat(left.rows("select state from run")).containsExactly("running");
        assertThat(checkpoints).hasSize(2);

        End second = run("--runner.workers=1", "--runner.checkpoint-interval=300ms");

        assertThat(second.code()).as(second.text()).isZero();
        assertThat(second.out())
                .contains("two-moons, run 1 goes on")
                .contains(checkpoints)
                .containsPattern(TABLE)
                .doesNotContain(" begins");
        assertThat(StoredNumbers.in(folder).ofRun(1)).isEqualTo(numbers);
        assertThat(timings(folder)).containsAll(timings(left)); // the epochs before were not trained again
        assertThat(folder.resolve("data/checkpoints")).isEmptyDirectory();
    }

    @Test
    void aRunThatWasAskedToStopEndsAtOnceWithCodeFourAndGoesOnWithTheSameCommand() {
        write(SPEC);
        End stopped;
        try (RunnerProcess runner = start("--runner.checkpoint-interval=1h", "--runner.progress-interval=1ms")) {
            runner.awaitLine("epoch 3/" + EPOCHS);

            stopped = runner.terminate();
        }
        assertThat(stopped.code()).as(stopped.text()).isEqualTo(4);
        assertThat(stopped.out())
                .contains("Stopping at the end of the running segments")
                .contains("two-moons, run 1 was stopped; the same command goes on with it")
                .doesNotContainPattern(TABLE);
        assertThat(stopped.err()).isEmpty();
        StoredNumbers left = StoredNumbers.in(folder);
        assertThat(left.rows("select state from run")).containsExactly("stopped");
        assertThat(left.rows("select status from batch_job_execution")).containsExactly("STOPPED");
        assertThat(left.rows("select trial_id from checkpoint where epoch >= 3"))
                .as("stopped in the middle of a segment")
                .isNotEmpty();

        End second = run("--runner.checkpoint-interval=1h");

        assertThat(second.code()).as(second.text()).isZero();
        assertThat(second.out()).contains("goes on at its checkpoint").containsPattern(TABLE);
        assertThat(StoredNumbers.in(folder).ofRun(1)).isEqualTo(numbers);
        assertThat(timings(folder)).containsAll(timings(left));
    }

    @Test
    void aBadSpecIsOneMessageWithAllFaultsAndNothingIsWritten() {
        write(SPEC.replace("samples: 20000", "sampels: 20000")
                .replace("chunk-size: 16, z-dim: 4", "chunk-size: 0, z-dim: 0")
                .replace("epochs: " + EPOCHS, "epochs: many")
                .replace("values: [2, 4]", "values: []"));

        End end = run();

        assertThat(end.code()).as(end.text()).isEqualTo(2);
        assertThat(end.text())
                .containsOnlyOnce("The spec has 5 faults")
                .contains("spec.yml:5: experiments.two-moons.data.sampels is not known; did you mean 'samples'?")
                .contains("spec.yml:7: experiments.two-moons.hypernet.chunk-size must be a whole number")
                .contains("spec.yml:7: experiments.two-moons.hypernet.z-dim must be a whole number")
                .contains("spec.yml:9: experiments.two-moons.training.epochs must be a whole number")
                .contains("spec.yml:22: experiments.two-moons.sweep.parameters[0].values must be a list");
        assertNoStackTrace(end);
        assertThat(folder).isDirectoryNotContaining(file -> !file.endsWith("spec.yml"));
    }

    @Test
    void aDatabaseOfANewerRunnerIsRefusedAndLeftAsItIs() throws SQLException {
        copyUndisturbed();
        try (Connection connection =
                        DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("data/weightloom"), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    insert into "flyway_schema_history" ("installed_rank", "version", "description", "type", "script",
                        "checksum", "installed_by", "execution_time", "success")
                    values (99, '99', 'of the future', 'SQL', 'V99__of_the_future.sql', 1, 'SA', 1, true)
                    """);
        }

        End end = run("--runner.rerun=true");

        assertThat(end.code()).as(end.text()).isEqualTo(1);
        assertThat(end.text())
                .containsPattern("The database jdbc:h2:\\S*data/weightloom has schema version 99, but this")
                .contains("Nothing was changed.", "Use the runner that wrote it, or a newer one");
        assertNoStackTrace(end);
        assertThat(StoredNumbers.in(folder).rows("select id from run")).containsExactly("1");
        assertThat(StoredNumbers.in(folder).ofRun(1)).isEqualTo(numbers);
    }

    @Test
    void theReportOnInitialisationsEndsWithExitCodeZeroAndLeavesNothingBehind() {
        write(SPEC);

        End end = run("--runner.report=init");

        assertThat(end.code()).as(end.text()).isZero();
        assertThat(end.out())
                .contains("two-moons: how its first network would start")
                .containsPattern("(?m)^ hyperfan-in +\\| w1 ")
                .doesNotContain(" begins");
        assertThat(end.err()).isEmpty();
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void predictionsHaveStandardOutputForThemselves() throws IOException {
        copyUndisturbed();
        Files.writeString(folder.resolve("new.csv"), "x,y\n0.5,0.25\n2,-0.5\n");

        End end = run("--runner.predict=1", "--runner.input=new.csv");

        assertThat(end.code()).as(end.text()).isZero();
        assertThat(end.out().lines()).hasSize(3).first().isEqualTo("class,p(0),p(1)");
        assertThat(end.out()).containsPattern("(?m)^[01],[0-9.E-]+,[0-9.E-]+$");
        assertThat(end.err()).isEmpty();
    }

    @Test
    void aTrialThatIsNotThereIsOneMessageOnStandardErrorAlone() throws IOException {
        copyUndisturbed();
        Files.writeString(folder.resolve("new.csv"), "x,y\n0.5,0.25\n");

        End end = run("--runner.predict=17", "--runner.input=new.csv");

        assertThat(end.code()).as(end.text()).isEqualTo(2);
        assertThat(end.out()).isEmpty();
        assertThat(end.err()).contains("names no trial of run 1 of two-moons, which has trials 1 to 3");
        assertNoStackTrace(end);
    }

    @Test
    void aTrialIsTakenAlong() throws IOException {
        copyUndisturbed();

        End end = run("--runner.export=1", "--runner.export-to=out/moons");

        assertThat(end.code()).as(end.text()).isZero();
        assertThat(end.out()).contains("two-moons, trial 1 was exported to out/moons");
        assertThat(end.err()).isEmpty();
        assertThat(folder.resolve("out/moons/README.md")).isNotEmptyFile();
    }

    @Test
    void pathsOfOptionsLeadOutOfTheWorkingDirectoryToo() throws IOException {
        copyUndisturbed();
        String here = "../" + folder.getFileName();

        End end = run(
                "--runner.write.trials=" + here + "/trials.csv",
                "--runner.checkpoints=" + here + "/places",
                "--runner.artifacts=" + here + "/weights");

        assertThat(end.code()).as(end.text()).isZero();
        assertThat(folder.resolve("trials.csv")).isNotEmptyFile();
    }

    @Test
    void aDataFolderThatCannotBeMadeIsOneMessage() throws IOException {
        write(SPEC);
        Files.createFile(folder.resolve("data")); // a folder without write permission would not keep root out

        End end = run();

        assertThat(end.code()).as(end.text()).isEqualTo(1);
        assertThat(end.text())
                .contains("The database jdbc:h2:file:./data/weightloom")
                .contains("cannot be read or written", folder.resolve("data").toString())
                .contains("Make the file and its folder writable");
        assertNoStackTrace(end);
        assertThat(folder.resolve("data")).isEmptyFile();
    }

    @Test
    void aSecondRunnerOnOneDatabaseTakesARunOverOnlyWhenTheFirstIsDead() throws SQLException {
        Database database = TestDatabases.POSTGRESQL.fresh();
        StoredNumbers stored = StoredNumbers.at(database.url(), database.user());
        TestDatabases.migrations(database.dataSource()).load().migrate();
        write(SPEC);
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table checkpoint"); // the first one lives, and waits until the second has looked
            try (RunnerProcess first = start(onPostgres(database, "--runner.checkpoint-interval=1ms"))) {
                first.awaitLine("run 1 begins");

                End second = run(onPostgres(database));

                assertThat(second.code()).as(second.text()).isEqualTo(1);
                assertThat(second.out())
                        .containsPattern("two-moons, run 1 is being run by process \\d+ on .*; it is left alone")
                        .doesNotContain(" begins");
                assertNoStackTrace(second);
                connection.rollback();
                first.awaitAnswer("/actuator/experiments/two-moons", answer -> epochs(answer, 0) >= 1);
                assertThat(first.kill().code()).isEqualTo(128 + 9);
            }
        }
        List<String> begun = timings(stored);
        assertThat(stored.rows("select state from run")).containsExactly("running");

        End third = run(onPostgres(database));

        assertThat(third.code()).as(third.text()).isZero();
        assertThat(third.out())
                .contains("recovering execution 1, which a runner that is gone left STARTED")
                .contains("t00001 goes on at its checkpoint, after epoch ")
                .containsPattern(TABLE);
        assertThat(stored.rows("select id from run")).containsExactly("1");
        assertThat(stored.ofRun(1)).isEqualTo(numbers);
        assertThat(timings(stored)).containsAll(begun);
    }

    /** A runner without experiments over the undisturbed run, and what happens to those who get in its way. */
    @Nested
    class WhileARunnerServesReview {

        @TempDir
        static Path served;

        private static RunnerProcess server;

        @BeforeAll
        static void serve() throws IOException {
            Files.createDirectory(served.resolve("data"));
            Files.copy(undisturbed.resolve("data/weightloom.mv.db"), served.resolve("data/weightloom.mv.db"));
            Files.writeString(served.resolve("spec.yml"), SPEC);
            server = RunnerProcess.start(Jvm.QUICK, served);
            server.awaitPort();
        }

        @AfterAll
        static void endServing() {
            server.close();
        }

        @Test
        void theDatabaseIsReviewedOverHttp() {
            JsonNode experiments = json("/actuator/experiments").path("experiments");
            JsonNode experiment = json("/actuator/experiments/two-moons");

            assertThat(experiments.path(0).path("name").asString()).isEqualTo("two-moons");
            assertThat(experiments.at("/0/runs/0/counts/completed").asInt()).isEqualTo(3);
            assertThat(experiment.at("/run/state").asString()).isEqualTo("completed");
            assertThat(experiment.path("front")).isNotEmpty();
            assertThat(experiment.path("trials")).hasSize(3).allSatisfy(row -> {
                JsonNode trial = json("/actuator/trials/" + row.path("id").asLong());
                assertThat(trial.path("outcome").asString()).isEqualTo("completed");
                assertThat(trial.path("metrics")).hasSize(row.path("epochs").asInt());
                assertThat(trial.path("findings")).isNotEmpty();
                assertThat(trial.at("/ledger/theta").asInt()).isEqualTo(42);
            });
            assertThat(json("/actuator/health").path("status").asString()).isEqualTo("UP");
            assertThat(json("/actuator/health").at("/components/db/status").asString())
                    .isEqualTo("UP");
            assertThat(json("/actuator/metrics/weightloom.trials").path("measurements"))
                    .isNotEmpty();
            assertThat(server.get("/actuator/experiments/no-such").status()).isEqualTo(404);
        }

        @Test
        void nobodyElseOnTheNetworkReachesIt() throws IOException {
            List<InetAddress> others = new ArrayList<>(NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.getHostAddress().equals("127.0.0.1"))
                    .toList());
            others.add(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}));

            assertThat(accepts(InetAddress.getLoopbackAddress())).isTrue();
            assertThat(others).noneMatch(this::accepts);
        }

        @Test
        void aPortInUseIsOneMessageAndNothingIsTrained() {
            write(SPEC);

            End end;
            try (RunnerProcess runner = RunnerProcess.start(Jvm.QUICK, folder, server.port(), withSpec())) {
                end = runner.end();
            }

            assertThat(end.code()).as(end.text()).isEqualTo(1);
            assertThat(end.text())
                    .containsOnlyOnce("Port " + server.port() + " is in use, perhaps by another runner.")
                    .contains("Nothing was trained.", "--server.port=0");
            assertNoStackTrace(end);
            assertThat(StoredNumbers.in(folder).rows("select id from run")).isEmpty();
        }

        @Test
        void aDatabaseThatAnotherProcessHasOpenIsOneMessage() {
            End end = RunnerIT.run(Jvm.QUICK, served);

            assertThat(end.code()).as(end.text()).isEqualTo(1);
            assertThat(end.text())
                    .contains("The database jdbc:h2:file:./data/weightloom")
                    .contains("is open in another process")
                    .contains("Wait for the other runner or end it", "/api/v1/trials", "PostgreSQL");
            assertNoStackTrace(end);
            assertThat(server.isAlive()).isTrue();
        }

        private JsonNode json(String address) {
            RunnerProcess.Answer answer = server.get(address);
            assertThat(answer.status()).as(address).isEqualTo(200);
            return answer.json();
        }

        private boolean accepts(InetAddress address) {
            try (Socket socket = new Socket(address, server.port())) {
                return socket.isConnected();
            } catch (IOException e) {
                return false;
            }
        }
    }

    private static int epochs(JsonNode experiment, int trial) {
        return experiment.path("trials").path(trial).path("epochs").asInt(0);
    }

    /** How long each epoch took: the same only if it was not trained again. */
    private static List<String> timings(Path where) {
        return timings(StoredNumbers.in(where));
    }

    private static List<String> timings(StoredNumbers stored) {
        return stored.rows("select concat(trial_id, ' ', epoch, ' ', seconds) from metric order by trial_id, epoch");
    }

    /** Runs a folder's spec to its end. */
    private static End run(Jvm jvm, Path where, String... arguments) {
        try (RunnerProcess runner = RunnerProcess.start(jvm, where, withSpec(arguments))) {
            return runner.end();
        }
    }

    private End run(String... arguments) {
        return run(Jvm.QUICK, folder, arguments);
    }

    private RunnerProcess start(String... arguments) {
        return RunnerProcess.start(Jvm.QUICK, folder, withSpec(arguments));
    }

    /** Its heartbeat is quick, so that nobody has to watch it for long. */
    private static String[] onPostgres(Database database, String... more) {
        return Stream.of(
                        Stream.of(database.properties()).map(property -> "--" + property),
                        Stream.of("--runner.lease=3s"),
                        Stream.of(more))
                .flatMap(arguments -> arguments)
                .toArray(String[]::new);
    }

    static void assertNoStackTrace(End end) {
        assertThat(end.text()).doesNotContainPattern("(?m)^\\s+at ").doesNotContain("Exception in thread");
    }

    private static String[] withSpec(String... arguments) {
        return Stream.concat(
                        Stream.of("--spring.config.location=spec.yml", "--runner.exit-when-done=true"),
                        Stream.of(arguments))
                .toArray(String[]::new);
    }

    private void write(String spec) {
        try {
            Files.writeString(folder.resolve("spec.yml"), spec);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copyUndisturbed() {
        write(SPEC);
        try {
            Files.createDirectory(folder.resolve("data"));
            Files.copy(undisturbed.resolve("data/weightloom.mv.db"), folder.resolve("data/weightloom.mv.db"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
