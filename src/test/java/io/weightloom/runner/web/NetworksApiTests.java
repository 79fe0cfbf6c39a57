package io.weightloom.runner.web;

import static io.weightloom.runner.review.SampleRun.hypernetwork;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.raw.Table;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.store.Artifacts;
import io.weightloom.runner.store.PlacedWeights;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.TrialClaim;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.trained.TrainedSamples;
import io.weightloom.text.Sha256;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.Predictions;
import io.weightloom.trial.TrainedNetwork;
import io.weightloom.trial.TrainedWeights;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Trained networks, asked over HTTP: trial 1 is moons, 2 polynomials, 3 glyphs, 4 a picture, 6 a text; 5 has no
 * weights.
 */
class NetworksApiTests {

    private static WebApplication web;
    private static TrainedWeights moons;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() {
        web = new WebApplication(TestDatabases.H2_MEMORY.fresh(), Map.of());
        SampleRun sample = web.sample();
        Run run = sample.open("networks", 1);
        web.get(Trials.class)
                .plan(
                        run.id(),
                        IntStream.rangeClosed(1, 6)
                                .mapToObj(number -> hypernetwork(number, 4, number, 1028))
                                .toList());
        moons = TrainedSamples.moons();
        List<TrainedWeights> all =
                List.of(moons, TrainedSamples.polynomials(), TrainedSamples.glyphs(), TrainedSamples.picture());
        for (int number = 1; number <= 4; number++) {
            keep(sample, run, number, all.get(number - 1));
        }
        sample.complete(run, 5, 0.9);
        keep(sample, run, 6, TrainedSamples.text(folder));
    }

    private static void keep(SampleRun sample, Run run, int number, TrainedWeights weights) {
        TrialClaim claim = sample.claim(run, number);
        byte[] bytes = weights.bytes();
        web.get(Artifacts.class).save(claim, new PlacedWeights(bytes, Sha256.of(bytes), Optional.empty()));
        web.get(Trials.class).end(claim, SampleRun.completed(0.9), 1);
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    @Test
    void predictionsAreThoseOfTheNetworkInJsonAndInCsv() throws Exception {
        Predictions expected;
        try (TrainedNetwork network = TrainedNetwork.of(moons)) {
            expected = network.predict(
                    new Table.Numbers(new double[] {0.5, 0.25, 2, -0.5}, List.of("x", "y")), new ConditionValue.Own());
        }

        JsonNode arrays = json(post(1, "", "application/json", "{\"rows\": [[0.5, 0.25], [2, -0.5]]}"));
        JsonNode objects = json(post(
                1,
                "",
                "application/json",
                "{\"rows\": [{\"y\": 0.25, \"x\": 0.5}, {\"x\": 2, \"y\": -0.5, \"z\": 1}]}"));
        HttpResponse<String> csv = web.ask(
                "/api/v1/trials/1/predictions",
                request -> request.header("Content-Type", "text/csv")
                        .header("Accept", "text/csv")
                        .POST(HttpRequest.BodyPublishers.ofString("x,y\n0.5,0.25\n2,-0.5\n")));

        assertThat(arrays.get("outputs").toString()).isEqualTo("[\"0\",\"1\"]");
        assertThat(arrays.get("classes").toString())
                .isEqualTo("[\"%s\",\"%s\"]".formatted(expected.largest(0), expected.largest(1)));
        assertThat(arrays.at("/values/0/0").asDouble()).isEqualTo(expected.value(0, 0));
        assertThat(arrays.at("/values/1/1").asDouble()).isEqualTo(expected.value(1, 1));
        assertThat(objects).isEqualTo(arrays);
        assertThat(csv.headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");
        List<String> lines = csv.body().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("class,p(0),p(1)");
        String[] cells = lines.get(2).split(",", -1);
        assertThat(cells[0]).isEqualTo(String.valueOf(expected.largest(1)));
        assertThat(Double.parseDouble(cells[1])).isEqualTo(expected.value(1, 0));
        assertThat(OpenApi.faults(web.controllers(), "PredictionsAnswer", arrays.toString()))
                .isEmpty();
    }

    @Test
    void aTextIsPredictedForCharacterByCharacter() throws Exception {
        JsonNode rows = json(post(
                6, "", "application/json", "{\"rows\": [[\"a\"], [\"a\"], {\"character\": \"b\"}, [\"a\"], [\"b\"]]}"));
        JsonNode whole = json(post(6, "", "text/csv", "aabab"));

        assertThat(whole).isEqualTo(rows);
        assertThat(json(post(6, "", "text/plain", "aabab"))).isEqualTo(rows);
        assertThat(json(post(6, "", "text/plain;charset=UTF-8", "aabab"))).isEqualTo(rows);
        assertThat(rows.get("values")).hasSize(3);
        assertThat(rows.get("firstPlace").asInt()).isEqualTo(3);
        assertThat(rows.get("actualClasses").toString()).isEqualTo("[\"a\",\"b\",null]");
        assertThat(rows.get("actualValues").isNull()).isTrue();
        assertThat(OpenApi.faults(web.controllers(), "PredictionsAnswer", rows.toString()))
                .isEmpty();
    }

    @Test
    void eachTaskHasANetworkOfItsOwn() throws Exception {
        String rows = "{\"rows\": [[1.5]]}";

        JsonNode first = json(post(2, "?task=0", "application/json", rows));
        JsonNode third = json(post(2, "?task=2", "application/json", rows));
        JsonNode ofZ = json(post(2, "?z=0.5,-1", "application/json", rows));

        assertThat(first.get("classes").isNull()).isTrue();
        assertThat(first.get("values")).isNotEqualTo(third.get("values")).isNotEqualTo(ofZ.get("values"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 |                | application/json | {"rows": [[1]]}              | 400 | rows[0] has 1 value, but an example of this network has 2: x, y
            1 |                | application/json | {"rows": [[1, 2], [1]]}      | 400 | rows[1] has 1 value, but an example of this network has 2: x, y
            1 |                | application/json | {"rows": [{"x": 1}]}         | 400 | rows[0] has no 'y'; an example of this network has 2: x, y
            1 |                | application/json | {"rows": [1]}                | 400 | rows[0] is neither an array of values nor an object
            1 |                | application/json | {"rows": [[1, 2], [2, "a"]]} | 400 | holds what is no number in 1 of 2 rows: a
            1 |                | application/json | {"rows": [[1, 2], [2, null]]} | 400 | is empty in 1 of 2 rows
            1 |                | application/json | {"rows": [[1, 2], [2, [3]]]} | 400 | rows[1] must hold numbers, texts and null, but holds an array
            1 |                | application/json | {"rows": [[null, 1], [0, 1]]} | 400 | rows[0]: column 'x' is empty in 1 of 2 rows; the network was trained on data without gaps
            1 |                | application/json | {"rows": [["oops", 1], [0, 1]]} | 400 | rows[0]: column 'x' holds what is no number in 1 of 2 rows: oops
            1 |                | application/json | {"rows": [[1, 2], [null, null]]} | 400 | rows[1]: column 'x' is empty in 1 of 2 rows
            1 |                | text/csv         | 1,oops                       | 400 | body:1: column 'y' holds text in 1 of 1 rows: oops
            1 |                | application/json | {"rows": []}                 | 400 | rows is empty
            1 |                | application/json | {}                           | 400 | The body must have 'rows', an array of examples
            1 |                | application/json | {"rwos": []}                 | 400 | The body has 'rwos', which is not known; did you mean 'rows'?
            1 |                | application/json | {"rows": [[1e99, 1]]}        | 400 | too far from the mean
            1 |                | text/csv         | x,z                          | 400 | body
            1 |                | text/plain       | x,y                          | 415 | The body's type must be application/json or text/csv: text/plain is for networks that were trained on a text
            1 |                | text/html        | x,y                          | 415 | text/csv, text/plain, but is text/html
            6 |                | text/plain       | a%b                          | 400 | body: of these the network knows nothing
            1 | ?task=0        | application/json | {"rows": [[1, 2]]}           | 400 | its z is fixed
            1 | ?taks=0        | application/json | {"rows": [[1, 2]]}           | 400 | The parameter 'taks' is not known; did you mean 'task'?
            2 |                | application/json | {"rows": [[1]]}              | 400 | give a task in [0, 2]
            2 | ?task=3        | application/json | {"rows": [[1]]}              | 400 | give a task in [0, 2]
            2 | ?task=0&z=1,1  | application/json | {"rows": [[1]]}              | 400 | Of task, descriptor and z, each says alone which network is meant: give one
            2 | ?z=1           | application/json | {"rows": [[1]]}              | 400 | z of this network has 2 numbers, but 1 were given
            2 | ?z=1,NaN       | application/json | {"rows": [[1]]}              | 400 | z must be numbers with commas between them
            5 |                | application/json | {"rows": [[1, 2]]}           | 409 | The weights of trial 5 (networks, run 1) were not kept
            9 |                | application/json | {"rows": [[1, 2]]}           | 404 | No trial 9
            """)
    void whatCannotBePredictedForIsAProblem(
            int trial, String query, String type, String body, int status, String detail) throws Exception {
        HttpResponse<String> answer = post(trial, query == null ? "" : query, type, body);

        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(json(answer).get("detail").asString()).contains(detail);
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void brokenJsonIsToldWhereItBreaks() throws Exception {
        HttpResponse<String> answer = post(1, "", "application/json", "{\"rows\": [[1, 2]");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("detail").asString())
                .startsWith("The body is no JSON as it should be: ")
                .contains("line 1");
    }

    @Test
    void thereIsABoundOnRowsAndBytes() throws Exception {
        String rows = "x,y\n" + "1,2\n".repeat(10_001);

        HttpResponse<String> many = post(1, "", "text/csv", rows);
        HttpResponse<String> overlong = web.ask(
                "/api/v1/trials/1/predictions",
                request -> request.header("Content-Type", "text/csv")
                        .POST(HttpRequest.BodyPublishers.fromPublisher(
                                HttpRequest.BodyPublishers.ofString(" ".repeat(BoundedBodies.MOST_BYTES + 1)))));

        assertThat(many.statusCode()).isEqualTo(413);
        assertThat(json(many).get("detail").asString())
                .isEqualTo("At most 10000 examples are predicted for at once, but there are more");
        assertThat(overlong.statusCode()).isEqualTo(413);
        assertThat(json(overlong).get("detail").asString()).isEqualTo("A body may have 67108864 bytes at most");
        assertThat(post(1, "", "application/json", "{\"rows\": [1%s]}".formatted(", 1".repeat(10_000)))
                        .statusCode())
                .as("they are counted before anything is read of them")
                .isEqualTo(413);
        assertThat(post(1, "", "text/csv", "x,y\n" + "1,2\n".repeat(10_000)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void pagesOfOtherOriginsAreRefused() throws Exception {
        for (String[] header :
                new String[][] {{"Origin", "http://example.org"}, {"Origin", "null"}, {"Sec-Fetch-Site", "cross-site"}
                }) {
            HttpResponse<String> answer = web.ask(
                    "/api/v1/trials/1/predictions",
                    request -> request.header("Content-Type", "application/json")
                            .header(header[0], header[1])
                            .POST(HttpRequest.BodyPublishers.ofString("{\"rows\": [[1, 2]]}")));
            assertThat(answer.statusCode()).as(header[1]).isEqualTo(403);
        }
        HttpResponse<String> own = web.ask(
                "/api/v1/trials/1/predictions",
                request -> request.header("Content-Type", "application/json")
                        .header("Origin", web.url(""))
                        .header("Sec-Fetch-Site", "same-origin")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"rows\": [[1, 2]]}")));
        assertThat(own.statusCode()).isEqualTo(200);
    }

    @Test
    void twoInputsAreShownAsAGrid() throws Exception {
        JsonNode answer = web.json("/api/v1/trials/1/generate?grid=16");

        assertThat(answer.at("/response/form").asString()).isEqualTo("grid");
        assertThat(answer.at("/response/axes")).hasSize(2);
        assertThat(answer.at("/response/classes")).hasSize(256);
        assertThat(answer.at("/response/values")).hasSize(2);
        assertThat(answer.at("/response/values/1")).hasSize(256);
        double x = answer.at("/response/axes/0/from").asDouble();
        double y = answer.at("/response/axes/1/to").asDouble();
        JsonNode corner = json(post(1, "", "application/json", "{\"rows\": [[%s, %s]]}".formatted(x, y)));
        assertThat((float) answer.at("/response/values/1/240").asDouble())
                .isEqualTo((float) corner.at("/values/0/1").asDouble());
        assertThat(answer.at("/tensors/0/name").asString()).isEqualTo("w1");
        assertThat(answer.at("/tensors/0/image").isNull()).isTrue();
        assertThat(OpenApi.faults(web.controllers(), "BehaviourAnswer", answer.toString()))
                .isEmpty();
    }

    @Test
    void oneInputIsShownAsACurveAndAPictureAsItIs() throws Exception {
        JsonNode curve = web.json("/api/v1/trials/2/generate?task=1");
        JsonNode picture = web.json("/api/v1/trials/4/generate?grid=8");

        assertThat(curve.at("/response/form").asString()).isEqualTo("curve");
        assertThat(curve.at("/response/values/0")).hasSize(64);
        assertThat(curve.at("/response/classes").isNull()).isTrue();
        assertThat(picture.at("/response/form").asString()).isEqualTo("picture");
        assertThat(picture.at("/response/outputs").toString()).isEqualTo("[\"red\",\"green\",\"blue\"]");
        assertThat(picture.at("/response/axes/0/from").asDouble()).isEqualTo(-0.875);
        assertThat(picture.at("/response/values/2")).hasSize(64);
    }

    @Test
    void weightsAreShownWhereThereAreMoreInputs() throws Exception {
        JsonNode answer = web.json("/api/v1/trials/3/generate");

        assertThat(answer.get("response").isNull()).isTrue();
        JsonNode first = answer.at("/tensors/0");
        assertThat(first.get("shape").toString()).isEqualTo("[121,8]");
        assertThat(first.at("/image/height").asInt()).isEqualTo(64);
        assertThat(first.at("/image/width").asInt()).isEqualTo(8);
        assertThat(first.at("/image/pixels")).hasSize(512);
        assertThat(first.get("min").asDouble()).isLessThan(first.get("mean").asDouble());
        assertThat(OpenApi.faults(web.controllers(), "BehaviourAnswer", answer.toString()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /1/generate?grid=1    | 400 | grid must be a whole number in [2, 128], but is '1'
            /1/generate?grid=129  | 400 | grid must be a whole number in [2, 128], but is '129'
            /1/generate?digits=0  | 400 | digits must be a whole number in [1, 9], but is '0'
            /1/generate?grid=x    | 400 | grid must be a whole number in [2, 128], but is 'x'
            /2/generate           | 400 | give a task in [0, 2]
            /5/generate           | 409 | were not kept
            /9/generate           | 404 | No trial 9
            """)
    void whatCannotBeGeneratedIsAProblem(String path, int status, String detail) throws Exception {
        HttpResponse<String> answer = web.get("/api/v1/trials" + path, "application/json");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer).get("detail").asString()).contains(detail);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 | fixed    | 0 | 1 | 0
            2 | per-task | 2 | 3 | 3
            3 | learned  | 4 | 1 | 1
            """)
    void whatCanBeMovedOfANetworkIsTold(int trial, String condition, int zDim, int tasks, int rows) throws Exception {
        JsonNode answer = web.json("/api/v1/trials/%s/condition".formatted(trial));

        assertThat(answer.get("condition").asString()).isEqualTo(condition);
        assertThat(answer.get("zDim").asInt()).isEqualTo(zDim);
        assertThat(answer.get("tasks").asInt()).isEqualTo(tasks);
        assertThat(answer.get("z"))
                .hasSize(rows)
                .allSatisfy(row -> assertThat(row).hasSize(zDim));
        assertThat(answer.get("descriptor").isNull()).isTrue();
        assertThat(OpenApi.faults(web.controllers(), "ConditionAnswer", answer.toString()))
                .isEmpty();
    }

    @Test
    void numbersHaveAsManyDigitsAsAreAskedFor() throws Exception {
        JsonNode all = web.json("/api/v1/trials/1/generate?grid=16");
        JsonNode three = web.json("/api/v1/trials/1/generate?grid=16&digits=3");

        for (int i = 0; i < 256; i++) {
            double exact = all.at("/response/values/1/" + i).asDouble();
            JsonNode shown = three.at("/response/values/1/" + i);
            assertThat(shown.asDouble()).isCloseTo(exact, Percentage.withPercentage(0.51));
            assertThat(shown.asDecimal().stripTrailingZeros().precision()).isLessThanOrEqualTo(3);
        }
        assertThat(three.at("/response/axes")).isEqualTo(all.at("/response/axes"));
        assertThat(three.toString().length()).isLessThan(all.toString().length() * 2 / 3);
    }

    @Test
    void aTrialTellsOfItsWeightsAndLeadsToItsNetwork() throws Exception {
        JsonNode kept = web.json("/api/v1/trials/1");
        JsonNode other = web.json("/api/v1/trials/5");

        assertThat(kept.at("/weights/state").asString()).isEqualTo("kept");
        assertThat(kept.at("/weights/sha256").asString()).isEqualTo(Sha256.of(moons.bytes()));
        assertThat(kept.at("/links/generate").asString()).isEqualTo("/api/v1/trials/1/generate");
        assertThat(web.get(kept.at("/links/generate").asString(), "*/*").statusCode())
                .isEqualTo(200);
        assertThat(other.at("/weights/state").asString()).isEqualTo("earlier-version");
        assertThat(other.at("/links/generate").isMissingNode()).isTrue();
    }

    @Test
    void anExportIsListedAndEachFileHasItsDigest() throws Exception {
        JsonNode exports = web.json("/api/v1/trials/1/exports");

        assertThat(OpenApi.faults(web.controllers(), "ExportsAnswer", exports.toString()))
                .isEmpty();
        assertThat(exports.at("/files/0/name").asString()).isEqualTo("README.md");
        for (JsonNode file : exports.get("files")) {
            HttpResponse<byte[]> answer =
                    web.bytes("/api/v1/trials/1/exports/" + file.get("name").asString());
            assertThat(answer.body()).hasSize(file.get("bytes").asInt());
            assertThat(Sha256.of(answer.body())).isEqualTo(file.get("sha256").asString());
            byte[] digest = HexFormat.of().parseHex(file.get("sha256").asString());
            assertThat(answer.headers().firstValue("Repr-Digest"))
                    .contains("sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":");
            assertThat(answer.headers().firstValue("Content-Disposition"))
                    .contains("attachment; filename=\"%s\""
                            .formatted(file.get("name").asString()));
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/octet-stream");
        }
        byte[] hypernetwork =
                web.bytes("/api/v1/trials/1/exports/hypernetwork.safetensors").body();
        assertThat(TrainedWeights.read(hypernetwork)).isEqualTo(moons);
    }

    @Test
    void aFileThatAClientHasIsNotMadeAgain() throws Exception {
        String path = "/api/v1/trials/1/exports/target.npz";
        String tag = web.get(path, "*/*").headers().firstValue("ETag").orElseThrow();

        assertThat(tag).matches("\"[0-9a-f]{24}\"");
        assertThat(web.ask(path, request -> request.header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void filesAreOfOneTaskOrOfEach() throws Exception {
        assertThat(web.json("/api/v1/trials/2/exports?precision=float16")
                        .get("files")
                        .toString())
                .contains("target-task0.npz", "target-task2.npz");
        assertThat(web.json("/api/v1/trials/2/exports?task=1").get("files").toString())
                .contains("\"target.npz\"")
                .doesNotContain("target-task");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /1/exports/nosuch           | 404 | An export has no 'nosuch', but README.md,
            /1/exports/..               | 404 | An export has no '..'
            /1/exports/..%2f..%2fx      | 400 |
            /1/exports/..%5c..%5cx      | 400 |
            /1/exports?precision=int4   | 400 | precision must be one of float32, float16, int8, but is 'int4'
            /2/exports?task=3           | 400 | give a task in [0, 2]
            /5/exports                  | 409 | were not kept
            /9/exports/README.md        | 404 | No trial 9
            """)
    void whatCannotBeExportedIsAProblem(String path, int status, String detail) throws Exception {
        HttpResponse<String> answer = web.get("/api/v1/trials" + path, "*/*");

        assertThat(answer.statusCode()).isEqualTo(status);
        if (detail != null) { // else the container refuses it
            assertThat(json(answer).get("detail").asString()).contains(detail);
        }
    }

    private static HttpResponse<String> post(int trial, String query, String type, String body) throws Exception {
        return web.ask(
                "/api/v1/trials/" + trial + "/predictions" + query,
                request -> request.header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}
