package io.weightloom.runner.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.table.TrialColumns;
import io.weightloom.text.KebabCase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PageTests {

    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

    private static final Pattern IMPORT = Pattern.compile("from \"([^\"]+)\"");

    private static final Path STATIC = Path.of("src/main/resources/static");

    private static WebApplication web;

    @BeforeAll
    static void start() {
        web = new WebApplication(TestDatabases.H2_MEMORY.fresh(), Map.of());
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    @Test
    void thePageAndAllItRefersToComeFromThisServer() throws Exception {
        HttpResponse<String> page = web.get("/", "text/html");

        List<String> references = REFERENCE
                .matcher(page.body())
                .results()
                .map(MatchResult::group)
                .map(reference -> reference.replaceAll(".*=\"|\"$", ""))
                .toList();
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(references).contains("app.js", "base.css", "vendor/uplot-1.6.32/uPlot.iife.min.js");
        for (String reference : references) {
            assertThat(reference).doesNotContain(":").doesNotStartWith("//");
            assertThat(web.get("/" + reference, "*/*").statusCode())
                    .as(reference)
                    .isEqualTo(200);
        }
    }

    @Test
    void everyModuleThatAModuleImportsComesFromThisServer() throws Exception {
        for (Path module : modules()) {
            for (MatchResult imported :
                    IMPORT.matcher(Files.readString(module)).results().toList()) {
                assertThat(imported.group(1)).as(module.toString()).startsWith(".");
                Path file = STATIC.relativize(
                        module.resolveSibling(imported.group(1)).normalize());
                assertThat(web.get("/" + file, "*/*").statusCode())
                        .as(file.toString())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void browsersAreToldToRunAndLoadNothingElse() throws Exception {
        for (String path : List.of("/", "/app.js", "/actuator/experiments", "/no-such-thing")) {
            HttpResponse<String> response = web.get(path, "*/*");

            assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .as(path)
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                    .doesNotContain("unsafe");
            assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        }
    }

    @Test
    void thePageHasNoScriptOrStyleOfItsOwnInLine() throws Exception {
        String page = web.get("/", "text/html").body();

        assertThat(page).doesNotContainPattern("<script>|<style|\\sstyle=|\\son[a-z]+=|javascript:");
    }

    @Test
    void whatComesFromASpecIsNeverMadeIntoHtml() throws Exception {
        for (Path module : modules()) {
            assertThat(Files.readString(module))
                    .as(module.toString())
                    .doesNotContainPattern("innerHTML|outerHTML|insertAdjacentHTML|unsafe-?(html|svg|HTML|SVG)")
                    .doesNotContainPattern("document\\.write|eval\\(|new Function|setAttribute\\(\"style|\\sstyle=");
        }
    }

    @Test
    void noModuleIsLongerThanOneReadsAtOnce() throws Exception {
        for (Path module : modules()) {
            assertThat(Files.readAllLines(module)).as(module.toString()).hasSizeLessThan(350);
        }
    }

    private static List<Path> modules() throws IOException {
        try (Stream<Path> files = Files.walk(STATIC)) {
            return files.filter(file -> file.toString().endsWith(".js") && !file.startsWith(STATIC.resolve("vendor")))
                    .toList();
        }
    }

    @Test
    void theTableKnowsHowToShowEachFormatOfTheServersColumns() throws Exception {
        String script = web.get("/cells.js", "*/*").body();

        for (TrialColumns.Format format : TrialColumns.Format.values()) {
            assertThat(script).contains("    \"" + KebabCase.of(format) + "\": ");
        }
    }
}
