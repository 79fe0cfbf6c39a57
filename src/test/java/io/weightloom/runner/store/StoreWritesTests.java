package io.weightloom.runner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.runner.checkpoint.CheckpointPosition;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.lease.Lease;
import io.weightloom.runner.lease.Leases;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.spec.Control;
import io.weightloom.training.Probes;
import io.weightloom.training.TrainingResult;
import io.weightloom.trial.Provenance;
import io.weightloom.trial.TrialOutcome;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.ClassUtils;

@ParameterizedClass
@EnumSource(TestDatabases.class)
class StoreWritesTests {

    private static final List<String> TABLES = List.of(
            "run",
            "run_override",
            "run_file",
            "trial",
            "swept_parameter",
            "twin",
            "slot",
            "finding",
            "finding_measure",
            "metric",
            "provenance",
            "checkpoint",
            "pruning_decision",
            "probe",
            "test_measure",
            "task_score",
            "forgetting",
            "trained_weights");

    /** Which write to no run, not yet, or to none any more. */
    private static final List<String> OF_NO_RUN = List.of("Runs.open", "RunRemoval.remove", "KeptSchedules.seen");

    private final ResultsContext context;
    private final Runs runs;
    private final Trials trials;
    private final Metrics metrics;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final SampleRun sample;
    private long run;
    private long other;
    private long waiting;
    private long original;
    private TrialClaim claim = new TrialClaim(0, 0, 0);

    StoreWritesTests(TestDatabases databases) {
        context = new ResultsContext(
                databases.fresh().dataSource(), new MovableClock(Instant.parse("2026-11-20T12:00:00Z")));
        runs = context.get(Runs.class);
        trials = context.get(Trials.class);
        metrics = context.get(Metrics.class);
        jdbc = context.get(JdbcClient.class);
        transaction = new TransactionTemplate(context.get(PlatformTransactionManager.class));
        sample = SampleRun.in(context);
    }

    @BeforeEach
    void twoRunsUnderWayAndOneThatHasCompletedATrial() {
        Run first = sample.open("glyphs", 1);
        Run second = sample.open("glyphs", 2);
        run = first.id();
        other = second.id();
        trials.plan(run, List.of(SampleRun.hypernetwork(1, 8, 7, 1000), SampleRun.hypernetwork(2, 6, 7, 1000)));
        waiting = sample.id(first, 2);
        trials.plan(other, List.of(SampleRun.hypernetwork(1, 8, 7, 1000)));
        Run third = sample.open("glyphs", 3);
        trials.plan(third.id(), List.of(SampleRun.hypernetwork(1, 8, 7, 1000)));
        sample.complete(third, 1, 0.9);
        original = sample.id(third, 1);
        claim = sample.claim(first, 1);
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void aRunIsMadeAtRevisionZero() {
        Run fresh = runs.open(
                new RunKey("moons", "ab", Optional.empty(), 1),
                "",
                "{}",
                List.of(new SettingOverride("training.epochs", "3", "command line")));

        assertThat(fresh.revision()).isZero();
    }

    @Test
    void everyWriteRaisesTheRevisionOfItsRunAndOfNoOther() {
        writes().forEach((name, write) -> {
            long before = revision(run);
            long otherBefore = revision(other);

            write.run();

            assertThat(revision(run)).as(name).isEqualTo(before + 1);
            assertThat(revision(other)).as(name).isEqualTo(otherBefore);
        });
    }

    @Test
    void aWriteAndTheRevisionAreRolledBackTogether() {
        writes().forEach((name, write) -> {
            List<String> before = rows();

            transaction.executeWithoutResult(status -> {
                write.run();
                assertThat(rows()).as(name).isNotEqualTo(before);
                status.setRollbackOnly();
            });

            assertThat(rows()).as(name).isEqualTo(before);
        });
    }

    @Test
    void whatAWorkerWritesIsRefusedOnceAnotherOneHasClaimedItsTrial() {
        List<String> ofWorkers = repositories()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> isOffered(method)
                        && Arrays.asList(method.getParameterTypes()).contains(TrialClaim.class))
                .map(StoreWritesTests::name)
                .toList();
        trials.claim(run, claim.trial(), "another worker");
        List<String> before = rows();

        assertThat(ofWorkers).contains("Metrics.save", "Trials.verified", "Trials.checkpoint", "Trials.end");
        ofWorkers.forEach(name -> {
            assertThatThrownBy(() -> Objects.requireNonNull(writes().get(name)).run())
                    .as(name)
                    .isInstanceOf(TrialClaimLostException.class)
                    .hasMessage(
                            "Claim 1 on trial %s of run %s no longer holds: another worker has claimed the trial since",
                            claim.trial(), run);
            assertThat(rows()).as(name).isEqualTo(before);
        });
    }

    @Test
    void aClaimThatIsLostTakesBackAllThatItsTransactionWrote() {
        trials.claim(run, claim.trial(), "another worker");
        List<String> before = rows();

        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    runs.state(run, RunState.STOPPED);
                    metrics.save(claim, 0, SampleRun.curve(3, 0.9));
                }))
                .isInstanceOf(TrialClaimLostException.class);

        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void ofTwoWorkersThatWriteAtOnceTheOlderOneIsRefusedWhicheverComesFirst() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> late = transaction.execute(status -> {
                trials.claim(run, claim.trial(), "another worker"); // holds the run's row until the end
                return other.submit(() -> metrics.save(claim, 0, SampleRun.curve(1, 0.9)));
            });
            assertThatThrownBy(late::get).hasCauseInstanceOf(TrialClaimLostException.class);

            TrialClaim second = new TrialClaim(run, claim.trial(), 2);
            Future<TrialClaim> third = transaction.execute(status -> {
                metrics.save(second, 0, SampleRun.curve(2, 0.9));
                return other.submit(() -> trials.claim(run, claim.trial(), "a third worker"));
            });
            assertThat(third.get().number()).isEqualTo(3);
            assertThat(metrics.of(claim.trial())).hasSize(2);
            assertThatThrownBy(() -> metrics.save(second, 0, List.of())).isInstanceOf(TrialClaimLostException.class);
        } finally {
            other.shutdown();
        }
    }

    @Test
    void aTrialWhoseWorkerWasKilledIsClaimedAnewAndGoesOnAtItsCheckpoint() {
        CheckpointPosition position = new CheckpointPosition(1, 3, "1.ckpt", "aa", 1.5);
        trials.checkpoint(claim, position);
        trials.release(run);

        TrialClaim anew = trials.claim(run, claim.trial(), "its successor");

        assertThat(anew).isEqualTo(new TrialClaim(run, claim.trial(), 3));
        assertThat(trials.checkpoint(claim.trial())).contains(position);
        trials.end(anew, SampleRun.completed(0.9), 3.5);
        assertThat(trials.find(claim.trial()).orElseThrow().state()).isEqualTo(TrialState.ENDED);
    }

    @Test
    void writesOfOneTransactionRaiseItOnce() {
        long before = revision(run);

        transaction.executeWithoutResult(status -> {
            metrics.save(claim, 0, SampleRun.curve(3, 0.9));
            trials.checkpoint(claim, new CheckpointPosition(1, 3, "1.ckpt", "aa", 1.5));
        });

        assertThat(revision(run)).isEqualTo(before + 1);
    }

    @Test
    void aWriteInATransactionOfItsOwnRaisesItForItself() {
        long before = revision(run);
        TransactionTemplate own = new TransactionTemplate(context.get(PlatformTransactionManager.class));
        own.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);

        transaction.executeWithoutResult(outer -> {
            own.executeWithoutResult(inner -> metrics.save(claim, 0, SampleRun.curve(1, 0.9)));
            metrics.save(claim, 1, List.of());
        });

        assertThat(revision(run)).isEqualTo(before + 2);
    }

    @Test
    void writesOfManyThreadsAreAllCounted() throws Exception {
        trials.plan(run, List.of(SampleRun.hypernetwork(3, 2, 7, 1000)));
        List<Callable<Void>> workers = new ArrayList<>();
        for (Trial each : trials.of(run)) {
            TrialClaim taken = trials.claim(run, each.id(), "worker");
            workers.add(() -> {
                for (int segment = 0; segment < 10; segment++) {
                    metrics.save(taken, 0, SampleRun.curve(2, 0.9));
                }
                return null;
            });
        }
        long before = revision(run);
        ExecutorService threads = Executors.newFixedThreadPool(workers.size());
        try {
            for (Future<Void> worker : threads.invokeAll(workers)) {
                worker.get();
            }
        } finally {
            threads.shutdown();
        }

        assertThat(revision(run)).isEqualTo(before + 10L * workers.size());
    }

    @Test
    void noReadRaisesIt() {
        sample.complete(runs.find(run).orElseThrow(), 1, 0.9);
        List<String> before = rows();

        List<String> read = new ArrayList<>();
        repositories()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> isOffered(method) && transaction(method).isEmpty())
                .forEach(method -> {
                    read(method);
                    read.add(name(method));
                });

        assertThat(read).contains("Runs.find", "Runs.all", "Trials.of", "Metrics.of", "Findings.of", "Plans.twins");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void aHeartbeatDoesNotRaiseIt() {
        Leases leases = context.get(Leases.class);
        List<String> before = rows();

        Lease lease = leases.acquire("run/" + run, "a", Duration.ofMinutes(1)).orElseThrow();
        leases.renew(lease, Duration.ofMinutes(1));
        leases.release(lease);

        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void nothingIsWrittenOutsideOfATransaction() {
        RunRows bare = new RunRows(jdbc);

        assertThatThrownBy(() -> bare.writing(run, "delete from trial"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Rows of a run are written in a transaction only, and none is open");
    }

    @Test
    void everyWriteThatTheStoreOffersIsAmongThem() {
        List<String> offered = repositories()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> isOffered(method) && transaction(method).isPresent())
                .map(StoreWritesTests::name)
                .distinct()
                .filter(name -> !OF_NO_RUN.contains(name))
                .toList();

        assertThat(offered).isNotEmpty();
        assertThat(writes().keySet()).containsExactlyInAnyOrderElementsOf(offered);
    }

    /** Each method that writes, called so that it does. */
    private Map<String, Runnable> writes() {
        TrainingResult result = new TrainingResult(
                3, 3, 0.9, 0.8, 0.2, new TreeMap<>(Map.of("test-mse", 0.04)), List.of(), Optional.empty());
        Probes probes = new Probes(0.1, 0.2, 3, 4, Optional.empty());
        NewTrial planned = SampleRun.hypernetwork(9, 8, 7, 1000);
        Map<String, Runnable> writes = new LinkedHashMap<>();
        writes.put("Runs.execution", () -> runs.execution(run, 42));
        writes.put("Runs.state", () -> runs.state(run, RunState.STOPPED));
        SharedRuns shared = context.get(SharedRuns.class);
        writes.put("SharedRuns.stopRequested", () -> shared.stopRequested(run, true));
        writes.put("SharedRuns.fixKey", () -> shared.fixKey(run, "one of this kind"));
        writes.put("SharedRuns.unfix", () -> shared.unfix(run, "one of this kind"));
        writes.put("SharedRuns.madeBy", () -> shared.madeBy(run, waiting, "one of this kind"));
        writes.put("Trials.plan", () -> trials.plan(run, List.of(SampleRun.hypernetwork(3, 4, 7, 900))));
        writes.put(
                "Plans.save",
                () -> context.get(Plans.class)
                        .save(
                                run,
                                List.of(new NewTrial(
                                        7,
                                        "a",
                                        Optional.empty(),
                                        "b",
                                        Map.of(Control.MATCHED, "c"),
                                        "{}",
                                        Map.of(),
                                        SweepPlace.NONE,
                                        3,
                                        planned.ledger(),
                                        Optional.of("aa")))));
        writes.put(
                "Fingerprints.save",
                () -> context.get(Fingerprints.class).save(run, Map.of(1, "aa"), Map.of("data.csv", "bb")));
        writes.put(
                "Fingerprints.saveFiles",
                () -> context.get(Fingerprints.class).saveFiles(run, Map.of("other.csv", "cc")));
        writes.put("Trials.claim", () -> trials.claim(run, waiting, "worker"));
        writes.put("Trials.claimAmongOthers", () -> trials.claimAmongOthers(run, waiting, "worker"));
        writes.put("Trials.giveBack", () -> trials.giveBack(claim));
        writes.put(
                "Trials.verified",
                () -> trials.verified(claim, SampleRun.LAYOUT, SampleRun.verification(), SampleRun.PROVENANCE));
        writes.put("Findings.save", () -> context.get(Findings.class).save(claim, SampleRun.verification()));
        writes.put(
                "Origins.save", () -> context.get(Origins.class).save(claim, SampleRun.LAYOUT, SampleRun.PROVENANCE));
        writes.put("Metrics.save", () -> metrics.save(claim, 0, SampleRun.curve(3, 0.9)));
        writes.put(
                "Trials.checkpoint", () -> trials.checkpoint(claim, new CheckpointPosition(1, 3, "1.ckpt", "aa", 1.5)));
        writes.put("Trials.pause", () -> trials.pause(claim));
        writes.put(
                "Decisions.carryOut",
                () -> context.get(Decisions.class)
                        .carryOut(
                                run,
                                new Decisions.Decision(
                                        1, 1, 3, Decisions.Verdict.GOES_ON, OptionalInt.of(9), "1st of 1")));
        writes.put("Trials.release", () -> trials.release(run));
        writes.put("TestScores.save", () -> context.get(TestScores.class).save(claim, result));
        writes.put(
                "Artifacts.save",
                () -> context.get(Artifacts.class)
                        .save(claim, new PlacedWeights(new byte[] {1, 2, 3}, "aa", Optional.empty())));
        writes.put("Artifacts.drop", () -> context.get(Artifacts.class).drop(run, List.of(claim.trial())));
        writes.put(
                "Artifacts.saveNone",
                () -> context.get(Artifacts.class).saveNone(claim, WeightsRecord.State.SWITCHED_OFF));
        writes.put(
                "GeneratorProbes.save", () -> context.get(GeneratorProbes.class).save(claim, probes));
        writes.put(
                "Reopenings.extend",
                () -> context.get(Reopenings.class).extend(run, "More", "%064x".formatted(9), "{}"));
        writes.put(
                "Reopenings.lengthen",
                () -> context.get(Reopenings.class).lengthen(run, "More", "%064x".formatted(8), "{}"));
        writes.put("Reopenings.leave", () -> context.get(Reopenings.class).leave(run));
        writes.put("Reopenings.goOn", () -> context.get(Reopenings.class).goOn(run, OptionalInt.empty()));
        writes.put(
                "Reopenings.adopt",
                () -> context.get(Reopenings.class).adopt(run, 1, SampleRun.hypernetwork(1, 8, 7, 1000)));
        writes.put(
                "Reopenings.retry",
                () -> transaction.executeWithoutResult(status -> {
                    trials.end(claim, new TrialOutcome.Failed("a bug"), 3.5);
                    assertThat(context.get(Reopenings.class).retry(run)).isEqualTo(1);
                }));
        writes.put("Reuses.take", () -> context.get(Reuses.class).take(claim, original));
        writes.put(
                "Trials.end",
                () -> trials.end(
                        claim, new TrialOutcome.Completed(result, Optional.of(probes), Optional.empty()), 3.5));
        return writes;
    }

    private long revision(long id) {
        return runs.find(id).orElseThrow().revision();
    }

    private List<String> rows() {
        Stream<String> tables = TABLES.stream().map(table -> "select * from " + table);
        String chunks = "select trial_id, position, octet_length(content) from weights_chunk";
        return Stream.concat(tables, Stream.of(chunks))
                .flatMap(sql -> jdbc.sql(sql).query().listOfRows().stream()
                        .map(row -> sql + " " + row)
                        .sorted())
                .toList();
    }

    private static Stream<Class<?>> repositories() {
        ClassPathScanningCandidateComponentProvider scan = new ClassPathScanningCandidateComponentProvider(false);
        scan.addIncludeFilter(new AnnotationTypeFilter(Repository.class));
        return scan.findCandidateComponents(RunRows.class.getPackageName()).stream()
                .map(BeanDefinition::getBeanClassName)
                .map(name -> ClassUtils.resolveClassName(String.valueOf(name), null));
    }

    private static boolean isOffered(Method method) {
        return Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers());
    }

    /** Of a method that says it itself: what its class says is that it reads. */
    private static Optional<Transactional> transaction(Method method) {
        return Optional.ofNullable(AnnotatedElementUtils.findMergedAnnotation(method, Transactional.class));
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }

    private void read(Method method) {
        Object[] arguments =
                Arrays.stream(method.getParameterTypes()).map(this::argument).toArray();
        try {
            method.invoke(context.get(method.getDeclaringClass()), arguments);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("%s%s".formatted(name(method), Arrays.toString(arguments)), e);
        }
    }

    private Object argument(Class<?> type) {
        if (type == RunKey.class) {
            return runs.find(run).orElseThrow().key();
        } else if (type == RunState.class) {
            return RunState.RUNNING;
        } else if (type == Optional.class) {
            return Optional.empty();
        } else if (type == OptionalInt.class) {
            return OptionalInt.empty();
        } else if (type == String.class) {
            return "glyphs";
        } else if (type == int.class) {
            return 1;
        } else if (type == List.class) {
            return List.of("completed");
        } else if (type == Collection.class) {
            return List.of(1);
        } else if (type == Instant.class) {
            return Instant.EPOCH;
        } else if (type == Provenance.Maker.class) {
            return new Provenance.Maker("commit", "natives");
        }
        return claim.trial();
    }
}
