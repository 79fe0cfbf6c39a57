package io.weightloom.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A Chromium that is installed here. Close it. */
public final class Browser implements AutoCloseable {

    /** Set where a browser has to be there. */
    private static final String REQUIRED = "WEIGHTLOOM_BROWSER";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Of the protocol's versions it is said at each start that there is none for this browser; none is needed. */
    private static final Logger PROTOCOL = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Opens one; where none is installed, the test is passed over. */
    public static Browser open() {
        Optional<Path> browser = installed("chromium", "google-chrome");
        Optional<Path> server = installed("chromedriver");
        boolean here = browser.isPresent() && server.isPresent();
        if (!here && "required".equals(System.getenv(REQUIRED))) {
            throw new AssertionError("No chromium and chromedriver on the path, but %s=required".formatted(REQUIRED));
        }
        Assumptions.assumeTrue(here, "no chromium and chromedriver are installed: the page is not tried in a browser");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.orElseThrow().toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox", // tests of a container run as root
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--lang=en-GB",
                "--window-size=1280,900");
        PROTOCOL.setLevel(Level.SEVERE);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        return new Browser(new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(server.orElseThrow().toFile())
                        .usingAnyFreePort()
                        .build(),
                options));
    }

    private static Optional<Path> installed(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "")
                                .split(":", -1))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Goes there, also if only what follows # differs. */
    public void to(String address) {
        driver.get("about:blank");
        driver.get(address);
    }

    /** Waits until an element's text holds these words. */
    public WebElement saying(String selector, String... words) {
        return waitFor(() -> driver.findElements(By.cssSelector(selector)).stream()
                .filter(element -> Stream.of(words).allMatch(element.getText()::contains))
                .findFirst()
                .orElse(null));
    }

    public void size(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
        // A window is never narrower than its frame allows; what the page sees is set apart.
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    public void prefers(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    public void back() {
        driver.navigate().back();
    }

    public WebElement one(String selector) {
        return waitFor(() -> {
            List<WebElement> found = driver.findElements(By.cssSelector(selector));
            return found.isEmpty() ? null : found.get(0);
        });
    }

    public List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /** Waits until there is something. */
    public <T> T waitFor(Supplier<T> something) {
        return new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
                .ignoring(StaleElementReferenceException.class)
                .until(ignored -> something.get());
    }

    public Object script(String body, Object... arguments) {
        return ((JavascriptExecutor) driver).executeScript(body, arguments);
    }

    public String address() {
        return driver.getCurrentUrl();
    }

    public String title() {
        return driver.getTitle();
    }

    /** Types into whatever has the focus. */
    public void type(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** What has the focus. */
    public WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /** What the console was told since this was asked last, but what is not the page's. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    /** If the page can be scrolled sideways, what makes it so. */
    @SuppressWarnings("unchecked") // what the script returns
    public List<String> beyond() {
        return (List<String>) script("""
                const {clientWidth, scrollWidth} = document.documentElement;
                return scrollWidth <= clientWidth ? [] : [`${scrollWidth} of ${clientWidth}`, ...[...document.querySelectorAll("body *")]
                    .filter(each => each.getBoundingClientRect().right > clientWidth && !each.closest(".scroll"))
                    .map(each => `${each.tagName}.${each.className}: ${Math.round(each.getBoundingClientRect().right)}`)];
                """);
    }

    /** What axe-core finds that is serious or critical, one line each. */
    @SuppressWarnings("unchecked") // what the script returns
    public List<String> barriers() {
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            script(new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        driver.manage().timeouts().scriptTimeout(PATIENCE);
        Object found = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, {resultTypes: ["violations"]}).then(result => done(result.violations
                    .filter(each => each.impact === "serious" || each.impact === "critical")
                    .flatMap(each => each.nodes.map(node => `${each.id}: ${node.target}: ${node.failureSummary}`))),
                    fault => done([String(fault)]));
                """);
        return (List<String>) found;
    }

    /** Stores what is seen as a PNG file. */
    public void picture(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        assertThat(file).isNotEmptyFile();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
