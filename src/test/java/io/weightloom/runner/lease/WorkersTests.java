package io.weightloom.runner.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.store.MovableClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabases.class)
class WorkersTests {

    private static final Instant START = Instant.parse("2026-11-20T12:00:00.123456Z");

    private final ResultsContext context;
    private final Workers workers;

    WorkersTests(TestDatabases databases) {
        context = new ResultsContext(databases.fresh().dataSource(), new MovableClock(START));
        workers = context.get(Workers.class);
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void whatAWorkerSaysOfItselfIsReadAsItSaidIt() {
        WorkerRow worker = worker("a", "north", WorkerRow.State.WITHDRAWN, Optional.of("glyphs.idx is missing"), 0);

        workers.beat(worker);

        assertThat(workers.all()).containsExactly(worker);
    }

    @Test
    void whatItSaysLaterReplacesIt() {
        workers.beat(worker("a", "north", WorkerRow.State.WORKING, Optional.of("waits for runs of its kind"), 0));
        WorkerRow later = new WorkerRow(
                "a",
                "north",
                7,
                "another build",
                "another key",
                3,
                WorkerRow.State.STOPPING,
                Optional.empty(),
                START.plusSeconds(1),
                START.plusSeconds(5),
                Map.of("trials", 2.0));

        workers.beat(later);

        assertThat(workers.all()).containsExactly(later);
    }

    @Test
    void theyAreListedByHostAndThenByStart() {
        workers.beat(worker("a", "south", WorkerRow.State.WORKING, Optional.empty(), 0));
        workers.beat(worker("b", "north", WorkerRow.State.ENDED, Optional.empty(), 9));
        workers.beat(worker("c", "north", WorkerRow.State.WORKING, Optional.empty(), 5));

        assertThat(workers.all()).extracting(WorkerRow::id).containsExactly("c", "b", "a");
    }

    @Test
    void onlyThoseThatWereSilentAreForgotten() {
        workers.beat(worker("a", "north", WorkerRow.State.WORKING, Optional.empty(), 0));
        workers.beat(worker("b", "north", WorkerRow.State.WORKING, Optional.empty(), 5));

        assertThat(workers.forget(START.plusSeconds(5))).isEqualTo(1);

        assertThat(workers.all()).extracting(WorkerRow::id).containsExactly("b");
    }

    @Test
    void aMeterThatIsNotANumberIsLeftOut() {
        WorkerRow worker = worker("a", "north", WorkerRow.State.WORKING, Optional.empty(), 0);
        workers.beat(new WorkerRow(
                worker.id(),
                worker.host(),
                worker.pid(),
                worker.build(),
                worker.computeKey(),
                worker.threads(),
                worker.state(),
                worker.reason(),
                worker.startedAt(),
                worker.heartbeatAt(),
                Map.of("seconds", Double.NaN, "steps", 1e18)));

        assertThat(workers.all().get(0).meters()).isEqualTo(Map.of("steps", 1e18));
    }

    @Test
    void threadsOfOneWorkerThatSpeakAtOnceLeaveOneRow() throws Exception {
        WorkerRow worker = worker("a", "north", WorkerRow.State.WORKING, Optional.empty(), 0);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> beats = IntStream.range(0, 16)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        workers.beat(worker);
                        return true;
                    })
                    .toList();
            for (Future<Boolean> beat : threads.invokeAll(beats)) {
                assertThat(beat.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(workers.all()).containsExactly(worker);
    }

    private static WorkerRow worker(
            String id, String host, WorkerRow.State state, Optional<String> reason, int seconds) {
        return new WorkerRow(
                id,
                host,
                4711,
                "abc1234 on openblas",
                "abc1234|haswell|ff00",
                2,
                state,
                reason,
                START.plusSeconds(seconds),
                START.plusSeconds(seconds),
                Map.of("weightloom.trials", 3.0, "weightloom.steps", 0.5));
    }
}
