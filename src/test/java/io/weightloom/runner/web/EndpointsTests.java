package io.weightloom.runner.web;

import static io.weightloom.runner.review.SampleRun.hypernetwork;
import static io.weightloom.runner.review.SampleRun.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.program.natives.Natives;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Trials;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.verification.CheckKind;
import io.weightloom.verification.Finding;
import io.weightloom.verification.Verdict;
import io.weightloom.verification.Verification;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EndpointsTests {

    private static final List<Instant> FIRES = List.of(
            Instant.parse("2026-11-21T01:00:00Z"),
            Instant.parse("2026-11-22T01:00:00Z"),
            Instant.parse("2026-11-23T01:00:00Z"));

    private static WebApplication web;
    private static Run old;
    private static Run run;
    private static long first;
    private static long third;

    @BeforeAll
    static void start() {
        web = new WebApplication(TestDatabases.POSTGRESQL.fresh(), Map.of("nightly", FIRES, "never", List.of()));
        SampleRun sample = web.sample();
        old = sample.open("glyphs", 1);
        run = sample.open("glyphs", 2);
        web.get(Trials.class)
                .plan(run.id(), List.of(hypernetwork(1, 4, 7, 1028), hypernetwork(2, 8, 7, 2056), plain(3, 7)));
        sample.complete(run, 1, 0.9);
        sample.end(run, 2, new TrialOutcome.Diverged(1, 2));
        first = sample.id(run, 1);
        third = sample.id(run, 3);
        Finding broken = new Finding(
                CheckKind.GRADIENT_FLOW, "w1", Verdict.NON_FINITE, Map.of("norm-0", Double.NaN), "not finite");
        web.get(Trials.class)
                .verified(
                        sample.claim(run, 3),
                        SampleRun.LAYOUT,
                        new Verification(List.of(broken)),
                        SampleRun.PROVENANCE);
        web.get(Trials.class).release(run.id());
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    @Test
    void everyExperimentIsListedWithItsRunsCountsAndNextFireTimes() throws Exception {
        JsonNode experiments = web.json("/actuator/experiments").get("experiments");

        assertThat(experiments).hasSize(3);
        JsonNode glyphs = experiments.get(0);
        assertThat(glyphs.get("name").asString()).isEqualTo("glyphs");
        assertThat(glyphs.get("nextFireTimes")).isEmpty();
        assertThat(glyphs.get("runs")).hasSize(2);
        assertThat(glyphs.at("/runs/0/id").asLong()).isEqualTo(run.id());
        assertThat(glyphs.at("/runs/0/counts").toString())
                .isEqualTo("{\"pending\":1,\"running\":0,\"paused\":0,\"completed\":1,\"diverged\":1,\"rejected\":0,"
                        + "\"halted\":0,\"failed\":0}");
        JsonNode nightly = experiments.get(2);
        assertThat(nightly.get("name").asString()).isEqualTo("nightly");
        assertThat(nightly.get("runs")).isEmpty();
        assertThat(nightly.get("nextFireTimes").valueStream().map(JsonNode::asString))
                .containsExactly("2026-11-21T01:00:00Z", "2026-11-22T01:00:00Z", "2026-11-23T01:00:00Z");
    }

    @Test
    void anExperimentShowsItsLatestRunWithEveryTrialAndTheFront() throws Exception {
        JsonNode glyphs = web.json("/actuator/experiments/glyphs");

        assertThat(glyphs.at("/run/id").asLong()).isEqualTo(run.id());
        assertThat(glyphs.at("/spec/seed").asInt()).isEqualTo(7);
        assertThat(glyphs.get("trials")).hasSize(3);
        JsonNode trial = glyphs.at("/trials/0");
        assertThat(trial.at("/parameters/hypernet.z-dim").asString()).isEqualTo("4");
        assertThat(trial.at("/ledger/theta").asLong()).isEqualTo(8224);
        assertThat(trial.at("/ledger/trainable").asLong()).isEqualTo(1028);
        assertThat(trial.at("/ledger/compressionRatio").asDouble()).isEqualTo(8);
        assertThat(trial.at("/ledger/bytes").asLong()).isEqualTo(4112);
        assertThat(trial.get("outcome").asString()).isEqualTo("completed");
        assertThat(trial.get("testScore").asDouble()).isEqualTo(0.9);
        assertThat(trial.get("gradientVerdict").asString()).isEqualTo("delayed");
        assertThat(trial.get("onFront").asBoolean()).isTrue();
        assertThat(glyphs.at("/front/0/trials/0").asInt()).isEqualTo(1);
    }

    @Test
    void anOlderRunIsShownWhenAskedFor() throws Exception {
        assertThat(web.json("/actuator/experiments/glyphs?run=" + old.id())
                        .at("/run/id")
                        .asLong())
                .isEqualTo(old.id());
    }

    @Test
    void aNumberThatIsNotThereIsNull() throws Exception {
        JsonNode pending = web.json("/actuator/experiments/glyphs").at("/trials/2");

        assertThat(pending.get("testScore").isNull()).isTrue();
        assertThat(pending.get("outcome").isNull()).isTrue();
        assertThat(web.json("/actuator/trials/" + third)
                        .at("/findings/0/measures/norm-0")
                        .isNull())
                .isTrue();
    }

    @Test
    void theAcceptHeaderChoosesTheForm() throws Exception {
        HttpResponse<String> csv = web.get("/actuator/experiments/glyphs", "text/csv");
        HttpResponse<String> text = web.get("/actuator/experiments/glyphs", "text/plain");

        assertThat(csv.headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");
        assertThat(csv.body().lines()).hasSize(4).first().asString().startsWith("experiment,run,trial,hash");
        assertThat(text.headers().firstValue("Content-Type")).contains("text/plain;charset=UTF-8");
        assertThat(text.body().lines()).hasSize(10).first().asString().startsWith(" trial | network");
        for (String accept : List.of("*/*", "application/json", "text/html,application/xhtml+xml,*/*;q=0.8")) {
            assertThat(web.get("/actuator/experiments/glyphs", accept).headers().firstValue("Content-Type"))
                    .as(accept)
                    .contains("application/json");
        }
    }

    @Test
    void everyEndpointOfOursAnswersInPlainText() throws Exception {
        for (String path : List.of(
                "experiments",
                "experiments/glyphs",
                "experiments/glyphs/comparisons",
                "experiments/glyphs/metrics",
                "experiments/glyphs/history",
                "trials/" + first,
                "trials/" + third)) {
            HttpResponse<String> text = web.get("/actuator/" + path, "text/plain");
            assertThat(text.statusCode()).as(path).isEqualTo(200);
            assertThat(text.headers().firstValue("Content-Type")).as(path).contains("text/plain;charset=UTF-8");
            assertThat(text.body()).as(path).isNotBlank().endsWith("\n");
        }
    }

    @Test
    void theListTellsTheLatestRunAndTheNextFireTimeOfEachExperiment() throws Exception {
        List<String> text =
                web.get("/actuator/experiments", "text/plain").body().lines().toList();
        List<String> csv =
                web.get("/actuator/experiments", "text/csv").body().lines().toList();

        assertThat(text).hasSize(5);
        assertThat(cells(text.get(0)))
                .containsExactly(
                        "experiment",
                        "run",
                        "state",
                        "done",
                        "expected",
                        "best trial",
                        "seeds",
                        "validation score",
                        "test score",
                        "test low",
                        "test high",
                        "interval missing",
                        "ratio",
                        "next fire",
                        "zone");
        JsonNode latest = web.json("/actuator/experiments").at("/experiments/0/runs/0");
        assertThat(cells(text.get(2)))
                .startsWith(
                        "glyphs",
                        String.valueOf(run.id()),
                        latest.get("state").asString(),
                        latest.at("/progress/done").toString(),
                        latest.at("/progress/expected").toString(),
                        "1",
                        "1")
                .contains("0.9000", "one-seed", "8.0000");
        assertThat(cells(text.get(4))).startsWith("nightly").endsWith("2026-11-21T02:00:00+01:00", "Europe/Berlin");
        assertThat(csv).hasSize(4);
        assertThat(csv.get(0)).startsWith("experiment,run,state,done,expected,best-trial,seeds,validation-score");
        assertThat(csv.get(3)).isEqualTo("nightly,,,,,,,,,,,,,2026-11-21T01:00:00Z,Europe/Berlin");
    }

    private static List<String> cells(String line) {
        return Stream.of(line.split("\\|", -1)).map(String::strip).toList();
    }

    @Test
    void aTrialAsTextTellsWhatItIsHowItEndedItsCountsAndItsFindings() throws Exception {
        String text = web.get("/actuator/trials/" + first, "text/plain").body();

        assertThat(text.lines().map(line -> line.replaceAll(" +", " ").strip()))
                .contains(
                        "experiment glyphs",
                        "run " + run.id(),
                        "trial 1",
                        "hypernet.z-dim 4",
                        "outcome completed",
                        "test score 0.9",
                        "trained in all | 1,028",
                        "compression ratio 8.000");
        assertThat(web.get("/actuator/trials/" + third, "text/plain").body())
                .contains("non-finite")
                .contains("not finite");
    }

    @Test
    void comparisonsAloneAreShownInEachForm() throws Exception {
        JsonNode json = web.json("/actuator/experiments/glyphs/comparisons?run=" + run.id());
        HttpResponse<String> csv = web.get("/actuator/experiments/glyphs/comparisons", "text/csv");
        HttpResponse<String> text = web.get("/actuator/experiments/glyphs/comparisons", "text/plain");

        assertThat(json.at("/run/id").asLong()).isEqualTo(run.id());
        assertThat(json.get("comparisons"))
                .isEqualTo(web.json("/actuator/experiments/glyphs").get("comparisons"))
                .hasSize(2);
        assertThat(csv.headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");
        assertThat(csv.body().lines()).hasSize(3).first().asString().startsWith("experiment,run,hypernet.z-dim,trials");
        assertThat(text.body().lines()).hasSize(4).first().asString().startsWith(" hypernet.z-dim | trainable");
        assertProblem(
                404,
                "/actuator/experiments/glyphs/trials",
                "An experiment has no 'trials', only 'comparisons', 'metrics' and 'history'");
        assertProblem(
                404, "/actuator/experiments/glyph/comparisons", "No experiment 'glyph' in [glyphs, never, nightly]");
    }

    @Test
    void aHistoryIsShownInEachForm() throws Exception {
        JsonNode json = web.json("/actuator/experiments/glyphs/history");
        HttpResponse<String> csv = web.get("/actuator/experiments/glyphs/history", "text/csv");
        HttpResponse<String> text = web.get("/actuator/experiments/glyphs/history", "text/plain");

        assertThat(json.get("name").asString()).isEqualTo("glyphs");
        assertThat(json.get("runs").valueStream().map(past -> past.at("/run/id").asLong()))
                .containsExactly(run.id(), old.id());
        assertThat(json.at("/runs/0/best/ratio").asDouble()).isPositive();
        assertThat(json.at("/runs/0/warning").isNull()).isTrue();
        assertThat(csv.headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");
        assertThat(csv.body().lines()).hasSize(3).first().asString().startsWith("experiment,run,state,fire-time");
        assertThat(text.body().lines()).hasSize(4);
        assertProblem(
                404,
                "/actuator/experiments/nightly/history",
                "The experiment 'nightly' has not run yet; it fires next at 2026-11-21T01:00:00Z");
    }

    @Test
    void aTrialShowsItsSpecLedgerSlotsFindingsMetricsAndProvenance() throws Exception {
        JsonNode trial = web.json("/actuator/trials/" + first);

        assertThat(trial.get("experiment").asString()).isEqualTo("glyphs");
        assertThat(trial.get("number").asInt()).isEqualTo(1);
        assertThat(trial.get("spec").toString()).isEqualTo(SampleRun.SPEC);
        assertThat(trial.at("/ledger/z").asInt()).isEqualTo(4);
        assertThat(trial.at("/slots/1/shape").asString()).isEqualTo("32");
        assertThat(trial.at("/findings/1/verdict").asString()).isEqualTo("delayed");
        assertThat(trial.at("/findings/1/measures/norm-2").asDouble()).isEqualTo(0.125);
        assertThat(trial.get("metrics")).hasSize(20);
        assertThat(trial.at("/metrics/19/epoch").asInt()).isEqualTo(20);
        assertThat(trial.at("/provenance/natives").asString()).isEqualTo("linux-x86_64");
    }

    @Test
    void whatIsNotThereIsAProblemThatNamesWhatIs() throws Exception {
        assertProblem(404, "/actuator/experiments/glyph", "No experiment 'glyph' in [glyphs, never, nightly]");
        assertProblem(
                404,
                "/actuator/experiments/nightly",
                "The experiment 'nightly' has not run yet; it fires next at 2026-11-21T01:00:00Z");
        assertProblem(404, "/actuator/experiments/never", "The experiment 'never' has not run yet; it never fires");
        assertProblem(
                404,
                "/actuator/experiments/glyphs?run=99",
                "No run 99 of the experiment 'glyphs' in [%s, %s]".formatted(run.id(), old.id()));
        assertProblem(
                404, "/actuator/trials/99", "No trial 99; /actuator/experiments/NAME lists the ids of a run's trials");
    }

    @Test
    void anIdThatIsNoneIsAProblem() throws Exception {
        assertProblem(400, "/actuator/trials/x", "A trial's id is a whole number, not 'x'");
        assertProblem(
                400,
                "/actuator/trials/99999999999999999999",
                "A trial's id is a whole number, not '99999999999999999999'");
        assertProblem(400, "/actuator/experiments/glyphs?run=-1", "A run's id is a whole number, not '-1'");
    }

    private static void assertProblem(int status, String path, String detail) throws Exception {
        for (String accept : List.of("*/*", "text/csv", "text/plain")) {
            if (!path.contains("/trials/") || !accept.equals("text/csv")) {
                HttpResponse<String> response = web.get(path, accept);
                assertThat(response.statusCode()).as(path).isEqualTo(status);
                assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
                assertThat(response.body()).contains("\"status\":" + status, "\"detail\":\"" + detail + "\"");
            }
        }
    }

    @Test
    void nothingCanBeWritten() throws Exception {
        assertThat(web.send("POST", "/actuator/experiments")).isEqualTo(405);
        assertThat(web.send("DELETE", "/actuator/trials/" + first)).isEqualTo(405);
    }

    @Test
    void healthShowsTheDatabaseAndTheNativeBackend() throws Exception {
        JsonNode health = web.json("/actuator/health");

        assertThat(health.get("status").asString()).isEqualTo("UP");
        assertThat(health.at("/components/db/details/database").asString()).isEqualTo("PostgreSQL");
        JsonNode backend = health.at("/components/nativeBackend/details");
        assertThat(backend.get("natives").asString()).isEqualTo(Natives.choose());
        assertThat(backend.get("workers").asInt()).isPositive();
        assertThat(backend.get("threadsPerTrial").asInt()).isEqualTo(1);
    }

    @Test
    void everyMeterIsThereBeforeAnythingHasHappened() throws Exception {
        JsonNode trials = web.json("/actuator/metrics/weightloom.trials");

        assertThat(trials.at("/measurements/0/value").asDouble()).isZero();
        assertThat(trials.at("/availableTags/0/tag").asString()).isEqualTo("outcome");
        assertThat(trials.at("/availableTags/0/values").valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrderElementsOf(TrialOutcome.words());
        for (String name : List.of("epoch", "steps", "trials.active", "compression.ratio")) {
            assertThat(web.get("/actuator/metrics/weightloom." + name, "*/*").statusCode())
                    .as(name)
                    .isEqualTo(200);
        }
    }
}
