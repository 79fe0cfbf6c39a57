package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Runs 1 and 3 of two-moons, of one and two trials, and run 2 of others, of one; made in this order. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class RunFileCommandTests {

    private static final Database DATABASE = TestDatabases.H2_FILE.fresh();

    private static final String NO_EXPERIMENTS = "runner: {rerun: false}";

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() {
        MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
        try (ResultsContext context = new ResultsContext(DATABASE.dataSource(), clock)) {
            SampleRun sample = SampleRun.in(context);
            String[] names = {"two-moons", "others", "two-moons"};
            for (int i = 0; i < names.length; i++) {
                clock.move(Duration.ofHours(1));
                Run run = sample.open(names[i], i + 1);
                context.get(Trials.class)
                        .plan(
                                run.id(),
                                i < 2
                                        ? List.of(SampleRun.plain(1, 7))
                                        : List.of(SampleRun.hypernetwork(1, 4, 7, 1028), SampleRun.plain(2, 7)));
                sample.complete(run, 1, 0.9);
            }
        }
    }

    @Test
    void withoutExperimentsTheLatestRunIsWritten(CapturedOutput output) throws IOException {
        perform(NO_EXPERIMENTS, "--runner.write.trials=" + file("t"), "--runner.write.metrics=" + file("m"));

        assertThat(lines("t")).hasSize(3).element(1).asString().startsWith("two-moons,3,");
        assertThat(lines("m"))
                .hasSize(1 + 20 * 6 + 2)
                .allSatisfy(line -> assertThat(line).matches("(experiment|two-moons),.*"));
        assertThat(output).contains("The trials of two-moons, run 3 were written to " + file("t"));
        assertThat(names()).containsExactlyInAnyOrder("t.csv", "m.csv", "spec.yml");
    }

    @Test
    void thePageIsWrittenAsOneFile(CapturedOutput output) throws IOException {
        perform(NO_EXPERIMENTS, "--runner.write.page=" + file("page"), "--runner.of=two-moons/1");

        assertThat(Files.readString(file("page")))
                .startsWith("<!DOCTYPE html>")
                .contains("\"sheets\":{\"1\":")
                .endsWith("</html>\n");
        assertThat(output).contains("The page of two-moons, run 1 was written to " + file("page"));
    }

    @ParameterizedTest
    @CsvSource({"two-moons, 3", "two-moons/1, 1", "others, 2"})
    void theRunThatIsNamedIsWritten(String of, long run) throws IOException {
        perform(NO_EXPERIMENTS, "--runner.of=" + of, "--runner.write.trials=" + file("t"));

        assertThat(lines("t").get(1)).startsWith(of.split("/", -1)[0] + "," + run + ",");
    }

    @Test
    void theRunsOfACommandAreWrittenWhenTheyHaveEnded() throws IOException {
        String other = TestRunner.SPEC
                .replace("experiments:", "")
                .replace("two-moons:", "other-moons:")
                .replace("values: [2, 4]", "values: [3]");
        runner(
                        TestDatabases.H2_MEMORY.fresh(),
                        "--runner.write.trials=" + file("t"),
                        "--runner.write.comparisons=" + file("c"))
                .run(
                        TestRunner.SPEC + other,
                        started -> assertThat(started.end()).isEqualTo(RunEnd.COMPLETED));

        assertThat(lines("t")).hasSize(1 + 6 + 4);
        assertThat(lines("t").stream().map(line -> line.split(",", -1)[0]).distinct())
                .containsExactly("experiment", "two-moons", "other-moons");
        assertThat(lines("c")).hasSize(1 + 2 + 1);
    }

    @Test
    void aTableThatCannotBeWrittenHarmsNoRunButIsToldByTheExitCode(CapturedOutput output) throws IOException {
        Path gone = Files.createDirectory(folder.resolve("gone"));
        FakeTraining training = new FakeTraining((spec, step) -> delete(gone));

        new TestRunner(TestDatabases.H2_MEMORY.fresh(), folder, training, clock())
                .with("--runner.write.trials=" + gone.resolve("t.csv"))
                .logging()
                .run(TestRunner.SPEC, started -> {
                    assertThat(started.end()).isEqualTo(RunEnd.FAILED);
                    assertThat(started.words("select state from run")).containsExactly("completed");
                });

        assertThat(output)
                .contains("The trials cannot be written; the database has them, for --runner.of=two-moons/1: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --runner.of=two-moons                                    | runner.of is of no use without --runner.write.trials=FILE
            --runner.of=a/b --runner.write.trials=t                  | runner.of must be an experiment, for its latest run, or EXPERIMENT/RUN, such as glyphs/3, but is 'a/b'
            --runner.of=twomoons --runner.write.trials=t             | runner.of is 'twomoons' and names no experiment that ran; did you mean 'two-moons'?
            --runner.of=two-moons/2 --runner.write.trials=t          | runner.of is 'two-moons/2' and names no run of two-moons; its runs, latest first, are 3, 1
            --runner.write.trials=                                   | runner.write.trials must be the path of a file, but is ''
            --runner.write.trials=no/t.csv                           | runner.write.trials must be in a folder, but there is no folder
            --runner.write.trials=.                                  | runner.write.trials must be a file, but
            --runner.write.trials=t --runner.write.metrics=./t       | runner.write.metrics must be another file than that of runner.write.trials, but both are
            --runner.write.trials=t --runner.report=init             | runner.write.trials cannot go with runner.report: a process does one or the other
            --runner.write.trails=t                                  | runner.write.trails is not known; did you mean 'write.trials'?
            """)
    void whatIsWrongIsOneMessage(String options, String message) throws IOException {
        String[] all = Stream.of(options.split(" ", -1))
                .map(option -> option.replaceFirst("(write\\.[a-z]+)=(.+)", "$1=" + folder + "/$2"))
                .toArray(String[]::new);

        assertThat(faults(DATABASE, NO_EXPERIMENTS, all))
                .singleElement()
                .asString()
                .contains(message);
        assertThat(names()).containsExactly("spec.yml");
    }

    @Test
    void aRunIsNotNamedWhereExperimentsAreGiven() {
        assertThat(faults(DATABASE, TestRunner.SPEC, "--runner.of=others", "--runner.write.trials=" + file("t")))
                .singleElement()
                .asString()
                .contains("runner.of is 'others' and cannot go with experiments: what is written is of their runs");
    }

    @Test
    void whereNothingEverRanNoDatabaseIsMade() {
        Database none = TestDatabases.H2_FILE.fresh();

        assertThat(faults(none, NO_EXPERIMENTS, "--runner.write.trials=" + file("t")))
                .singleElement()
                .asString()
                .contains("without --runner.of names no run: there is no database yet at " + none.url());
        assertThat(Path.of(none.url().replace("jdbc:h2:file:", "") + ".mv.db")).doesNotExist();
    }

    private List<String> faults(Database database, String yaml, String... options) {
        return catchThrowableOfType(
                        InvalidSpecException.class,
                        () -> runner(database, options).start(yaml))
                .faults()
                .stream()
                .map(Fault::toString)
                .toList();
    }

    private void perform(String yaml, String... options) {
        TestRunner runner = runner(DATABASE, options).logging();
        assertThatThrownBy(() -> runner.start(yaml)).isInstanceOf(SpringApplication.AbandonedRunException.class);
    }

    private TestRunner runner(Database database, String... options) {
        return new TestRunner(database, folder, new FakeTraining((spec, step) -> {}), clock()).with(options);
    }

    private static MovableClock clock() {
        return new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String name) {
        return folder.resolve(name + ".csv");
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(file(name));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString())
                    .filter(name -> !name.equals("checkpoints"))
                    .toList();
        }
    }
}
