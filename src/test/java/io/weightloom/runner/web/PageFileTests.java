package io.weightloom.runner.web;

import static io.weightloom.runner.review.SampleRun.hypernetwork;
import static io.weightloom.runner.review.SampleRun.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Trials;
import io.weightloom.text.Sha256;
import io.weightloom.trial.TrialOutcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page as one file: of three trials, of which the second failed with what looks like a script. */
class PageFileTests {

    private static final JsonMapper JSON = new JsonMapper();

    private static final String HOSTILE = "</script><script>alert(1)</script><!--";

    private static WebApplication web;
    private static Run run;
    private static String page;

    @BeforeAll
    static void start() throws Exception {
        web = new WebApplication(TestDatabases.H2_MEMORY.fresh(), Map.of());
        run = web.sample().open("glyphs", 1);
        web.get(Trials.class)
                .plan(run.id(), List.of(hypernetwork(1, 4, 7, 1028), hypernetwork(2, 8, 7, 2056), plain(3, 7)));
        web.sample().complete(run, 1, 0.9);
        web.sample().end(run, 2, new TrialOutcome.Failed(HOSTILE));
        web.sample().complete(run, 3, 0.95);
        page = ask().body();
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    private static HttpResponse<String> ask() throws IOException, InterruptedException {
        return web.get("/api/v1/runs/%s/page.html".formatted(run.id()), "*/*");
    }

    @Test
    void itIsSavedUnderTheRunsName() throws Exception {
        assertThat(ask().headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"glyphs-%s.html\"".formatted(run.id()));
        assertThat(ask().headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
        assertThat(web.get("/api/v1/runs/99/page.html", "*/*").statusCode()).isEqualTo(404);
    }

    @Test
    void itLoadsNothing() {
        assertThat(page).doesNotContain("<link rel=\"stylesheet\"").doesNotContainPattern("<script[^>]* src=");
        assertThat(Pattern.compile("<(?:link|img|script)[^>]*(?:href|src)=\"([^\"]*)\"")
                        .matcher(page)
                        .results()
                        .map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(address -> assertThat(address).startsWith("data:image/svg+xml;base64,"));
    }

    @Test
    void whatLooksLikeAScriptIsNone() {
        assertThat(page).doesNotContain("alert(1)</script>").doesNotContain("<script>alert");
        assertThat(page.split("</script>", -1)).hasSize(5); // modules, plots, answers, and what begins the page
        assertThat(stored().toString()).contains("alert(1)");
    }

    @Test
    void itsPolicyAllowsOneScript() throws Exception {
        Matcher script =
                Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL).matcher(page);

        assertThat(script.find()).isTrue();
        String hash = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(Sha256.of(script.group(1))));
        assertThat(page).contains("script-src 'sha256-%s' blob:;".formatted(hash));
        assertThat(script.find()).isFalse();
    }

    @Test
    void eachModuleComesAfterThoseThatItImports() throws Exception {
        List<String> before = new ArrayList<>();
        for (JsonNode module : part("modules")) {
            String path = module.get(0).asString();
            Matcher imports = Pattern.compile("\\bfrom\\s*\"(\\.{1,2}/[^\"]+)\"")
                    .matcher(module.get(1).asString());
            while (imports.find()) {
                assertThat(before)
                        .contains(URI.create(path).resolve(imports.group(1)).getPath());
            }
            before.add(path);
        }
        assertThat(before).contains("trial.js", "explore.js", "compare.js").endsWith("app.js");
    }

    @Test
    void itsAnswersAreThoseOfTheServer() throws Exception {
        JsonNode stored = stored();
        String at = "runs/%s/".formatted(run.id());

        assertThat(stored.at("/sheets/" + run.id() + "/trials"))
                .isEqualTo(server(at + "sheet").get("trials"));
        assertThat(stored.at("/sheets/" + run.id() + "/points"))
                .isEqualTo(server(at + "sheet").get("points"));
        assertThat(stored.get("answers").get(at + "comparisons").get("comparisons"))
                .isEqualTo(server(at + "comparisons").get("comparisons"));
        assertThat(stored.get("answers").get("experiments").at("/experiments/0/runs"))
                .isEqualTo(server("experiments").at("/experiments/0/runs"));
        JsonNode curve = server(at + "curves?trials=1&measure=train-loss").at("/curves/0");
        JsonNode kept = stored.at("/curves/%s/values/train-loss/1".formatted(run.id()));
        assertThat(stored.at("/curves/" + run.id() + "/epochs").get(kept.get(0).asInt()))
                .isEqualTo(curve.get("epochs"));
        assertThat(kept.get(1)).hasSameSizeAs(curve.get("values"));
    }

    @Test
    void allThatIsKnownOfEachTrialIsThereWithNumbersToSixDigits() throws Exception {
        JsonNode packs = stored().get("trials");

        assertThat(packs).hasSize(1);
        byte[] bytes = Base64.getDecoder().decode(packs.at("/0/gzip").asString());
        JsonNode trials = JSON.readTree(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes());
        assertThat(trials).hasSize(3);
        for (JsonNode trial : trials) {
            JsonNode whole = server("trials/" + trial.get("id").asLong());
            assertThat(trial.get("spec")).isEqualTo(whole.get("spec"));
            assertThat(trial.get("ledger").get("trainable"))
                    .isEqualTo(whole.get("ledger").get("trainable"));
            assertThat(trial.get("findings")).hasSameSizeAs(whole.get("findings"));
            assertThat(trial.has("metrics")).isFalse(); // those are the curves
        }
        assertThat(stored().get("leftTrials").isNull()).isTrue();
    }

    private static JsonNode server(String path) throws IOException, InterruptedException {
        return web.json("/api/v1/" + path);
    }

    private static JsonNode stored() {
        return part("stored");
    }

    private static JsonNode part(String id) {
        String begin = "<script type=\"application/json\" id=\"%s\">".formatted(id);
        int from = page.indexOf(begin) + begin.length();
        return JSON.readTree(page.substring(from, page.indexOf("</script>", from)));
    }
}
