package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weightloom.data.Datasets;
import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.preflight.AvailableMemory;
import io.weightloom.runner.preflight.DataFaults;
import io.weightloom.runner.preflight.Preflight;
import io.weightloom.runner.run.RunCoordinator;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.run.RunRequest;
import io.weightloom.runner.schedule.Schedules;
import io.weightloom.runner.settings.Environments;
import io.weightloom.runner.settings.RunnerSettings;
import io.weightloom.runner.settings.SpecFiles;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.DataChange;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.runner.worker.TrialRuns;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.spec.read.Yaml;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Data that change under a run. Four trials of two seeds and two sizes, then two plain ones; three epochs of four steps
 * each, one worker.
 */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class DataWatchTests {

    private static final String REMEDY = ": put back what was there, and the run goes on; or begin anew, as another"
            + " attempt, with --runner.rerun=true";

    /** What the trainer of {@link #shared} does before a step, counted over all trials of a test. */
    private static final AtomicReference<LongConsumer> HOOK = new AtomicReference<>(step -> {});

    private static final AtomicLong NAMES = new AtomicLong();
    private static final AtomicLong STEPS = new AtomicLong();
    private static final MovableClock CLOCK = new MovableClock(Instant.parse("2026-11-20T02:00:00Z"));

    /** A runner without experiments, which most tests share: each has an experiment of its own name. */
    private static TestRunner.Started shared;

    @TempDir
    private Path folder;

    private Path csv;
    private String name;

    @BeforeAll
    static void start(@TempDir Path elsewhere) {
        shared = runner(TestDatabases.H2_MEMORY.fresh(), elsewhere).start("runner: {rerun: false}");
    }

    @AfterAll
    static void close() {
        shared.close();
    }

    @BeforeEach
    void writeData() {
        name = "mix-" + NAMES.incrementAndGet();
        csv = folder.resolve("d.csv");
        write(csv, rows(1));
        HOOK.set(step -> {});
        STEPS.set(0);
    }

    @Test
    void aFileThatChangesWhileTheRunIsStoppedIsAFaultAndPutBackItLetsTheRunGoOn() {
        Database database = TestDatabases.H2_FILE.fresh();
        TestRunner first = runner(database, folder);
        at(30, () -> first.bean(StopSignal.class).give()); // two trials have ended, and the third is at a checkpoint
        first.run(spec(), runner -> assertThat(runner.end()).isEqualTo(RunEnd.STOPPED));
        write(csv, rows(2));

        InvalidSpecException refused = catchThrowableOfType(
                InvalidSpecException.class,
                () -> runner(database, folder).start(spec()).close());
        assertThat(refused.faults())
                .extracting(Fault::toString)
                .containsExactly(folder + "/spec.yml:3: experiments." + name + ".data.file names " + csv
                        + ", which has changed since run 1 began" + REMEDY);
        assertThat(ExitCodes.of(refused)).isEqualTo(2);
        assertThat(STEPS).hasValue(30);

        write(csv, rows(1));
        runner(database, folder).run(spec(), runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.words("select concat(attempt, ' ', state) from run"))
                    .containsExactly("1 completed");
            assertThat(runner.words("select distinct data_fingerprint from provenance"))
                    .hasSize(1);
        });
        assertThat(STEPS).as("nothing twice").hasValue(6 * 12);
    }

    /** Who fits the spec to such data has another experiment, and the run that was left is lost. */
    @Test
    void aFileThatHasChangedSoThatTheSpecNoLongerFitsIsToldAsChangedAndNotAsAMisfit() {
        Database database = TestDatabases.H2_FILE.fresh();
        TestRunner first = runner(database, folder);
        at(30, () -> first.bean(StopSignal.class).give());
        first.run(spec(), runner -> assertThat(runner.end()).isEqualTo(RunEnd.STOPPED));
        write(csv, wider());

        assertThat(refusals(() -> runner(database, folder).start(spec()).close()))
                .containsExactly(folder + "/spec.yml:3: experiments." + name + ".data.file names " + csv
                        + ", which has changed since run 1 began" + REMEDY);
        assertThat(refusals(() -> runner(database, folder)
                        .with("--runner.rerun=true")
                        .start(spec())
                        .close()))
                .as("another attempt is to be trained on it")
                .containsExactly(folder + "/spec.yml:4: experiments." + name
                        + ".target.layers must begin with 3, the features of an example of " + csv
                        + ", but is [2, 8, 2]");
        assertThat(STEPS).hasValue(30);

        write(csv, rows(1));
        runner(database, folder).run(spec(), runner -> assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED));
    }

    @Test
    void howeverAFileNoLongerFitsWhatIsToldIsThatItHasChanged() {
        leaveUnfinished(6);
        String began = "data.file names " + csv + ", which has changed since run " + run() + " began" + REMEDY;
        String unreadable = rows(1).replaceFirst("\n11,", "\neleven,");
        String tooShort = rows(1).lines().limit(5).collect(Collectors.joining("\n"));
        String oneMore = rows(1).replaceFirst(",b", ",c");
        for (String rows : List.of(wider(), unreadable, tooShort, oneMore, "")) {
            write(csv, rows);
            assertThat(refusals(() -> begin(spec()))).singleElement().asString().endsWith(began);
        }

        write(csv, unreadable);
        String other = spec().replace("experiments:\n", "").replace(name, "also-" + name);
        assertThat(refusals(() -> begin(spec() + other)))
                .as("another experiment, of which there is no run")
                .hasSize(2)
                .anyMatch(fault -> fault.endsWith(began))
                .anyMatch(fault -> fault.contains("also-" + name + ".data.file cannot be used: " + csv + ":3: "));
        assertThat(STEPS).hasValue(12);

        write(csv, rows(1));
        name += "-auto";
        at(STEPS.get() + 6, () -> write(csv, wider()));
        assertThat(run(spec().replace("[2, 8, 2]", "[auto, 8, auto]"))).isEqualTo(RunEnd.DATA_CHANGED);
        assertThat(refusals(() -> begin(spec().replace("[2, 8, 2]", "[auto, 8, auto]"))))
                .singleElement()
                .asString()
                .contains("which has changed since run " + run() + " began");
    }

    @Test
    void aRunWhoseFirstTrialIsAtACheckpointIsHeldToItsDataToo() {
        leaveUnfinished(6);
        write(csv, rows(2));

        assertThat(changes())
                .containsExactly("data.file names " + csv + ", which has changed since run " + run() + " began");
        assertThat(run(RunRequest.Repetition.SHOW)).isEqualTo(RunEnd.DATA_CHANGED);
        assertThat(STEPS).hasValueLessThanOrEqualTo(12);
    }

    @Test
    void aRerunOnOtherDataIsANewAttemptAndOnTheSameDataGoesOn() {
        leaveUnfinished(14);
        assertThat(run(RunRequest.Repetition.TRAIN_AGAIN)).isEqualTo(RunEnd.COMPLETED);
        assertThat(runs()).containsExactly("1 completed");
        assertThat(STEPS).hasValue(6 * 12);

        name += "-again";
        STEPS.set(0);
        leaveUnfinished(14);
        write(csv, rows(2));
        assertThat(run(RunRequest.Repetition.TRAIN_AGAIN)).isEqualTo(RunEnd.COMPLETED);
        assertThat(runs()).containsExactly("1 failed", "2 completed");
        assertThat(STEPS).hasValue(24 + 6 * 12);
        assertThat(run(RunRequest.Repetition.SHOW)).isEqualTo(RunEnd.COMPLETED);
        assertThat(changes()).isEmpty();
    }

    @Test
    void aCompleteRunIsShownWithAWarningIfItsDataHaveChanged(CapturedOutput output) {
        run(RunRequest.Repetition.SHOW);
        assertThat(run(RunRequest.Repetition.SHOW)).isEqualTo(RunEnd.COMPLETED);
        assertThat(output).contains(" is complete: nothing to train").doesNotContain("WARN");

        write(csv, rows(2));
        assertThat(run(RunRequest.Repetition.SHOW)).isEqualTo(RunEnd.COMPLETED);

        assertThat(output)
                .containsOnlyOnce("WARN")
                .contains(
                        name + ", run " + run() + ": data.file names " + csv + ", which has changed since run " + run()
                                + " began. The result is that of the data as they were; --runner.rerun=true trains on those of"
                                + " now.");
        assertThat(STEPS).hasValue(6 * 12);
    }

    @Test
    void aCompleteRunWhoseFileIsNoTableAnyMoreIsShownWithTheWarningTooAndOneWhoseFileIsGoneWithout(
            CapturedOutput output) throws IOException {
        run(RunRequest.Repetition.SHOW);
        Files.delete(csv);
        assertThat(run(RunRequest.Repetition.SHOW)).isEqualTo(RunEnd.COMPLETED);
        assertThat(output).contains(" is complete: nothing to train").doesNotContain("WARN");

        write(csv, "x1,x2\n1,?\n");
        assertThat(run(RunRequest.Repetition.SHOW)).isEqualTo(RunEnd.COMPLETED);
        assertThat(output).containsOnlyOnce("WARN").contains("data.file names " + csv + ", which has changed");
    }

    @Test
    void aFileWithTheSameExamplesHasNotChanged() throws IOException {
        leaveUnfinished(6);
        try (OutputStream zipped = new GZIPOutputStream(Files.newOutputStream(csv))) {
            zipped.write(rows(1).replace(",", " , ").getBytes(StandardCharsets.UTF_8));
        }

        assertThat(changes()).isEmpty();
    }

    @Test
    void ofSeveralFilesTheOnesThatChangedAreNamed() throws IOException {
        Path images = folder.resolve("images");
        Path labels = folder.resolve("labels");
        idx(images, labels, 0, 0);
        String digits = spec().replaceAll("data: .*", """
                data: {source: idx, images: "%s", labels: "%s", classes: 2, validation: 0.25, test: 0.25}""".formatted(images, labels));
        at(6, () -> tryToIdx(images, labels, 1, 1));
        assertThat(run(digits)).isEqualTo(RunEnd.DATA_CHANGED);

        String began = " changed since run " + run() + " began";
        idx(images, labels, 0, 1);
        assertThat(changes(digits)).containsExactly("data.labels names " + labels + ", which has" + began);
        idx(images, labels, 1, 0);
        assertThat(changes(digits)).containsExactly("data.images names " + images + ", which has" + began);
        idx(images, labels, 1, 1);
        assertThat(changes(digits))
                .containsExactly("data.images names " + images + " and " + labels + ", which have" + began);
        idx(images, labels, 0, 0);
        assertThat(changes(digits)).isEmpty();

        shared.get(JdbcClient.class).sql("delete from run_file").update();
        idx(images, labels, 0, 1);
        assertThat(changes(digits))
                .as("an older runner did not note the files")
                .containsExactly("data.images names " + images + " or " + labels + ", which has" + began);
    }

    @Test
    void aPictureIsOneOfTheFiles() throws IOException {
        Path png = folder.resolve("p.png");
        picture(png, 10);
        String image = spec().replaceAll(
                        "data: .*", "data: {source: image, picture: png, png: \"%s\", colours: grey}".formatted(png))
                .replace("layers: [2, 8, 2]", "layers: [2, 8, 1]");
        at(6, () -> picture(png, 90));

        assertThat(run(image)).isEqualTo(RunEnd.DATA_CHANGED);
        assertThat(changes(image))
                .containsExactly("data.png names " + png + ", which has changed since run " + run() + " began");
    }

    @Test
    void ofFilesThatAreSweptOverTheOneThatChangedIsNamed() {
        Path other = folder.resolve("e.csv");
        write(other, rows(3));
        String swept = spec().replace(
                        "- {name: hypernet.z-dim, values: [2, 4]}",
                        "- {name: data.file, values: [\"%s\", \"%s\"]}".formatted(csv, other));
        at(6, () -> write(other, rows(4)));

        assertThat(run(swept)).isEqualTo(RunEnd.DATA_CHANGED);
        assertThat(changes(swept))
                .containsExactly("data.file names " + other + ", which has changed since run " + run() + " began");
        assertThat(words("select number from trial where state = 'ended' and run_id = " + run()))
                .as("those on the other file were opened before")
                .containsExactly("1", "2");
    }

    @Test
    void aRunOfAnOlderRunnerIsHeldToWhatItsTrialsSayOfTheirData() {
        leaveUnfinished(14);
        forget();
        write(csv, rows(2));

        assertThat(changes())
                .containsExactly("data.file names " + csv + ", which has changed since run " + run() + " began");
        write(csv, rows(1));
        assertThat(run(RunRequest.Repetition.SHOW)).isEqualTo(RunEnd.COMPLETED);
        assertThat(words("select distinct data_fingerprint from trial where number > 2 and run_id = " + run()))
                .isEqualTo(
                        words("select distinct p.data_fingerprint from provenance p join trial t on t.id = p.trial_id"
                                + " where t.run_id = " + run()));
    }

    @Test
    void aRunOfAnOlderRunnerThatTrainedOnTwoStatesOfAFileIsToldSo(CapturedOutput output) {
        run(RunRequest.Repetition.SHOW);
        forget();
        shared.get(JdbcClient.class)
                .sql("update provenance set data_fingerprint = 'f' where trial_id ="
                        + " (select min(id) from trial where run_id = " + run() + ")")
                .update();

        assertThat(run(RunRequest.Repetition.SHOW)).isEqualTo(RunEnd.COMPLETED);

        assertThat(output)
                .contains("data.file names " + csv + ", which changed while run " + run() + " was under way.");
    }

    @Test
    void aRunOfAnOlderRunnerOfWhichNothingIsKnownIsHeldToTheDataAsTheyAreNow() {
        leaveUnfinished(6);
        forget();
        shared.get(JdbcClient.class)
                .sql("delete from provenance where trial_id in (select id from trial where run_id = " + run() + ")")
                .update();
        write(csv, rows(2));
        assertThat(changes()).isEmpty();
        leaveUnfinished(STEPS.get() + 6);

        assertThat(changes()).isEmpty();
        write(csv, rows(1));
        assertThat(changes()).hasSize(1);
    }

    @Test
    void dataThatAnotherVersionDrawsOrReadsOtherwiseAreToldApartFromAFileThatChanged() {
        String moons = spec().replaceAll("data: .*", "data: {source: moons, samples: 60}");
        at(
                6,
                () -> shared.get(JdbcClient.class) // as if another version had planned the second trial
                        .sql("update trial set data_fingerprint = 'f' where number = 2 and run_id ="
                                + " (select max(id) from run)")
                        .update());
        assertThat(run(moons)).isEqualTo(RunEnd.DATA_CHANGED);
        assertThat(words("select distinct data_fingerprint from trial where run_id = " + run()))
                .as("one for each seed")
                .hasSize(3);
        assertThat(changes(moons))
                .containsExactly(
                        "data are drawn otherwise by this version of the runner than by the one with which run " + run()
                                + " began");

        name += "-read";
        leaveUnfinished(STEPS.get() + 6);
        shared.get(JdbcClient.class)
                .sql("update trial set data_fingerprint = 'f' where run_id = " + run())
                .update();
        assertThat(changes())
                .containsExactly(
                        "data.file names " + csv + ", which is read otherwise by this version of the runner than"
                                + " by the one with which run " + run() + " began");
    }

    @Test
    void dataThatChangeDuringARunEndItBeforeAnotherTrialOpens(CapturedOutput output) {
        at(14, () -> write(csv, rows(2))); // in the second trial

        RunEnd end = run(RunRequest.Repetition.SHOW);

        assertThat(ExitCodes.of(end)).isEqualTo(2);
        assertThat(words("select number from trial where state = 'ended' and run_id = " + run()))
                .containsExactly("1", "2");
        assertThat(runs()).containsExactly("1 failed");
        assertThat(STEPS).hasValue(2 * 12);
        assertThat(output)
                .containsOnlyOnce("ERROR")
                .contains(name + ", run " + run() + " ends here: data.file names " + csv
                        + ", which has changed since run " + run() + " began. Nothing was trained on them; "
                        + REMEDY.substring(2) + ".")
                .doesNotContain("\tat ");
        write(csv, rows(1));
        assertThat(run(RunRequest.Repetition.SHOW)).isEqualTo(RunEnd.COMPLETED);
    }

    @Test
    void ofTwoRunnersOnOneDatabaseTheOneWithOtherDataIsRefused() {
        Database database = TestDatabases.POSTGRESQL.fresh();
        AtomicReference<List<DataChange>> seen = new AtomicReference<>(List.of());
        try (TestRunner.Started other = new TestRunner(database, folder, new FakeTraining((spec, step) -> {}), CLOCK)
                        .logging()
                        .start("runner: {rerun: false}");
                TestRunner.Started one = runner(database, folder).start("runner: {rerun: false}")) {
            at(6, () -> {
                write(csv, rows(2)); // what the other host has under this name
                seen.set(CompletableFuture.supplyAsync( // this thread is in a transaction
                                () -> other.get(RunCoordinator.class)
                                        .changes(request(spec(), RunRequest.Repetition.SHOW)))
                        .join());
                write(csv, rows(1));
            });

            assertThat(one.get(RunCoordinator.class).run(request(spec(), RunRequest.Repetition.SHOW)))
                    .isEqualTo(RunEnd.COMPLETED);
        }
        assertThat(seen.get())
                .extracting(DataChange::toString)
                .containsExactly("data.file names " + csv + ", which has changed since run 1 began");
    }

    @Test
    void anUnfinishedFireTimeIsLeftIfItsDataHaveChangedAndTheNextIsANewRun(CapturedOutput output) {
        at(6, () -> write(csv, rows(2)));
        assertThat(fire("2026-11-20T01:00:00Z")).isEqualTo(RunEnd.DATA_CHANGED);
        long first = run();

        assertThat(fire("2026-11-20T01:00:00Z")).isEqualTo(RunEnd.LEFT_ALONE);
        assertThat(fire("2026-11-21T01:00:00Z")).isEqualTo(RunEnd.COMPLETED);

        assertThat(STEPS).hasValue(12 + 6 * 12);
        assertThat(output)
                .contains(name + " fired at 2026-11-20T01:00:00Z, run " + first
                        + " is left unfinished: data.file names " + csv + ", which has changed since run " + first
                        + " began. Put back what was there, and it is finished; the next fire time is a new run.");
    }

    @Test
    void aRunGoesOnWhereItsDataLieInAnotherFolderAndKeepsItsPathsAsTheyWereGiven() throws IOException {
        Database database = TestDatabases.H2_FILE.fresh();
        Path one = Files.createDirectories(folder.resolve("one/tables"));
        Path other = Files.createDirectories(folder.resolve("other/tables"));
        write(one.resolve("d.csv"), rows(1));
        write(other.resolve("d.csv"), rows(1));
        String spec = spec().replace(csv.toString(), "tables/d.csv");
        TestRunner first = runner(database, folder).with("--runner.data-root=" + folder.resolve("one"));
        at(30, () -> first.bean(StopSignal.class).give());
        first.run(spec, runner -> assertThat(runner.end()).isEqualTo(RunEnd.STOPPED));

        write(other.resolve("d.csv"), rows(2));
        TestRunner second = runner(database, folder).with("--runner.data-root=" + folder.resolve("other"));
        assertThat(refusals(() -> second.start(spec).close()))
                .containsExactly(folder + "/spec.yml:3: experiments." + name + ".data.file names tables/d.csv (here "
                        + other.resolve("d.csv") + "), which has changed since run 1 began" + REMEDY);

        write(other.resolve("d.csv"), rows(1));
        runner(database, folder)
                .with("--runner.data-root=" + folder.resolve("other"))
                .run(spec, runner -> {
                    assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
                    assertThat(runner.words("select concat(attempt, ' ', state) from run"))
                            .containsExactly("1 completed");
                    assertThat(runner.words("select path from run_file")).containsExactly("tables/d.csv");
                });
        assertThat(STEPS).as("nothing twice").hasValue(6 * 12);
    }

    private static TestRunner runner(Database database, Path folder) {
        FakeTraining training = new FakeTraining((spec, step) -> {
            CLOCK.move(Duration.ofSeconds(3));
            HOOK.get().accept(STEPS.incrementAndGet());
        });
        return new TestRunner(database, folder, training, CLOCK)
                .with("--runner.workers=1")
                .logging();
    }

    private static List<String> refusals(ThrowingCallable start) {
        return catchThrowableOfType(InvalidSpecException.class, start).faults().stream()
                .map(Fault::toString)
                .toList();
    }

    /** What a process does with a spec once it has started. */
    private void begin(String yaml) {
        Path file = folder.resolve("begin.yml");
        write(file, yaml);
        SpecFiles specs = SpecFiles.read(Environments.of(List.of(file), Map.of(), Map.of()), new Datasets())
                .orThrow();
        DataFaults faults = new DataFaults(new Preflight(new Datasets(), AvailableMemory.here(), remark -> {}), specs);
        new StartupRuns(
                        specs,
                        new Requests(specs),
                        faults,
                        shared.get(RunnerSettings.class),
                        shared.get(TrialRuns.class),
                        shared.get(RunCoordinator.class),
                        shared.get(Schedules.class),
                        shared.get(ForgetRuns.class),
                        Optional.empty())
                .run(new DefaultApplicationArguments());
    }

    /** The same points with one feature more. */
    private static String wider() {
        return rows(1).lines()
                .map(line -> (line.startsWith("x") ? "x0," : "7,") + line)
                .collect(Collectors.joining("\n"));
    }

    private static void at(long step, Runnable event) {
        HOOK.set(now -> {
            if (now == step) {
                event.run();
            }
        });
    }

    /** Begins a run that ends unfinished after the trial of this step, and puts its data back. */
    private void leaveUnfinished(long step) {
        String before = read(csv);
        at(step, () -> write(csv, rows(5)));
        assertThat(run(RunRequest.Repetition.SHOW)).isEqualTo(RunEnd.DATA_CHANGED);
        write(csv, before);
    }

    private RunEnd run(RunRequest.Repetition repetition) {
        return shared.get(RunCoordinator.class).run(request(spec(), repetition));
    }

    private RunEnd run(String spec) {
        return shared.get(RunCoordinator.class).run(request(spec, RunRequest.Repetition.SHOW));
    }

    private RunEnd fire(String time) {
        return shared.get(RunCoordinator.class)
                .run(new RunRequest(
                        experiment(spec()), List.of(), Optional.of(Instant.parse(time)), RunRequest.Repetition.SHOW));
    }

    private List<String> changes() {
        return changes(spec());
    }

    private static List<String> changes(String spec) {
        return shared.get(RunCoordinator.class).changes(request(spec, RunRequest.Repetition.SHOW)).stream()
                .map(DataChange::toString)
                .toList();
    }

    private static RunRequest request(String spec, RunRequest.Repetition repetition) {
        return new RunRequest(experiment(spec), List.of(), Optional.empty(), repetition);
    }

    private static ExperimentSpec experiment(String spec) {
        return Yaml.read(spec).get(0);
    }

    /** Id of the run that this test made last. */
    private long run() {
        return Long.parseLong(words("select max(id) from run where experiment = '" + name + "'")
                .get(0));
    }

    private List<String> runs() {
        return words("select concat(attempt, ' ', state) from run where experiment = '" + name + "' order by id");
    }

    private static List<String> words(String sql) {
        return shared.words(sql);
    }

    /** What the tables hold of a run that was planned before fingerprints were kept. */
    private void forget() {
        JdbcClient jdbc = shared.get(JdbcClient.class);
        jdbc.sql("update trial set data_fingerprint = null where run_id = " + run())
                .update();
        jdbc.sql("delete from run_file where run_id = " + run()).update();
    }

    private String spec() {
        return """
                experiments:
                  %s:
                    data: {source: csv, file: "%s", label: y, task: classification, validation: 0.25, test: 0.25}
                    target: {layers: [2, 8, 2]}
                    hypernet: {generator: full, z-dim: 4, hidden: [8]}
                    training: {epochs: 3, batch-size: 4}
                    controls: [plain]
                    sweep:
                      parameters:
                        - {name: hypernet.z-dim, values: [2, 4]}
                      repeats: 2
                    seed: 7
                """.formatted(name, csv);
    }

    /** Points of two classes; another number gives other points, and as many bytes. */
    private static String rows(int number) {
        StringBuilder rows = new StringBuilder("x1,x2,y\n");
        for (int i = 0; i < 24; i++) {
            rows.append("%s,%s,%s\n".formatted(10 + i, 10 + i * (1 + number) % 7, i % 2 == 0 ? "a" : "b"));
        }
        return rows.toString();
    }

    /** Twenty pictures of two by one pixels, and their labels. */
    private static void idx(Path images, Path labels, int picture, int label) throws IOException {
        byte[] pixels = new byte[16 + 40];
        byte[] marks = new byte[8 + 20];
        pixels[2] = marks[2] = 8;
        pixels[3] = 3;
        marks[3] = 1;
        pixels[7] = marks[7] = 20;
        pixels[11] = 2;
        pixels[15] = 1;
        for (int i = 0; i < 20; i++) {
            pixels[16 + 2 * i] = (byte) (i * (3 + picture));
            pixels[17 + 2 * i] = (byte) (i * 5);
            marks[8 + i] = (byte) ((i + label) % 2);
        }
        Files.write(images, pixels);
        Files.write(labels, marks);
    }

    private static void tryToIdx(Path images, Path labels, int picture, int label) {
        try {
            idx(images, labels, picture, label);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A grey picture of eight by eight pixels. */
    private static void picture(Path png, int darkest) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int pixel = 0; pixel < 64; pixel++) {
            image.getRaster().setSample(pixel % 8, pixel / 8, 0, darkest + pixel);
        }
        try {
            ImageIO.write(image, "png", png.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
