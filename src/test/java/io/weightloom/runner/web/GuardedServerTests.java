package io.weightloom.runner.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is answered, and by which names: on a loopback address without users, and with them. */
class GuardedServerTests {

    /** Of the password "open sesame". */
    private static final String HASH = "$2a$10$naIR/Z9eQ1O.4IAaqEzHEOfiUYONJo0VjJyLvyDMXJ3Yvsk5brpoW";

    private static WebApplication open;
    private static WebApplication closed;

    @BeforeAll
    static void start() {
        open = new WebApplication(
                TestDatabases.H2_MEMORY.fresh(),
                Map.of(),
                "runner.hosts=lab.example.org,Other",
                "management.server.port=0",
                "management.server.address=127.0.0.1");
        closed = new WebApplication(
                TestDatabases.H2_MEMORY.fresh(),
                Map.of(),
                "runner.operations=true",
                "runner.security.users.reader.hash=" + HASH,
                "runner.security.users.boss.hash=" + HASH,
                "runner.security.users.boss.role=operate");
        open.sample().open("glyphs", 1);
        closed.sample().open("glyphs", 1);
    }

    @AfterAll
    static void stop() {
        open.close();
        closed.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/api/v1/experiments",
                "/api/v1/runs/1",
                "/api/v1/runs/1/trials.csv",
                "/actuator",
                "/actuator/health",
                "/actuator/experiments",
                "/nothing"
            })
    void aPageThatHasItsNamePointHereReadsNothing(String path) throws IOException {
        String answer = send(open, "GET", path, "evil.example:8080", "");

        assertThat(answer)
                .startsWith("HTTP/1.1 421")
                .contains("application/problem+json")
                .contains("Content-Security-Policy: default-src 'none'")
                .contains("\"detail\":\"This server is not known by that name; runner.hosts names more\"")
                .doesNotContain("localhost", "lab.example.org", "evil.example")
                .doesNotContain("glyphs");
        assertThat(send(closed, "GET", path, "evil.example", basic("boss"))).startsWith("HTTP/1.1 421");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LocalHost:1, 200",
        "127.0.0.1, 200",
        "[::1]:8080, 200",
        "localhost., 200",
        "lab.example.org, 200",
        "other, 200",
        "127.0.0.1.evil.example, 421",
        "localhost.evil.example, 421",
        "evil.example#localhost, 400",
        "192.0.2.7, 421",
        "lab.example.org.evil, 421"
    })
    void ofNamesOnlyItsOwnAreAnswered(String host, int status) throws IOException {
        assertThat(send(open, "GET", "/api/v1/experiments", host, "")).startsWith("HTTP/1.1 " + status);
    }

    @Test
    void aServerForActuatorAloneIsGuardedToo() throws IOException {
        int port = open.managementPort();

        assertThat(send(port, "GET", "/actuator/experiments", "localhost", ""))
                .startsWith("HTTP/1.1 200")
                .contains("Content-Security-Policy: default-src 'none'");
        assertThat(send(port, "GET", "/actuator/experiments", "evil.example", ""))
                .startsWith("HTTP/1.1 421");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/api/v1/experiments", "/actuator", "/actuator/prometheus", "/no"})
    void withUsersNothingIsShownWithoutAPassword(String path) throws IOException {
        for (String header : List.of("", "Authorization: Basic " + base64("reader:wrong"), basic("nobody"))) {
            assertThat(send(closed, "GET", path, "localhost", header))
                    .startsWith("HTTP/1.1 401")
                    .contains("WWW-Authenticate: Basic realm=\"weightloom\", charset=\"UTF-8\"")
                    .contains("Content-Security-Policy: default-src 'none'")
                    .contains("application/problem+json")
                    .doesNotContain("Set-Cookie")
                    .doesNotContain("glyphs");
        }
        assertThat(send(closed, "GET", path, "localhost", basic("reader")))
                .doesNotStartWith("HTTP/1.1 401")
                .doesNotContain("Set-Cookie");
    }

    @Test
    void whoAsksIsToldWhereAPasswordIsAskedFor() throws IOException {
        assertThat(send(closed, "GET", "/api/v1/experiments", "localhost", basic("reader")))
                .contains("\"user\":\"reader\"");
        assertThat(send(open, "GET", "/api/v1/experiments", "localhost", "")).contains("\"user\":null");
    }

    @Test
    void healthIsShownToAll() throws IOException {
        assertThat(send(closed, "GET", "/actuator/health", "localhost", ""))
                .startsWith("HTTP/1.1 200")
                .contains("UP")
                .doesNotContain("H2");
        assertThat(send(closed, "GET", "/actuator/health", "localhost", basic("reader")))
                .contains("H2");
        assertThat(send(open, "GET", "/actuator/health", "localhost", "")).contains("404");
        assertThat(send(closed, "GET", "/actuator/health;x=/../experiments", "localhost", ""))
                .doesNotContain("glyphs");
        assertThat(send(closed, "GET", "/actuator/health/../experiments", "localhost", ""))
                .startsWith("HTTP/1.1 400");
        assertThat(send(closed, "GET", "/actuator//experiments", "localhost", ""))
                .startsWith("HTTP/1.1 4");
        assertThat(send(closed, "GET", "/actuator/health/db", "localhost", "")).startsWith("HTTP/1.1 401");
    }

    @Test
    void runsAreChangedByThoseWhoseRoleItIs() throws IOException {
        String stop = "/api/v1/experiments/glyphs/runs/1/stop";

        assertThat(send(closed, "POST", stop, "localhost", "")).startsWith("HTTP/1.1 401");
        assertThat(send(closed, "POST", stop, "localhost", basic("reader")))
                .startsWith("HTTP/1.1 403")
                .contains("Runs are changed by users whose role is operate");
        assertThat(send(closed, "DELETE", stop.replace("/stop", ""), "localhost", basic("reader")))
                .startsWith("HTTP/1.1 403");
        assertThat(send(closed, "POST", stop, "localhost", basic("boss"))).startsWith("HTTP/1.1 200");
        assertThat(send(closed, "POST", stop, "localhost", basic("boss") + "\r\nOrigin: http://evil.example"))
                .startsWith("HTTP/1.1 403")
                .contains("Pages of other origins are not answered here");
        assertThat(send(closed, "POST", "/api/v1/trials/9/predictions", "localhost", basic("reader")))
                .startsWith("HTTP/1.1 415"); // it is read, and has no body
    }

    /** TLS may end at a proxy, which passes on by which name it was called. */
    @ParameterizedTest
    @CsvSource({
        "localhost, https://localhost, 200",
        "localhost:443, https://LocalHost, 200",
        "localhost, http://localhost, 200",
        "localhost:80, http://localhost, 200",
        "localhost:8443, https://localhost:8443, 200",
        "localhost:8443, https://localhost, 403",
        "localhost:80, https://localhost, 403",
        "localhost, https://localhost:8443, 403",
        "localhost, https://evil.example, 403",
        "localhost, file://localhost, 403"
    })
    void itsOwnPagesAreAnsweredWhereTheirSchemeIsAnotherOne(String host, String origin, int status) throws IOException {
        String stop = "/api/v1/experiments/glyphs/runs/1/stop";

        assertThat(send(closed, "POST", stop, host, basic("boss") + "\r\nOrigin: " + origin))
                .startsWith("HTTP/1.1 " + status);
        assertThat(send(
                        closed,
                        "POST",
                        stop,
                        host,
                        basic("boss") + "\r\nSec-Fetch-Site: same-origin\r\nOrigin: " + origin))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void measurementsAreThereForPrometheus() throws IOException {
        assertThat(send(closed, "GET", "/actuator/prometheus", "localhost", basic("reader")))
                .startsWith("HTTP/1.1 200")
                .contains("jvm_memory_used_bytes{")
                .contains("# TYPE ");
    }

    private static String basic(String user) {
        return "Authorization: Basic " + base64(user + ":open sesame");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String send(WebApplication web, String method, String path, String host, String header)
            throws IOException {
        return send(URI.create(web.url("/")).getPort(), method, path, host, header);
    }

    /** Byte by byte: clients of Java send no other Host. */
    private static String send(int port, String method, String path, String host, String header) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String more = header.isEmpty() ? "" : header + "\r\n";
            String request = "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: 0\r\n%s\r\n"
                    .formatted(method, path, host, more);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            InputStream answer = socket.getInputStream();
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
