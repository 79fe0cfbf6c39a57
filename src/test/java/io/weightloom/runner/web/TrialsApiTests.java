package io.weightloom.runner.web;

import static io.weightloom.runner.review.SampleRun.hypernetwork;
import static io.weightloom.runner.review.SampleRun.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Trials;
import io.weightloom.trial.TrialOutcome;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run's trials as scripts ask for them. */
class TrialsApiTests {

    private static final String TRIALS = "/api/v1/runs/1/trials";

    private static WebApplication web;

    @BeforeAll
    static void start() {
        web = new WebApplication(TestDatabases.H2_MEMORY.fresh(), Map.of());
        Run run = web.sample().open("glyphs", 1);
        web.get(Trials.class)
                .plan(
                        run.id(),
                        List.of(
                                hypernetwork(1, 4, 7, 1028),
                                hypernetwork(2, 8, 7, 2056),
                                hypernetwork(3, 16, 7, 4112),
                                hypernetwork(4, 16, 8, 4112),
                                hypernetwork(5, 32, 7, 8000),
                                plain(6, 7)));
        web.sample().complete(run, 1, 0.80);
        web.sample().complete(run, 2, 0.95);
        web.sample().complete(run, 3, 0.90);
        web.sample().complete(run, 4, 0.95);
        web.sample().end(run, 5, new TrialOutcome.Diverged(1, 3));
        web.sample().complete(run, 6, 0.90);
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    private static String asked(String... namesAndValues) {
        StringBuilder path = new StringBuilder(TRIALS);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            path.append(i == 0 ? '?' : '&')
                    .append(namesAndValues[i])
                    .append('=')
                    .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
        }
        return path.toString();
    }

    private static List<Integer> numbers(JsonNode answer) {
        return answer.get("trials")
                .valueStream()
                .map(trial -> trial.get("number").asInt())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                          | ``                          | 1 2 3 4 5 6
            ``                          | -validationScore            | 2 4 3 6 1 5
            ``                          | validationScore             | 1 3 6 2 4 5
            ``                          | -validation-score,-trial    | 4 2 6 3 1 5
            ``                          | role,-z-dim                 | 5 3 4 2 1 6
            ``                          | hypernet.z-dim              | 1 2 3 4 5 6
            ``                          | -hypernet.z-dim             | 5 3 4 2 1 6
            ``                          | -trainable                  | 6 5 3 4 2 1
            z-dim>=8 outcome=completed  | -number                     | 4 3 2
            role!=hypernetwork          | ``                          | 6
            diverged                    | ``                          | 5
            state="ended" seed=8        | ``                          | 4
            """)
    void trialsAreFilteredAndSortedAsOnThePage(String filter, String sort, String numbers) throws Exception {
        JsonNode answer = web.json(asked("filter", filter, "sort", sort));

        assertThat(numbers(answer)).extracting(String::valueOf).containsExactly(numbers.split(" ", -1));
        assertThat(answer.get("total").asInt()).isEqualTo(numbers(answer).size());
    }

    @Test
    void pagesFollowEachOtherByTheirLinks() throws Exception {
        List<Integer> seen = new ArrayList<>();
        List<String> back = new ArrayList<>();
        String next = asked("filter", "role~hyper \"completed\"", "sort", "-validationScore", "limit", "3");
        while (next != null) {
            JsonNode answer = web.json(next);
            seen.addAll(numbers(answer));
            assertThat(answer.get("total").asInt()).isEqualTo(4);
            assertThat(answer.get("links").get("self").asString())
                    .isEqualTo(next.replace("+", "%20").replace("%7E", "~"));
            back.add(answer.get("links").path("prev").asString(""));
            next = answer.get("links").path("next").asString(null);
        }

        assertThat(seen).containsExactly(2, 4, 3, 1);
        assertThat(back).hasSize(2).first().isEqualTo("");
        assertThat(numbers(web.json(back.get(1)))).containsExactly(2, 4, 3);
    }

    @Test
    void csvAndTextHaveTheSameLinesAndTellTheTotalInTheirHeads() throws Exception {
        String query = "?sort=-validationScore&offset=1&limit=2";

        HttpResponse<String> csv = web.get(TRIALS + query, "text/csv");
        HttpResponse<String> named = web.get(TRIALS + ".csv" + query, "*/*");
        HttpResponse<String> text = web.get(TRIALS + query, "text/plain");

        assertThat(csv.body()).isEqualTo(named.body());
        assertThat(csv.body().lines()).hasSize(3).element(1).asString().startsWith("glyphs,1,4,");
        assertThat(csv.headers().firstValue("X-Total-Count")).contains("6");
        assertThat(csv.headers().firstValue("Link"))
                .contains("<%s?sort=-validationScore&offset=3&limit=2>; rel=\"next\", ".formatted(TRIALS)
                        + "<%s?sort=-validationScore&limit=2>; rel=\"prev\"".formatted(TRIALS));
        assertThat(named.headers().firstValue("Link").orElseThrow()).startsWith("<" + TRIALS + ".csv?");
        assertThat(text.body().lines().toList())
                .hasSizeGreaterThan(4)
                .last()
                .isEqualTo("2 to 3 of 6 trials; those that come next are at %s?sort=-validationScore&offset=3&limit=2"
                        .formatted(TRIALS));
        assertThat(web.get(TRIALS + "?filter=nothing-has-this", "text/plain").body())
                .endsWith("none of 0 trials\n");
    }

    @Test
    void whoeverAsksForNoPartGetsTheWholeTableInTheFormsThatTheRunHas() throws Exception {
        assertThat(web.json(TRIALS).get("trials"))
                .isEqualTo(web.json("/api/v1/runs/1").get("trials"));
        assertThat(web.get(TRIALS + ".csv", "*/*").body())
                .isEqualTo(web.get("/actuator/experiments/glyphs", "text/csv").body());
        assertThat(web.get(TRIALS, "*/*").headers().firstValue("Content-Type")).contains("application/json");
        assertThat(web.get(TRIALS, "*/*").headers().firstValue("Link")).isEmpty();
    }

    @Test
    void aTagIsOfOneForm() throws Exception {
        String tag = web.get(TRIALS, "text/csv").headers().firstValue("ETag").orElseThrow();

        assertThat(web.ask(
                                TRIALS,
                                request -> request.header("Accept", "text/csv").header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(304);
        assertThat(web.ask(
                                TRIALS,
                                request -> request.header("Accept", "application/json")
                                        .header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            filter | trainabel=8           | filter: there is no column 'trainabel'; did you mean 'trainable'?
            sort   | validationScore,desc  | sort: there is no column 'desc'; known here: number, id, role, state, outcome
            sort   | -                     | sort: there is no column ''; known here: number, id, role, state, outcome
            offset | -1                    | offset must be a whole number from 0 to 999999999, but is '-1'
            offset | one                   | offset must be a whole number from 0 to 999999999, but is 'one'
            limit  | 0                     | limit must be a whole number from 1 to 999999999, but is '0'
            limit  | 12345678901           | limit must be a whole number from 1 to 999999999, but is '12345678901'
            size   | 5                     | The parameter 'size' is not known; known here: filter, sort, offset, limit
            """)
    void whatCannotBeMeantIsAProblemThatSaysWhatCan(String name, String value, String detail) throws Exception {
        HttpResponse<String> answer = web.get(asked(name, value), "application/json");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonMapper().readTree(answer.body()).get("detail").asString())
                .startsWith(detail);
    }

    @Test
    void filterAndSortAreBothFoundAtFault() throws Exception {
        assertThat(web.json(asked("filter", "widht=1", "sort", "dpeth"))
                        .get("detail")
                        .asString())
                .contains("filter: there is no column 'widht'")
                .contains("sort: there is no column 'dpeth'");
    }
}
