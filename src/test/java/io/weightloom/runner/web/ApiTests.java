package io.weightloom.runner.web;

import static io.weightloom.runner.review.SampleRun.hypernetwork;
import static io.weightloom.runner.review.SampleRun.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunState;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.Trials;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What all of the API has in common, and what it shows of what is stored. */
class ApiTests {

    private static WebApplication web;
    private static Run run;
    private static long trial;

    @BeforeAll
    static void start() {
        web = new WebApplication(TestDatabases.H2_MEMORY.fresh(), Map.of("nightly", List.of()));
        run = web.sample().open("glyphs", 1);
        web.get(Trials.class).plan(run.id(), List.of(hypernetwork(1, 4, 7, 1028), plain(2, 7)));
        web.sample().complete(run, 1, 0.9);
        trial = web.sample().id(run, 1);
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    @Test
    void whatActuatorShowsIsHereWithLinks() throws Exception {
        for (String[] pair : new String[][] {
            {"/api/v1/experiments", "/actuator/experiments"},
            {"/api/v1/runs/" + run.id(), "/actuator/experiments/glyphs"},
            {"/api/v1/experiments/glyphs/history", "/actuator/experiments/glyphs/history"},
            {"/api/v1/trials/" + trial, "/actuator/trials/" + trial}
        }) {
            ObjectNode here = (ObjectNode) web.json(pair[0]);
            JsonNode links = here.remove("links");
            here.remove("user"); // whoever asks actuator knows it

            assertThat(here).isEqualTo(web.json(pair[1]));
            assertThat(links.get("self").asString()).isEqualTo(pair[0]);
            for (JsonNode link : links) {
                String path = link.asString()
                        .replace("runs/{id}", "runs/" + run.id())
                        .replace("{id}", "" + trial)
                        .replace("{table}", "metrics");
                assertThat(web.get(path, "*/*").statusCode()).as(path).isEqualTo(200);
            }
        }
    }

    /** If this fails, the API has changed: copy the file that it names to {@code config}. */
    @Test
    void theDescriptionIsInStepWithTheControllers() throws IOException {
        String description = OpenApi.json(web.controllers());
        Path now = Path.of("target", "openapi.json");
        Files.createDirectories(now.getParent());
        Files.writeString(now, description);

        assertThat(Path.of("config", "openapi.json"))
                .as("%s holds it as it should be", now)
                .hasContent(description);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/experiments, ExperimentsAnswer",
        "/api/v1/workers, WorkersAnswer",
        "/api/v1/runs/1, RunAnswer",
        "/api/v1/runs/1/importance, ImportanceAnswer",
        "/api/v1/runs/9/importance, Problem",
        "/api/v1/pairs?a=1&b=2, PairsAnswer",
        "/api/v1/pairs?a=1&b=3, Problem",
        "/api/v1/runs/1/sheet, Sheet",
        "/api/v1/runs/1/curves?trials=1, Curves",
        "/api/v1/runs/1/comparisons, ComparisonsAnswer",
        "/api/v1/experiments/glyphs/history, HistoryAnswer",
        "/api/v1/experiments/never/history, Problem",
        "/api/v1/trials/1, TrialAnswer",
        "/api/v1/trials/2, TrialAnswer",
        "/api/v1/trials/3, Problem"
    })
    void answersAreAsTheyAreDescribed(String path, String schema) throws Exception {
        assertThat(OpenApi.faults(
                        web.controllers(),
                        schema,
                        web.get(path, "application/json").body()))
                .isEmpty();
        assertThat(OpenApi.faults(web.controllers(), schema, "{\"more\": 1}")).isNotEmpty();
    }

    @Test
    void asManyNumbersAsAnAddressHoldsAreRead() throws Exception {
        String path = "/api/v1/runs/1/curves?trials=1" + ",1".repeat(3900);

        assertThat(web.get(path, "application/json").statusCode()).isEqualTo(200);
        assertThat(web.get(path + ",", "application/json").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/experiments",
                "/api/v1/experiments/glyphs/history",
                "/api/v1/runs/1",
                "/api/v1/runs/1/sheet",
                "/api/v1/runs/1/curves?trials=1",
                "/api/v1/trials/1"
            })
    void whatAClientHasIsNotSentAgainBeforeItChanges(String path) throws Exception {
        HttpResponse<String> first = web.get(path, "application/json");
        String tag = first.headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> again = web.ask(path, request -> request.header("If-None-Match", tag));

        assertThat(tag).matches("W/\"[0-9a-f]{24}\"");
        assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("ETag")).contains(tag);

        web.get(Runs.class).state(1, RunState.STOPPED);
        web.get(Runs.class).state(1, RunState.RUNNING);

        HttpResponse<String> changed = web.ask(path, request -> request.header("If-None-Match", tag));
        assertThat(changed.statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsKnownCostsTwoStatements() throws Exception {
        String tag =
                web.get("/api/v1/trials/1", "*/*").headers().firstValue("ETag").orElseThrow();
        web.statements();

        web.ask("/api/v1/trials/1", request -> request.header("If-None-Match", tag));

        assertThat(web.statements()).hasSize(2);
    }

    @Test
    void answersAreCompressedForWhoeverAcceptsIt() throws Exception {
        HttpResponse<String> plain = web.get("/api/v1/trials/1", "application/json");
        HttpResponse<String> packed = web.ask("/api/v1/trials/1", request -> request.header("Accept-Encoding", "gzip"));

        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(packed.headers().firstValue("ETag"))
                .isEqualTo(plain.headers().firstValue("ETag"));
        assertThat(packed.body().length()).isLessThan(plain.body().length());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /api/v1/runs/9                    | 404 | No run 9; there are 1, the latest is 1
            GET    | /api/v1/runs/9/trials.csv         | 404 | No run 9; there are 1, the latest is 1
            GET    | /api/v1/runs/1/trails.csv         | 404 | A run has no trails.csv, but trials.csv, comparisons.csv, metrics.csv
            GET    | /api/v1/trials/9                  | 404 | No trial 9; /actuator/experiments/NAME lists the ids of a run's trials
            GET    | /api/v1/trials/x                  | 400 | A trial's id is a whole number, not 'x'
            GET    | /api/v1/runs/1234567890123456789  | 400 | A run's id is a whole number, not '1234567890123456789'
            GET    | /api/v1/runs/1?trail=3            | 400 | The parameter 'trail' is not known; none is read here
            GET    | /api/v1/runs/9/importance         | 404 | No run 9; there are 1, the latest is 1
            GET    | /api/v1/runs/1/importance?share=1 | 400 | share must be a decimal in (0, 1), but is '1'
            GET    | /api/v1/runs/1/importance?share=0.0 | 400 | share must be a decimal in (0, 1), but is '0.0'
            GET    | /api/v1/runs/1/importance?measure=test-score | 400 | measure must be validation-score, but is 'test-score'
            GET    | /api/v1/pairs?a=1                 | 400 | b must name 1 to 200 trials by their ids, with commas between them, but names 0
            GET    | /api/v1/pairs?a=1,x&b=2           | 400 | A trial's id is a whole number, not 'x'
            GET    | /api/v1/pairs?a=1,2&b=2           | 400 | Two trials of a have the seed 7: 1 and 2
            GET    | /api/v1/pairs?a=1&b=9             | 404 | No trial 9; /actuator/experiments/NAME lists the ids of a run's trials
            GET    | /api/v1/runs                      | 404 | Nothing is at /api/v1/runs; the API begins at /api/v1/experiments, and /actuator lists what is there for curl
            GET    | /api/v1                           | 404 | Nothing is at /api/v1; the API begins at /api/v1/experiments, and /actuator lists what is there for curl
            GET    | /api/v2/runs                      | 404 | Nothing is at /api/v2/runs; the API begins at /api/v1/experiments, and /actuator lists what is there for curl
            POST   | /api/v1/runs/1                    | 405 | This address does not take POST, but GET
            DELETE | /api/v1/trials/1                  | 405 | This address does not take DELETE, but GET
            GET    | /api/v1/runs/1?a=%ff              | 400 | The request cannot be read.
            GET    | //                                | 404 | Nothing is at //; the API begins at /api/v1/experiments, and /actuator lists what is there for curl
            GET    | /error                            | 404 | Nothing is at /error; the API begins at /api/v1/experiments, and /actuator lists what is there for curl
            """)
    void whatIsNotServedIsAProblemInFullSentences(String method, String path, int status, String detail)
            throws Exception {
        HttpResponse<String> answer =
                web.ask(path, request -> request.method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JsonMapper.shared().readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asString()).isNotBlank();
        assertThat(problem.get("detail").asString()).isEqualTo(detail);
    }

    @Test
    void whatCannotBeHadInTheFormThatIsAskedForIsAProblem() throws Exception {
        HttpResponse<String> answer = web.get("/api/v1/runs/1", "text/csv");

        assertThat(answer.statusCode()).isEqualTo(406);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("What is here can be had as application/json");
    }
}
