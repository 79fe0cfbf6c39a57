package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.cluster.Worker;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.Pause;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.runner.worker.TrialRoom;
import io.weightloom.spec.fault.Misfit;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Managers and workers on one PostgreSQL, all of them in this process. */
@ExtendWith(OutputCaptureExtension.class)
class ClusterTests {

    private static List<String> local;

    private final Database database = TestDatabases.POSTGRESQL.fresh();
    private final List<TestRunner.Started> workers = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    Path folder;

    @BeforeAll
    static void trainLocally(@TempDir Path elsewhere) {
        new TestRunner(
                        TestDatabases.H2_MEMORY.fresh(),
                        elsewhere,
                        new FakeTraining((spec, step) -> {}),
                        new MovableClock(Instant.EPOCH))
                .run(SPEC, runner -> local = runner.numbers());
    }

    /** A worker changes no schema. */
    @BeforeEach
    void prepare() {
        TestDatabases.migrations(database.dataSource()).load().migrate();
    }

    @AfterEach
    void closeWorkers() {
        workers.forEach(TestRunner.Started::close);
    }

    @Test
    void aSweepOnTwoWorkersEndsWithTheNumbersOfALocalOne() {
        FakeTraining first = new FakeTraining((spec, step) -> {});
        FakeTraining second = new FakeTraining((spec, step) -> {});
        work(first);
        work(second);
        JdbcClient.create(database.dataSource()).sql("""
                        insert into trial_task (task_name, task_instance, execution_time, picked, version)
                        values ('trial:key:no worker has it', '77/1/2/3', now(), false, 1)
                        """).update();

        manager().run(SPEC, manager -> {
            assertThat(manager.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(manager.numbers()).isEqualTo(local);
            assertThat(manager.words("select count(*) from trial_task")).containsExactly("0");
            assertThat(manager.words("select distinct status from batch_step_execution"))
                    .containsExactly("COMPLETED");
            assertThat(manager.words("select distinct claim from trial")).containsExactly("1");
        });
        assertThat(first.stepsDone() + second.stepsDone()).isEqualTo(6 * 12);
    }

    @Test
    void whatAWorkerThatLeavesHasNotEndedAnotherOneEnds() {
        AtomicReference<TestRunner.Started> leaving = new AtomicReference<>();
        FakeTraining first = new FakeTraining((spec, step) -> {
            if (step == 6) {
                new Thread(leaving.get()::close, "leaving").start();
                awaitStop(leaving.get());
            }
        });
        FakeTraining second = new FakeTraining((spec, step) -> {});
        leaving.set(work(first));
        CompletableFuture<Void> later = CompletableFuture.runAsync(() -> {
            awaitStop(leaving.get());
            work(second);
        });

        manager().run(SPEC, manager -> {
            assertThat(manager.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(manager.numbers()).isEqualTo(local);
            assertThat(manager.words("select max(idle_claims) from trial")).containsExactly("0");
            assertThat(manager.words("select state from worker order by started_at"))
                    .containsExactly("ended", "working");
        });
        later.join();
        assertThat(first.stepsDone() + second.stepsDone()).as("no step twice").isEqualTo(6 * 12);
        assertThat(first.stepsDone()).isEqualTo(6);
    }

    @Test
    void aWorkerThatCannotTrainATrialWithdrawsAndHarmsNobody() {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        workers.add(worker(new FakeTraining((spec, step) -> {}))
                .with(replacing(
                        TrialRoom.class,
                        room -> trial -> Optional.of(new Misfit("target", "needs 40 GB, and has 2 GB"))))
                .with(replacing(Worker.Leaving.class, leaving -> () -> gone.complete(null)))
                .start());
        CompletableFuture<Void> later = gone.thenRunAsync(() -> {
            workers.get(0).close();
            work(new FakeTraining((spec, step) -> {}));
        });

        manager().run(SPEC, manager -> {
            assertThat(manager.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(manager.numbers()).isEqualTo(local);
            assertThat(manager.words("select reason from worker where state = 'withdrawn'"))
                    .singleElement()
                    .asString()
                    .contains("needs 40 GB, and has 2 GB");
        });
        later.join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"getStepExecution", "update"})
    void aTrialThatNoWorkerCanEvenTakeEndsAsFailed(String broken) {
        workers.add(worker(new FakeTraining((spec, step) -> {}))
                .with(replacing(JobRepository.class, jobs -> failingFor("trial:t00002", broken, jobs)))
                .start());

        manager().run(SPEC, manager -> {
            assertThat(manager.end()).isEqualTo(RunEnd.TRIALS_FAILED);
            assertThat(manager.words("select outcome from trial order by number"))
                    .containsExactly("completed", "failed", "completed", "completed", "completed", "completed");
            assertThat(manager.words("select detail from trial where outcome = 'failed'"))
                    .singleElement()
                    .asString()
                    .startsWith("It was taken up 5 times without progress, last by process ");
            assertThat(manager.words("select claim from trial where outcome = 'failed'"))
                    .containsExactly("6");
        });
    }

    /** Jobs of which one method fails for one trial's partitions. */
    private static JobRepository failingFor(String partition, String broken, JobRepository jobs) {
        return (JobRepository) Proxy.newProxyInstance(
                ClusterTests.class.getClassLoader(), new Class<?>[] {JobRepository.class}, (proxy, method, given) -> {
                    Object answer;
                    Object subject = given == null || given.length == 0 ? null : given[0];
                    try {
                        boolean late = subject instanceof StepExecution step
                                && step.getStepName().equals(partition)
                                && method.getName().equals(broken);
                        answer = late ? null : method.invoke(jobs, given);
                        subject = answer instanceof StepExecution ? answer : subject;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (method.getName().equals(broken)
                            && subject instanceof StepExecution step
                            && step.getStepName().equals(partition)) {
                        throw new IllegalArgumentException("what nobody can read");
                    }
                    return answer;
                });
    }

    @Test
    void workersOfOtherNumbersLeaveARunToThoseOfItsFirst() {
        FakeTraining own = new FakeTraining((spec, step) -> {}).making("numbers of one kind");
        FakeTraining other = new FakeTraining((spec, step) -> {}).making("numbers of another kind");
        work(own);
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        CompletableFuture<Void> later = CompletableFuture.runAsync(() -> {
            await(() -> jdbc.sql("select count(*) as n from run where compute_key is not null")
                            .query((row, i) -> row.getInt("n"))
                            .single()
                    > 0);
            work(other);
        });

        manager().run(SPEC, manager -> {
            assertThat(manager.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(manager.numbers()).isEqualTo(local);
            assertThat(manager.words("select compute_key from run"))
                    .singleElement()
                    .asString()
                    .endsWith("numbers of one kind");
        });
        later.join();
        assertThat(own.stepsDone()).isEqualTo(6 * 12);
        assertThat(other.stepsDone()).isZero();
    }

    @Test
    void whereNumbersMayBeMixedEachTrialTellsWhose() {
        work(new FakeTraining((spec, step) -> {}).making("numbers of one kind"));

        manager().with("--runner.mixed=true").run(SPEC, manager -> {
            assertThat(manager.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(manager.get(Review.class)
                            .latest("two-moons")
                            .orElseThrow()
                            .trials())
                    .isNotEmpty()
                    .allSatisfy(trial -> assertThat(trial.computeKey()).endsWith("numbers of one kind"));
        });
    }

    @Test
    void aManagerThatStopsStopsItsWorkersAndANewOneGoesOn() {
        AtomicReference<TestRunner> manager = new AtomicReference<>(manager());
        FakeTraining training = new FakeTraining(stopping(manager));
        work(training);

        manager.get().run(SPEC, stopped -> {
            assertThat(stopped.end()).isEqualTo(RunEnd.STOPPED);
            assertThat(stopped.words("select count(*) from trial_task")).containsExactly("0");
            assertThat(stopped.words("select count(*) from trial where state = 'running'"))
                    .containsExactly("0");
        });

        manager().run(SPEC, again -> {
            assertThat(again.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(again.numbers()).isEqualTo(local);
        });
        assertThat(training.stepsDone()).as("no step twice").isEqualTo(6 * 12);
    }

    @Test
    void aRunnerAloneGoesOnWithWhatWorkersLeft() {
        FakeTraining training = new FakeTraining((spec, step) -> {});
        leaveHalfDone(training);

        FakeTraining alone = new FakeTraining((spec, step) -> {});
        new TestRunner(database, folder, alone, Clock.systemUTC()).run(SPEC, local -> {
            assertThat(local.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(local.numbers()).isEqualTo(ClusterTests.local);
            assertThat(local.words("select count(*) from kept_checkpoint")).containsExactly("0");
        });
        assertThat(training.stepsDone() + alone.stepsDone()).as("no step twice").isEqualTo(6 * 12);
    }

    @Test
    void aRunnerAloneLeavesARunWhoseNumbersItDoesNotMake(CapturedOutput output) {
        leaveHalfDone(new FakeTraining((spec, step) -> {}).making("numbers of one kind"));

        FakeTraining alone = new FakeTraining((spec, step) -> {}).making("numbers of another kind");
        new TestRunner(database, folder, alone, Clock.systemUTC())
                .logging()
                .run(SPEC, local -> assertThat(local.end()).isEqualTo(RunEnd.LEFT_ALONE));

        assertThat(alone.stepsDone()).isZero();
        assertThat(output)
                .containsOnlyOnce("does not go on here: its trials so far were made by workers (")
                .contains("numbers of one kind)", "numbers of another kind)", "--runner.role=manager");
    }

    @Test
    void aRunnerAloneForgetsWhatWorkersLeft() {
        leaveHalfDone(new FakeTraining((spec, step) -> {}));
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        jdbc.sql("""
                        insert into trial_task (task_name, task_instance, execution_time, picked, version)
                        select 'trial:key:abc', concat(id, '/1/2/3'), now(), false, 1 from run
                        union all select 'trial:key:abc', concat(id, '0/1/2/3'), now(), false, 1 from run
                        """).update();

        new TestRunner(database, folder, new FakeTraining((spec, step) -> {}), Clock.systemUTC())
                .with("--runner.forget=two-moons")
                .run(SPEC, local -> {
                    assertThat(local.words("select count(*) from run")).containsExactly("0");
                    assertThat(local.words("select count(*) from kept_checkpoint"))
                            .containsExactly("0");
                    assertThat(local.words("select task_instance from trial_task"))
                            .containsExactly("10/1/2/3");
                });
    }

    /** Stops the manager in the middle of the first trial, once. */
    private FakeTraining.Hook stopping(AtomicReference<TestRunner> manager) {
        return (spec, step) -> {
            if (step == 6 && manager.get() != null) {
                manager.getAndSet(null).bean(StopSignal.class).give();
                await(() -> JdbcClient.create(database.dataSource())
                        .sql("select stop_requested from run")
                        .query((row, i) -> row.getBoolean("stop_requested"))
                        .single());
                Pause.sleep(Duration.ofSeconds(2)); // and the worker has looked
            }
        };
    }

    /** A run that its manager has stopped in the middle of its first trial, which leaves a checkpoint. */
    private void leaveHalfDone(FakeTraining numbers) {
        AtomicReference<TestRunner> manager = new AtomicReference<>(manager().checkpointsInDatabase());
        numbers.before(stopping(manager));
        TestRunner.Started worker = worker(numbers).checkpointsInDatabase().start();
        manager.get().run(SPEC, stopped -> {
            assertThat(stopped.end()).isEqualTo(RunEnd.STOPPED);
            assertThat(stopped.words("select count(*) > 0 from kept_checkpoint"))
                    .containsExactly("t");
        });
        worker.close();
        numbers.before((spec, step) -> {});
    }

    @ParameterizedTest
    @CsvSource({"commit-1 kind-1, 6", "commit-1 kind-2, 0"})
    void whatWasCompletedIsTakenWhereWorkersMakeTheSameNumbers(String numbers, String taken) {
        new TestRunner(
                        database,
                        folder,
                        new FakeTraining((spec, step) -> {}).of("commit-1", "kind-1"),
                        Clock.systemUTC())
                .run(SPEC, local -> assertThat(local.end()).isEqualTo(RunEnd.COMPLETED));
        work(new FakeTraining((spec, step) -> {}).making(numbers));

        manager(new FakeTraining((spec, step) -> {}).of("commit-1", "kind-1"))
                .run(SPEC.replace("two-moons", "others"), manager -> {
                    assertThat(manager.end()).isEqualTo(RunEnd.COMPLETED);
                    assertThat(manager.words("select count(*) from trial where reused_from is not null"))
                            .containsExactly(taken);
                });
    }

    /** With one statement for both lock and fetch, PostgreSQL picks them all: a trap of db-scheduler 16. */
    @Test
    void aWorkerPicksNoMoreThanItCanTrainFromAQueueThatWasSeenEmpty() {
        List<String> picked = Collections.synchronizedList(new ArrayList<>());
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        work(new FakeTraining((spec, step) -> {
            if (step == 1) {
                picked.add(jdbc.sql("select count(*) as n from trial_task where picked")
                        .query((row, i) -> row.getString("n"))
                        .single());
            }
        }));
        jdbc.sql("analyze trial_task").update();

        manager().run(SPEC, manager -> assertThat(manager.end()).isEqualTo(RunEnd.COMPLETED));

        assertThat(picked).hasSize(6).containsOnly("1");
    }

    private static <T> BeanPostProcessor replacing(Class<T> type, UnaryOperator<T> with) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return type.isInstance(bean) ? with.apply(type.cast(bean)) : bean;
            }
        };
    }

    private static void awaitStop(TestRunner.Started runner) {
        await(() -> runner.get(StopSignal.class).given());
    }

    private static void await(BooleanSupplier met) {
        Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
        while (!met.getAsBoolean()) {
            assertThat(Instant.now()).as("what was waited for").isBefore(deadline);
            Pause.sleep(Duration.ofMillis(20));
        }
    }

    private TestRunner manager() {
        return manager(new FakeTraining((spec, step) -> {
            throw new IllegalStateException("A manager trains nothing");
        }));
    }

    private TestRunner manager(FakeTraining training) {
        return new TestRunner(database, folder, training, Clock.systemUTC())
                .pausing(time -> Pause.sleep(Duration.ofMillis(50)))
                .with("--runner.role=manager");
    }

    private TestRunner.Started work(FakeTraining training) {
        TestRunner.Started started = worker(training).start();
        workers.add(started);
        return started;
    }

    private TestRunner worker(FakeTraining training) {
        return new TestRunner(database, folder, training, Clock.systemUTC())
                .pausing(Pause::sleep)
                .with("--runner.role=worker", "--runner.workers=1");
    }
}
