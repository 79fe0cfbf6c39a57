package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.Leases;
import io.weightloom.runner.lease.RunnerId;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.run.OrphanedCheckpoints;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What is kept of trials that were left, in the days after. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class OrphanedCheckpointsTests {

    private static final String CHANGED = SPEC.replace("seed: 7", "seed: 9");
    private static final String OTHER = SPEC.replace("two-moons", "other-moons");
    private static final Instant BEGUN = Instant.parse("2026-11-20T02:00:00Z");

    private final Database database = TestDatabases.H2_FILE.fresh();
    private final MovableClock clock = new MovableClock(BEGUN);

    @TempDir
    Path folder;

    @Test
    void whatASpecLeftThatWasChangedGoesSevenDaysAfterAndIsTrainedAgainIfItIsPutBack() {
        stopAtOnce(database, SPEC);
        stopAtOnce(database, CHANGED);
        assertThat(files()).hasSize(2);

        afterDays(6, database);
        assertThat(files()).as("in the days between").hasSize(2);

        afterDays(8, database);
        assertThat(files())
                .as("the run of the changed spec can go on")
                .singleElement()
                .asString()
                .contains("-2-t00001-");

        train(SPEC);
        train(CHANGED);
        assertThat(files()).isEmpty();
    }

    @Test
    void whatARunnerIsStillAtStaysThoughItsSpecWasChanged() {
        stopAtOnce(database, SPEC);
        stopAtOnce(database, CHANGED);

        runner(database, new FakeTraining((spec, step) -> {}))
                .run(
                        OTHER,
                        runner -> assertThat(runner.get(Leases.class)
                                        .acquire(
                                                "run/1",
                                                runner.get(RunnerId.class).text(),
                                                Duration.ofDays(30)))
                                .isPresent());

        afterDays(8, database);

        assertThat(files()).hasSize(2);
    }

    @Test
    void whatARunLeftThatCanGoOnStaysForEver() {
        stopAtOnce(database, SPEC);

        afterDays(1000, database);

        assertThat(files()).hasSize(1);
    }

    @Test
    void whatWasLeftOfRunsThatAreGoneAndOfTrialsThatHaveEndedGoes() {
        stopAtOnce(database, SPEC);
        train(SPEC);
        List<String> id = new ArrayList<>();
        runner(database, new FakeTraining((spec, step) -> {}))
                .run(SPEC, runner -> id.addAll(runner.words("select id from database_identity")));
        for (String left : List.of("-1-t00001-c1-s1.ckpt", "-1-t00002-e1-s1.ckpt.part", "-77-t00001-e1-s1.ckpt")) {
            write(id.get(0) + left);
        }
        write("another-database-1-t00001-e1-s1.ckpt");
        write("notes.txt");

        afterDays(8, database);

        assertThat(files()).containsExactly("another-database-1-t00001-e1-s1.ckpt", "notes.txt");
    }

    @Test
    void otherDatabasesThatShareTheFolderAreLeftAlone() {
        stopAtOnce(database, SPEC);
        stopAtOnce(database, CHANGED);
        Database other = TestDatabases.H2_FILE.fresh();
        stopAtOnce(other, SPEC);

        afterDays(8, other);
        assertThat(files()).hasSize(3);

        afterDays(8, database);
        assertThat(files()).hasSize(2);
    }

    private void stopAtOnce(Database in, String spec) {
        AtomicReference<TestRunner> runner = new AtomicReference<>();
        runner.set(runner(
                in,
                new FakeTraining(
                        (trial, step) -> runner.get().bean(StopSignal.class).give())));
        runner.get().run(spec, started -> assertThat(started.end()).isEqualTo(RunEnd.STOPPED));
    }

    private void train(String spec) {
        runner(database, new FakeTraining((trial, step) -> {}))
                .run(spec, started -> assertThat(started.end()).isEqualTo(RunEnd.COMPLETED));
    }

    /** As if all had been left at the beginning: files carry the time of the system's clock. */
    private void afterDays(int days, Database in) {
        for (String file : files()) {
            try {
                Files.setLastModifiedTime(folder.resolve("checkpoints").resolve(file), FileTime.from(BEGUN));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        MovableClock later = new MovableClock(BEGUN.plus(Duration.ofDays(days)));
        new TestRunner(in, folder, new FakeTraining((trial, step) -> {}), later)
                .run(OTHER, runner -> runner.get(OrphanedCheckpoints.class).sweep());
    }

    private TestRunner runner(Database in, FakeTraining training) {
        return new TestRunner(in, folder, training, clock).with("--runner.workers=1");
    }

    private void write(String file) {
        try {
            Files.createDirectories(folder.resolve("checkpoints"));
            Files.createFile(folder.resolve("checkpoints").resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
