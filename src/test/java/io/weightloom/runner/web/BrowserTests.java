package io.weightloom.runner.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.Browser;
import io.weightloom.runner.database.TestDatabases;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page in a real browser, over made-up rows. */
class BrowserTests {

    private static Browser browser;
    private static WebApplication web;

    @BeforeAll
    static void open() {
        browser = Browser.open();
        web = new WebApplication(TestDatabases.H2_MEMORY.fresh(), Map.of());
        SampleServer.fill(web);
    }

    @AfterAll
    static void close() {
        if (web != null) {
            web.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void theExperimentAtWorkStandsFirst() {
        browser.to(web.url("/"));

        assertThat(browser.one("main table tbody tr").getText()).contains("glyph-compression");
    }
}
