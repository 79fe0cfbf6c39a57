package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.process.TestRunner.Started;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.trial.TrialOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Trials that some run has completed, and that are taken from there. */
class ReuseTests {

    /**
     * Of six hypernetworks, four of which {@link TestRunner#SPEC} has too; and with other words that change nothing.
     */
    private static final String WIDER =
            SPEC.replace("two-moons", "more-moons").replace("values: [2, 4]", "values: [2, 3, 4]");

    private static final int STEPS = 12;

    private final Database database = TestDatabases.H2_FILE.fresh();
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T02:00:00Z"));

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void whatAnotherExperimentCompletedIsTakenWithAllItsRows(TestDatabases databases) {
        Database shared = databases.fresh();
        List<String> trained = new ArrayList<>();
        new TestRunner(TestDatabases.H2_MEMORY.fresh(), folder, training(), clock)
                .run(WIDER, alone -> trained.addAll(told(alone, "more-moons")));
        runner(shared, training()).run(SPEC, started -> {});

        FakeTraining second = training();
        runner(shared, second).run(WIDER, started -> {
            assertThat(started.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(told(started, "more-moons")).isEqualTo(trained);
            assertThat(started.words("select t.reused_from from trial t where t.reused_from is not null order by t.id"))
                    .containsExactly(
                            "two-moons/1/1",
                            "two-moons/1/2",
                            "two-moons/1/3",
                            "two-moons/1/4",
                            "two-moons/1/5",
                            "two-moons/1/6");
            assertThat(started.words(
                            "select count(*) from trial t join trial o on o.id = t.reused_trial and o.hash = t.hash"))
                    .containsExactly("6");
        });
        assertThat(second.stepsDone()).isEqualTo(2 * STEPS);
    }

    /** All that is said of the trials of an experiment, but when and by whom and from where it came. */
    private static List<String> told(Started started, String experiment) {
        String of = " from trial t join run r on r.id = t.run_id and r.experiment = '%s' ".formatted(experiment);
        return Stream.of(
                        "select concat(t.number, t.hash, t.state, t.outcome, t.gradient_verdict, t.epochs, t.best_epoch, ' ',"
                                + " t.validation_score, ' ', t.test_score, ' ', t.test_loss)" + of
                                + "order by t.number",
                        "select concat(t.number, ' ', m.epoch, ' ', m.train_loss, ' ', m.validation_score)" + of
                                + "join metric m on m.trial_id = t.id order by t.number, m.epoch",
                        "select concat(t.number, f.position, f.kind, f.subject, f.verdict, f.message, m.name, m.measure)"
                                + of + "join finding f on f.trial_id = t.id left join finding_measure m"
                                + " on m.trial_id = t.id and m.position = f.position order by t.number, f.position, m.name",
                        "select concat(t.number, s.position, s.name, s.shape, s.slot_offset)" + of
                                + "join slot s on s.trial_id = t.id order by t.number, s.position",
                        "select concat(t.number, p.source_commit, p.natives, p.data_fingerprint)" + of
                                + "join provenance p on p.trial_id = t.id order by t.number",
                        "select concat(t.number, w.state, w.bytes, w.sha256)" + of
                                + "join trained_weights w on w.trial_id = t.id order by t.number")
                .flatMap(sql -> started.words(sql).stream())
                .toList();
    }

    /**
     * Each table that tells of a trial is either planned, copied, or tells of what cannot be of a trial that was taken.
     */
    @Test
    void noTableOfTrialsIsForgotten() {
        Set<String> copied = new TreeSet<>(Set.of(
                "metric",
                "finding",
                "finding_measure",
                "slot",
                "provenance",
                "test_measure",
                "task_score",
                "forgetting",
                "probe",
                "trained_weights",
                "weights_chunk"));
        Set<String> planned = Set.of("swept_parameter", "twin");
        Set<String> ofTraining = Set.of("checkpoint", "pruning_decision");

        runner(database, training()).run("runner: {rerun: false}", started -> {
            Set<String> tables = new TreeSet<>(started.words(
                    "select lower(table_name) from information_schema.columns where lower(column_name) = 'trial_id'"));
            tables.removeAll(planned);
            tables.removeAll(ofTraining);
            assertThat(tables).isEqualTo(copied);
        });
    }

    @Test
    void aSecondExperimentOfTheSameTrialsTrainsNothing() {
        runner(database, training()).run(SPEC, started -> {});

        FakeTraining second = training();
        runner(database, second).run(SPEC.replace("two-moons", "same-moons"), started -> {
            assertThat(started.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(started.words("select state from run")).containsExactly("completed", "completed");
        });
        assertThat(second.stepsDone()).isZero();
    }

    @Test
    void theOriginalIsNamedHoweverOftenItsNumbersWereTaken() {
        runner(database, training()).run(SPEC, started -> {});
        runner(database, training()).run(SPEC.replace("two-moons", "second"), started -> {});

        runner(database, training())
                .run(
                        SPEC.replace("two-moons", "third"),
                        started -> assertThat(started.words(
                                        "select reused_from from trial t where run_id = 3 order by number"))
                                .startsWith("two-moons/1/1", "two-moons/1/2"));
    }

    @Test
    void whatIsNotKnownToBeTheSameIsTrained() {
        String renamed = SPEC.replace("two-moons", "same-moons");
        runner(database, training()).run(SPEC, started -> {});

        assertThat(stepsOf(training().of("another", "natives"), renamed)).isEqualTo(6 * STEPS);
        assertThat(stepsOf(training().of("commit", "others"), renamed.replace("same", "other")))
                .isEqualTo(6 * STEPS);
        assertThat(stepsOf(new FakeTraining((spec, step) -> {}), renamed.replace("same", "third")))
                .isEqualTo(6 * STEPS);
        assertThat(stepsOf(training(), renamed.replace("same", "fourth").replace("seed: 7", "seed: 70")))
                .isEqualTo(6 * STEPS);
    }

    @Test
    void otherDataAreTrainedOn() {
        runner(database, training())
                .run(
                        SPEC,
                        started -> started.get(JdbcClient.class)
                                .sql("update provenance set data_fingerprint = 'other'")
                                .update());

        assertThat(stepsOf(training(), SPEC.replace("two-moons", "same-moons"))).isEqualTo(6 * STEPS);
    }

    @Test
    void onlyWhatCompletedIsTaken() {
        runner(database, training().ending(8, new TrialOutcome.Halted(1, "rung 1, epoch 1: 2nd of 2")))
                .run(SPEC, started -> {});

        assertThat(stepsOf(training(), SPEC.replace("two-moons", "same-moons"))).isEqualTo(3 * STEPS);
    }

    @Test
    void whoeverWantsThemTrainedGetsThemTrained() {
        runner(database, training()).run(SPEC, started -> {});

        FakeTraining second = training();
        runner(database, second)
                .with("--runner.reuse=false")
                .run(
                        SPEC.replace("two-moons", "same-moons"),
                        started -> assertThat(
                                        started.words("select reused_from from trial where reused_from is not null"))
                                .isEmpty());
        assertThat(second.stepsDone()).isEqualTo(6 * STEPS);
        FakeTraining third = training();
        runner(database, third).with("--runner.rerun=true").run(SPEC, started -> {});
        assertThat(third.stepsDone()).isEqualTo(6 * STEPS);
    }

    @Test
    void weightsInFilesAreFilesOfItsOwn() throws IOException {
        String artifacts = "--runner.artifacts=" + folder.resolve("weights");
        runner(database, training()).with(artifacts).run(SPEC, started -> {});
        runner(database, training()).with(artifacts).run(SPEC.replace("two-moons", "same-moons"), started -> {});

        try (Stream<Path> files = Files.list(folder.resolve("weights"))) {
            assertThat(files).hasSize(12);
        }
    }

    @Test
    void aTrialWhoseWeightsAreDamagedIsTrainedInPlaceOfBeingTaken() {
        runner(database, training())
                .run(
                        SPEC,
                        started -> started.get(JdbcClient.class)
                                .sql(
                                        "delete from weights_chunk where trial_id in (select id from trial where number <= 2)")
                                .update());

        assertThat(stepsOf(training(), SPEC.replace("two-moons", "same-moons"))).isEqualTo(2 * STEPS);
    }

    @Test
    void weightsThatAreNotKeptAreNotThereEither() {
        String renamed = SPEC.replace("two-moons", "same-moons");
        runner(database, training()).with("--runner.keep-weights=none").run(SPEC, started -> {});
        runner(database, training())
                .run(
                        renamed,
                        started -> assertThat(started.words("select distinct state from trained_weights order by 1"))
                                .containsExactly("none-to-reuse", "switched-off"));
    }

    @Test
    void whatWasTakenStaysWhenTheOriginalIsGone() {
        runner(database, training()).run(SPEC, started -> {});
        runner(database, training()).run(SPEC.replace("two-moons", "same-moons"), started -> {
            List<String> before = told(started, "same-moons");
            started.get(JdbcClient.class).sql("delete from run where id = 1").update();
            assertThat(told(started, "same-moons")).isEqualTo(before);
            assertThat(started.get(Runs.class).find(1)).isEmpty();
        });
    }

    @Test
    void aTrialThatHasBegunGoesOnAtItsCheckpoint() {
        AtomicReference<TestRunner> stopped = new AtomicReference<>();
        FakeTraining first = new FakeTraining((spec, step) -> {
                    if (step == 5) {
                        stopped.get().bean(StopSignal.class).give();
                    }
                })
                .of("commit", "natives");
        stopped.set(runner(database, first).with("--runner.workers=1"));
        stopped.get().run(SPEC, started -> assertThat(started.end()).isEqualTo(RunEnd.STOPPED));
        runner(database, training()).run(SPEC.replace("two-moons", "same-moons"), started -> {});

        assertThat(stepsOf(training(), SPEC)).isEqualTo(STEPS - 5);
    }

    @Test
    void aRerunThatWasStoppedTrainsItsOtherTrialsByThePlainCommandToo() {
        runner(database, training()).run(SPEC, started -> {});
        AtomicReference<TestRunner> stopped = new AtomicReference<>();
        FakeTraining again = new FakeTraining((spec, step) -> {
                    if (step == 5) {
                        stopped.get().bean(StopSignal.class).give();
                    }
                })
                .of("commit", "natives");
        stopped.set(runner(database, again).with("--runner.workers=1", "--runner.rerun=true"));
        stopped.get().run(SPEC, started -> assertThat(started.end()).isEqualTo(RunEnd.STOPPED));

        assertThat(stepsOf(training(), SPEC)).isEqualTo(6 * STEPS - 5);
    }

    private long stepsOf(FakeTraining training, String spec) {
        runner(database, training)
                .run(spec, started -> assertThat(started.end()).isEqualTo(RunEnd.COMPLETED));
        return training.stepsDone();
    }

    private static FakeTraining training() {
        return new FakeTraining((spec, step) -> {}).of("commit", "natives");
    }

    private TestRunner runner(Database in, FakeTraining training) {
        return new TestRunner(in, folder, training, clock);
    }
}
