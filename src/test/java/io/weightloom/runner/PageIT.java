package io.weightloom.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.RunnerProcess.Jvm;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * The page of the packaged runner in a real browser: of a run that is complete, and of one that is at work all the
 * while. Pictures of it are left in {@code target/pictures}.
 */
class PageIT {

    /** Run 1 has two hypernetworks and two controls at two seeds; run 2 does not end before the tests do. */
    private static final String SPEC = """
            experiments:
              moons:
                description: How few numbers tell two half moons apart?
                seed: 7
                data: {source: moons, samples: 300}
                target: {kind: mlp, layers: [2, 8, 2]}
                hypernet: {generator: full, z-dim: 4, hidden: [8]}
                training: {epochs: 12, batch-size: 32, optimizer: adam, learning-rate: 0.01}
                controls: [plain, matched]
                sweep:
                  parameters:
                    - {name: hypernet.z-dim, values: [2, 4, 8]}
                    - {name: training.learning-rate, values: [0.003, 0.01]}
                  repeats: 3
              own:
                data: {source: permuted, of: csv, file: points.csv, label: label, task: classification, tasks: 2}
                target: {from: points.onnx}
                hypernet: {residual: given, generator: low-rank, rank: 2, condition: per-task, z-dim: 4}
                training: {epochs: 3, batch-size: 20, optimizer: adam, learning-rate: 0.01}
                controls: [given]
                sweep:
                  parameters:
                    - {name: hypernet.z-dim, values: [2, 4]}
              night:
                description: 'A name that is <b id="planted">no markup</b></script><img src=x onerror=alert(1)>'
                data: {source: moons, samples: 2000}
                target: {kind: mlp, layers: [2, 16, 2]}
                hypernet: {generator: full, z-dim: 4, hidden: [16]}
                training: {epochs: 400, batch-size: 8, optimizer: adam, learning-rate: 0.001}
                sweep:
                  parameters:
                    - {name: hypernet.z-dim, values: [2, 3, 4, 5, 6, 7, 8, 9]}
                  repeats: 50
            """;

    private static final Path PICTURES = Path.of("target", "pictures");

    @TempDir
    static Path folder;

    private static Browser browser;
    private static RunnerProcess runner;

    @BeforeAll
    static void open() throws IOException {
        browser = Browser.open();
        ThousandsOfTrials.store(folder.resolve("data").resolve("weightloom"));
        Files.writeString(folder.resolve("spec.yml"), SPEC);
        for (String name : List.of("points.csv", "points.onnx")) {
            Files.copy(Path.of("src", "test", "resources", "given", name), folder.resolve(name));
        }
        runner = RunnerProcess.start(
                Jvm.QUICK,
                folder,
                "--spring.config.location=spec.yml",
                "--runner.workers=1",
                "--runner.checkpoint-interval=1s");
        runner.awaitPort();
        runner.awaitAnswer(
                "/actuator/experiments/moons",
                run -> run.path("run").path("state").asString("").equals("completed"));
        runner.awaitAnswer(
                "/actuator/experiments/night",
                run -> run.path("trials").path(0).path("epochs").asInt(0) > 0);
    }

    @AfterAll
    static void close() {
        if (runner != null) {
            runner.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void usual() {
        browser.size(1280, 900);
        browser.prefers("light");
    }

    private static void show(String hash) {
        browser.to("http://127.0.0.1:" + runner.port() + "/" + hash);
    }

    private static long trial() {
        return runner.get("/api/v1/runs/1")
                .json()
                .path("trials")
                .path(0)
                .path("id")
                .asLong();
    }

    private static int points() {
        return runner.get("/api/v1/runs/1").json().path("points").size();
    }

    private static String all() {
        return "%1$s of %1$s points".formatted(points());
    }

    private static void assertQuiet() {
        assertThat(browser.complaints()).isEqualTo(List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "experiments, light, 1280",
        "experiments, dark, 390",
        "experiment, light, 1280",
        "experiment, dark, 1280",
        "experiment, light, 390",
        "trial, light, 1280",
        "trial, dark, 390",
        "explore, dark, 1280",
        "explore, light, 390",
        "compare, light, 1280",
        "compare, dark, 390",
    })
    void everyViewIsWholeWithoutComplaintAndWithoutBarriers(String view, String scheme, int width) throws IOException {
        browser.size(width, 900);
        browser.prefers(scheme);
        switch (view) {
            case "experiments" -> show("");
            case "experiment" -> show("#experiment=moons&run=1");
            case "trial" -> show("#experiment=moons&run=1&trial=" + trial());
            case "explore" -> show("#view=explore&experiment=moons&run=1&trial=" + trial());
            default -> show("#view=compare&experiment=moons&run=1&chosen=1,4");
        }

        switch (view) {
            case "experiments" -> browser.saying("main table", "moons", "night", "n = 3");
            case "experiment" -> {
                browser.saying(".body.table", all());
                browser.saying(".body.importance", "hypernetworks"); // too few for a share of the best, which is said
                browser.saying(".body.comparisons", "matched", "undecided");
            }
            case "trial" -> {
                browser.saying("[data-panel=ledger]", "generator");
                browser.saying("[data-panel=flow]", "hyper/w0");
                browser.saying("[data-panel=exports]", "target.onnx");
            }
            case "explore" -> browser.saying("[data-latency]", "ms");
            default -> browser.saying("main", "95 % interval");
        }
        assertThat(browser.barriers()).as(view).isEqualTo(List.of());
        assertThat(browser.beyond()).as("what is beyond the window's edge").isEqualTo(List.of());
        browser.picture(PICTURES.resolve("%s-%s-%s.png".formatted(view, scheme, width)));
        assertQuiet();
    }

    /** It has no epochs, and as many numbers as all others can be held against. */
    @Test
    void whatAGivenNetworkScoresIsALineInFrontAndCurvesAndATrialSaysWhichItIs() {
        show("");
        browser.saying("main table", "own");
        browser.script("""
                const fill = CanvasRenderingContext2D.prototype.fillText;
                window.told = [];
                CanvasRenderingContext2D.prototype.fillText = function (text) {
                    told.push(text + " in " + this.canvas.closest(".body").className);
                    return fill.apply(this, arguments);
                };""");

        browser.script("location.hash = 'experiment=own'");

        browser.waitFor(() -> told().stream().anyMatch(text -> text.matches("given in .*front.*")) ? true : null);
        browser.waitFor(() -> told().stream().anyMatch(text -> text.matches("given in .*curves.*")) ? true : null);
        long first = runner.get("/actuator/experiments/own")
                .json()
                .path("trials")
                .path(0)
                .path("id")
                .asLong();
        show("#experiment=own&trial=" + first);
        browser.saying("[data-panel=ledger]", "added to the 243 weights of points.onnx", "counted apart", "SHA-256");
        assertQuiet();
    }

    private static List<String> told() {
        return ((List<?>) browser.script("return window.told ?? []"))
                .stream().map(String::valueOf).toList();
    }

    @Test
    void theExperimentAtWorkStandsFirstAndMovesWhileFocusAndScrollStay() {
        show("");
        assertThat(browser.saying("main table tbody tr", "night").getText()).contains("running");
        assertThat(browser.one("main table tbody tr").getText()).contains("night");

        show("#experiment=night");
        WebElement filter = browser.one("input.filter");
        filter.sendKeys("z-dim>=2");
        browser.script("arguments[0].focus(); scrollTo(0, 300)", filter);
        String before = browser.saying(".at-work", "epoch").getText();

        String after = browser.waitFor(() -> {
            String now = browser.one(".at-work").getText();
            return now.equals(before) ? null : now;
        });

        assertThat(after).contains("epoch");
        assertThat(browser.focused()).isEqualTo(filter);
        assertThat(filter.getAttribute("value")).isEqualTo("z-dim>=2");
        assertThat(((Number) browser.script("return scrollY")).intValue()).isEqualTo(300);
        assertQuiet();
    }

    @Test
    void whatIsChosenInOneViewIsHighlightedInAllAndStandsInTheAddress() {
        show("#experiment=moons&run=1");

        browser.one("tr[data-point='4'] input[type=checkbox]").click();

        browser.waitFor(() -> browser.address().contains("chosen=4") ? true : null);
        browser.one(".body.table tr.chosen[data-point='4']");
        browser.one(".body.comparisons tr[data-chosen=true][data-point='4']");
        browser.one(".body.curves [data-point='4']");
        show(browser.address().replaceFirst(".*#", "#"));
        browser.one(".body.table tr.chosen[data-point='4']");
        assertQuiet();
    }

    @Test
    void aBrushKeepsWhatLiesInItEverywhereAndTheBackButtonTakesItBack() {
        show("#experiment=moons&run=1");
        browser.saying(".body.table", all());
        browser.script("document.querySelector('details.brushes').open = true");
        WebElement from = browser.one("fieldset[data-axis='hypernet.z-dim'] input[type=number]");

        from.sendKeys("4", Keys.TAB);

        browser.saying(".body.table", "4 of " + points() + " points");
        browser.saying(".body.parallel", "4 of " + points() + " points");
        assertThat(browser.address()).contains("brush=");
        browser.back();
        browser.saying(".body.table", all());
        assertQuiet();
    }

    @Test
    void aPointerBrushesAlongAnAxis() {
        show("#experiment=moons&run=1");
        browser.saying(".body.table", all());
        WebElement stack = browser.one(".stack[data-chart=parallel]");
        browser.script("arguments[0].scrollIntoView({block: 'center'})", stack);

        browser.script("""
                const [stack] = arguments, box = stack.getBoundingClientRect();
                const axes = [];
                for (let x = 0; x < box.width; x += 2) {
                    axes.push(x);
                }
                const at = (kind, x, y) => stack.dispatchEvent(new PointerEvent(kind, {bubbles: true, button: 0, buttons: 1, pointerId: 1, isPrimary: true, clientX: box.left + x, clientY: box.top + y}));
                stack.setPointerCapture = () => {};
                stack.hasPointerCapture = () => false;
                for (const x of axes.slice(0, 60)) {
                    at("pointerdown", x, box.height * 0.2);
                    at("pointermove", x, box.height * 0.45);
                    at("pointerup", x, box.height * 0.45);
                    if (location.hash.includes("brush")) {
                        break;
                    }
                }
                """, stack);

        browser.waitFor(() -> browser.address().contains("brush=") ? true : null);
        assertQuiet();
    }

    @Test
    void aDeepLinkShowsWhatItSays() {
        show("#experiment=moons&run=1&group=trial&sort=-validationScore&filter=role%3Dhypernetwork+z-dim%3E2");

        browser.saying(".body.table", "12 of");
        List<WebElement> rows = browser.all(".body.table tbody tr[data-point]");
        double best = runner.get("/api/v1/runs/1")
                .json()
                .path("trials")
                .valueStream()
                .filter(trial -> trial.path("role").asString().equals("hypernetwork"))
                .filter(trial -> Integer.parseInt(
                                trial.path("parameters").path("hypernet.z-dim").asString())
                        > 2)
                .mapToDouble(trial -> trial.path("validationScore").asDouble())
                .max()
                .orElseThrow();
        assertThat(rows.get(0).getText())
                .contains(String.format(Locale.ROOT, "%.4f", best).substring(0, 5));
        assertThat(browser.one("th[data-column=validationScore]").getAttribute("aria-sort"))
                .isEqualTo("descending");
        assertQuiet();
    }

    @Test
    void aKeyboardIsEnough() {
        show("#experiment=moons&run=1");
        browser.saying(".body.table", all());
        browser.script("document.querySelector('th[data-column=trainable] button').focus()");

        browser.type(Keys.ENTER);

        browser.waitFor(() ->
                "descending".equals(browser.one("th[data-column=trainable]").getAttribute("aria-sort")) ? true : null);
        assertThat(browser.script("return document.activeElement.closest('th')?.dataset.column"))
                .isEqualTo("trainable");
        browser.script("document.querySelector('tr[data-point=\"1\"] button.fold').focus()");
        browser.type(Keys.SPACE);
        browser.waitFor(() -> browser.all(".body.table tr.within").size() == 3 ? true : null);
        browser.script("document.querySelector('.body.table tr.within a').focus()");
        browser.type(Keys.ENTER);
        browser.saying("h1", "Trial 1");
        assertThat(browser.title()).contains("trial 1");
        browser.back();
        browser.saying(".body.table", all());
        assertQuiet();
    }

    @Test
    void slidersMoveTheGeneratedNetwork() {
        show("#view=explore&experiment=moons&run=1&trial=" + trial());
        browser.saying("[data-latency]", "ms");
        String before = picture();

        WebElement slider = browser.one(".slider input[type=range]");
        for (int i = 0; i < 60; i++) {
            slider.sendKeys(Keys.ARROW_RIGHT);
        }

        browser.waitFor(() -> browser.address().contains("z=") ? true : null);
        browser.waitFor(() -> picture().equals(before) ? null : true);
        assertQuiet();
    }

    private static String picture() {
        return (String) browser.script("return document.querySelector('canvas.response').toDataURL()");
    }

    @Test
    void textOfASpecIsText() {
        show("#experiment=night&run=3");

        assertThat(browser.saying("main", "no markup").getText()).contains("<b id=\"planted\">no markup</b>");
        assertThat(browser.all("#planted")).isEmpty();
        assertQuiet();
    }

    @Test
    void aNarrowWindowShowsScoresFirst() {
        browser.size(390, 800);
        show("#experiment=moons&run=1");

        WebElement score = browser.one(".body.table tr[data-point] td:nth-child(3)");
        browser.script("arguments[0].scrollIntoView({block: 'center'})", score);

        assertThat(score.getText()).startsWith("0.");
        assertThat(score.getRect().getX() + 40).isLessThan(390);
        assertQuiet();
    }

    @Test
    void oneFileShowsTheSameWithoutAServer() throws Exception {
        browser.to(file(1));

        browser.saying(".body.table", all());
        browser.saying(".body.comparisons", "matched");
        browser.one("tr[data-point='4'] input[type=checkbox]").click();
        browser.one(".body.comparisons tr[data-chosen=true][data-point='4']");
        browser.picture(PICTURES.resolve("one-file.png"));
        assertQuiet();
    }

    @Test
    void textOfASpecIsTextInOneFileToo() throws Exception {
        browser.to(file(3));

        assertThat(browser.saying("main", "no markup").getText()).contains("<b id=\"planted\">no markup</b></script>");
        assertThat(browser.all("#planted")).isEmpty();
        assertQuiet();
    }

    private static void showThousands(String more) {
        show("#experiment=thousands&run=%s&group=trial%s".formatted(ThousandsOfTrials.RUN, more));
    }

    /** Numbers of the trials in the rows that are there, in their order. */
    private static List<Integer> numbers() {
        return browser.all(".body.table tbody tr[data-point] td:nth-child(2)").stream()
                .map(cell -> Integer.valueOf(cell.getText().replace(",", "")))
                .toList();
    }

    private static void awaitFirst(int number) {
        browser.waitFor(() ->
                numbers().stream().findFirst().filter(first -> first == number).orElse(null));
    }

    @Test
    void ofThousandsOfRowsOnlyThoseInSightAreElements() {
        showThousands("");
        browser.saying(".body.table", "5,000 of 5,000 trials");
        awaitFirst(1);

        browser.script("document.querySelector('.rows').scrollTop = 26 * 4000");

        WebElement far = browser.one("tr[aria-rowindex='4002']");
        assertThat(far.findElement(By.cssSelector("td:nth-child(2)")).getText()).isEqualTo("4001");
        assertThat(((Number) browser.script("return document.querySelectorAll('.body.table *').length")).intValue())
                .isBetween(100, 3000);
        assertQuiet();
    }

    @Test
    void thousandsOfRowsAreSortedAndFiltered() {
        showThousands("");
        browser.saying(".body.table", "5,000 of 5,000 trials");

        browser.script("document.querySelector('th[data-column=validationScore] button').click()");
        awaitFirst(ThousandsOfTrials.sorted(trial -> true).get(0));
        browser.one("input.filter").sendKeys("z-dim=7 learning-rate>0.001");

        List<Integer> expected = ThousandsOfTrials.sorted(trial -> ThousandsOfTrials.zDim(trial) == 7
                && ThousandsOfTrials.learningRate(trial).doubleValue() > 0.001);
        browser.saying(".body.table", expected.size() + " of 5,000 trials");
        awaitFirst(expected.get(0));
        List<Integer> shown = numbers();
        assertThat(shown).isEqualTo(expected.subList(0, shown.size())).hasSizeGreaterThan(10);
        assertQuiet();
    }

    /** The address of a run's page as one file. */
    private static String file(int run) throws IOException {
        Path file = folder.resolve("run-" + run + ".html");
        URI address = URI.create("http://127.0.0.1:" + runner.port() + "/api/v1/runs/" + run + "/page.html");
        try (InputStream page = address.toURL().openStream()) {
            Files.copy(page, file);
        }
        return file.toUri().toString();
    }
}
