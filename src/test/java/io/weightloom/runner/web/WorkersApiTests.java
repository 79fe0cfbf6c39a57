package io.weightloom.runner.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.lease.WorkerRow;
import io.weightloom.runner.lease.Workers;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Trials;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The workers of a database, as they are asked for. */
@ParameterizedClass
@EnumSource(names = {"H2_MEMORY", "POSTGRESQL"})
class WorkersApiTests {

    private static final String WORKERS = "/api/v1/workers";

    private final WebApplication web;
    /** A last sign of life that stays one however long a test takes. */
    private final Instant now = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);

    WorkersApiTests(TestDatabases databases) {
        web = new WebApplication(databases.fresh(), Map.of());
    }

    @BeforeEach
    void threeOfWhichOneHasTwoTrialsAtWork() {
        Run run = web.sample().open("glyphs", 1);
        Trials trials = web.get(Trials.class);
        trials.plan(
                run.id(),
                List.of(
                        SampleRun.hypernetwork(1, 4, 7, 1028),
                        SampleRun.hypernetwork(2, 8, 7, 2056),
                        SampleRun.hypernetwork(3, 16, 7, 4112),
                        SampleRun.hypernetwork(4, 32, 7, 4112)));
        trials.claim(run.id(), web.sample().id(run, 1), "north|1");
        trials.claim(run.id(), web.sample().id(run, 3), "north|1");
        trials.claim(run.id(), web.sample().id(run, 4), "nobody|9");
        Workers workers = web.get(Workers.class);
        workers.beat(worker("north", 1, WorkerRow.State.WORKING, Optional.empty(), now));
        workers.beat(worker("north", 2, WorkerRow.State.STOPPING, Optional.empty(), now.minus(2, ChronoUnit.DAYS)));
        workers.beat(worker(
                "south", 3, WorkerRow.State.WITHDRAWN, Optional.of("a.csv is missing"), now.minus(2, ChronoUnit.DAYS)));
    }

    @AfterEach
    void close() {
        web.close();
    }

    @Test
    void eachIsToldWithItsTrialsAndItsLastSignOfLife() throws Exception {
        JsonNode workers = web.json(WORKERS).get("workers");

        assertThat(workers.valueStream()
                        .map(worker -> worker.get("host").asString() + " "
                                + worker.get("state").asString()))
                .containsExactly("north working", "north silent", "south withdrawn");
        JsonNode first = workers.get(0);
        assertThat(first.get("trials")
                        .valueStream()
                        .map(trial -> trial.get("experiment").asString() + "/" + trial.get("run") + "/"
                                + trial.get("number")))
                .containsExactly("glyphs/1/1", "glyphs/1/3");
        assertThat(first.get("pid").asLong()).isEqualTo(1);
        assertThat(first.get("threads").asInt()).isEqualTo(2);
        assertThat(first.get("heartbeatAt").asString()).isEqualTo(now.toString());
        assertThat(first.get("meters").get("weightloom.steps.count").asDouble()).isEqualTo(12);
        assertThat(first.get("reason").isNull()).isTrue();
        assertThat(workers.get(1).get("trials").isEmpty()).isTrue();
        assertThat(workers.get(2).get("reason").asString()).isEqualTo("a.csv is missing");
    }

    @Test
    void asTextEachHasALine() throws Exception {
        HttpResponse<String> answer = web.get(WORKERS, "text/plain");

        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(answer.body().lines())
                .hasSize(5)
                .first()
                .asString()
                .contains(
                        "host", "process", "state", "threads", "trials", "last sign of life", "compute key", "reason");
        assertThat(answer.body()).contains("glyphs/1/1, glyphs/1/3").contains("a.csv is missing");
    }

    @Test
    void whoHasSeenThemIsNotSentThemAgainUntilOneOfThemSpeaks() throws Exception {
        String tag = web.get(WORKERS, "application/json")
                .headers()
                .firstValue("ETag")
                .orElseThrow();

        assertThat(web.ask(
                                WORKERS,
                                request -> request.header("Accept", "application/json")
                                        .header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(304);
        web.get(Workers.class).beat(worker("north", 1, WorkerRow.State.WORKING, Optional.empty(), now.plusSeconds(1)));
        assertThat(web.ask(
                                WORKERS,
                                request -> request.header("Accept", "application/json")
                                        .header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(200);
    }

    private WorkerRow worker(
            String host, long pid, WorkerRow.State state, Optional<String> reason, Instant heartbeatAt) {
        return new WorkerRow(
                host + "|" + pid,
                host,
                pid,
                "abc1234 on openblas",
                "abc1234 haswell 00ff",
                2,
                state,
                reason,
                now.minus(3, ChronoUnit.DAYS),
                heartbeatAt,
                Map.of("weightloom.steps.count", 12.0));
    }
}
