package io.weightloom.runner.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Trials;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Requests that no client in its right mind sends, byte by byte: none is a defect of the server. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class RequestsTests {

    private static final String EXPERIMENT = "/actuator/experiments/glyphs";

    private static WebApplication web;
    private static long trial;

    private int before;

    @BeforeAll
    static void start() {
        web = new WebApplication(TestDatabases.H2_MEMORY.fresh(), Map.of());
        Run run = web.sample().open("glyphs", 1);
        web.get(Trials.class).plan(run.id(), List.of(SampleRun.hypernetwork(1, 4, 7, 1028), SampleRun.plain(2, 7)));
        web.sample().complete(run, 1, 0.9);
        trial = web.sample().id(run, 1);
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    @BeforeEach
    void listen(CapturedOutput output) {
        before = output.length();
    }

    @AfterEach
    void theLogIsSilent(CapturedOutput output) {
        assertThat(output.subSequence(before, output.length()).toString()).isEmpty();
    }

    @Test
    void anAcceptHeaderThatNamesNoTypeAsksForTheDefault() throws IOException {
        List<String> none = List.of(
                "Accept:",
                "Accept: ",
                "Accept: ,",
                "Accept: ;",
                "Accept: , ,",
                "Accept: nonsense",
                "Accept: */json",
                "Accept: text/csv;charset=\"",
                "Accept: \u00ff\u00fe",
                "Accept:\r\nAccept:",
                "Accept: nonsense\r\nAccept: ,");
        for (String path : List.of(
                "/actuator",
                "/actuator/experiments",
                EXPERIMENT,
                EXPERIMENT + "/comparisons",
                "/actuator/trials/" + trial,
                "/actuator/health",
                "/actuator/info",
                "/actuator/metrics",
                "/actuator/metrics/weightloom.trials")) {
            for (String accept : none) {
                Answer answer = ask("GET", path, accept);
                assertThat(answer.status()).as("%s with %s", path, accept).isEqualTo(200);
                assertThat(answer.head.toLowerCase(Locale.ROOT)).contains("json");
            }
        }
        assertThat(ask("GET", "/", "Accept: ,").status()).isEqualTo(200);
        assertThat(ask("GET", "/actuator/trials/9999", "Accept: ,").status()).isEqualTo(404);
        assertThat(ask("GET", EXPERIMENT, "Accept: nonsense, text/csv").head).contains("text/csv");
    }

    @Test
    void anAcceptHeaderThatNothingSatisfiesIsToldSo() throws IOException {
        assertThat(ask("GET", EXPERIMENT, "Accept: image/png").status()).isEqualTo(406);
        assertThat(ask("GET", "/actuator/experiments", "Accept: text/html").status())
                .isEqualTo(406);
        for (String odd : List.of("text/csv;q=0", "*/*;q=0", "application/*", "text/*", "text/plain;version=1")) {
            assertThat(ask("GET", EXPERIMENT, "Accept: " + odd).status())
                    .as(odd)
                    .isIn(200, 406);
        }
    }

    @Test
    void everyAnswerHasTheSecurityHeaders() throws IOException {
        for (String method :
                List.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "FOO", "get")) {
            for (String path : List.of("/", "/actuator/experiments", "/nosuch", "/error")) {
                assertSecure(ask(method, path));
            }
        }
        for (String path : List.of(
                "/%", "/%zz", "/%00", "/a%2fb", "/../x", "/a|b", "/<b>", "/x y", "/%ff", "/" + "a".repeat(9000))) {
            Answer answer = ask("GET", path);
            assertThat(answer.status()).as(path).isEqualTo(400);
            assertSecure(answer);
        }
        for (String header : List.of(
                "X: " + "y".repeat(20_000),
                "no colon",
                "X\u0001: y",
                "X: a\u0000b",
                "Content-Length: x",
                "Transfer-Encoding: foo",
                "Host: again",
                "Expect: foo")) {
            Answer answer = ask("GET", "/", header);
            assertThat(answer.status()).as(header).isBetween(400, 501);
            assertSecure(answer);
        }
        assertSecure(send("OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        assertSecure(send("GET * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        assertSecure(send("GET / HTTP/3.7\r\nHost: localhost\r\n\r\n"));
        assertSecure(send("GET / HTTP/1.1\r\n\r\n"));
        assertSecure(send("\u0016\u0003\u0001\u0002\r\n\r\n"));
    }

    @Test
    void theAddressOfErrorPagesIsNone() throws IOException {
        for (String path : List.of("/error", "/error?x=1", "/error;x", "/%65rror")) {
            for (String method : List.of("GET", "HEAD", "POST", "DELETE", "FOO")) {
                assertThat(ask(method, path).status()).as("%s %s", method, path).isEqualTo(404);
            }
        }
    }

    @Test
    void whatCannotBeReadIsTheClientsFault() throws IOException {
        for (String query : List.of("?run=%", "?run=%zz", "?run=%ff", "?%", "?%zz=1")) {
            assertThat(ask("GET", EXPERIMENT + query).status()).as(query).isEqualTo(400);
        }
        String form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3";
        String parts = "Content-Type: multipart/form-data\r\nContent-Length: 3";
        for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
            for (String header : List.of(form, parts, "Content-Type: nonsense", "Transfer-Encoding: chunked")) {
                Answer answer = send(request(method, EXPERIMENT, header) + "a=%");
                assertThat(answer.status()).as("%s with %s", method, header).isNotEqualTo(500);
            }
        }
        for (String header : List.of(
                "Range: bytes=x-y",
                "Range: bytes=9999999-",
                "If-Modified-Since: nonsense",
                "If-None-Match: nonsense",
                "Accept-Language: !!!",
                "Accept-Encoding: ;;;",
                "Origin: ::::",
                "Cookie: a=;;;\"",
                "Forwarded: host=[",
                "Connection: Upgrade\r\nUpgrade: h2c")) {
            assertThat(ask("GET", "/review.js", header).status()).as(header).isNotEqualTo(500);
        }
        for (String path : List.of(
                "/actuator/experiments/a%0d%0ab",
                "/actuator/trials/%d9%a1",
                "/actuator/nosuch",
                "/actuator/metrics/nosuch",
                "/actuator/metrics/weightloom.trials?tag=x",
                "//",
                "/actuator;x/experiments",
                "/actuator/experiments/a/b/c",
                "/actuator/heapdump")) {
            assertThat(ask("GET", path).status()).as(path).isLessThan(500);
        }
    }

    /** Nothing here needs a body. Spring looks whether there is one where an endpoint answers. */
    @Test
    void aBodyThatCannotBeReadIsTheClientsFault() throws IOException {
        List<String> bodies = List.of(
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                "Transfer-Encoding: chunked\r\n\r\n3\r\na=%\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\na",
                "Content-Length: 100\r\n\r\na=b",
                "Content-Length: 3\r\n\r\n%zz");
        String tooLong = "Content-Length: 99999999\r\n\r\n";
        for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
            for (String path : List.of("/", "/actuator/experiments", EXPERIMENT, "/nosuch")) {
                int status = ask(method, path).status();
                for (String type : List.of(
                        "application/x-www-form-urlencoded",
                        "application/x-www-form-urlencoded;charset=nonsense",
                        "multipart/form-data;boundary=x")) {
                    for (String body : bodies) {
                        String header = "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: %s\r\n"
                                .formatted(method, path, type);
                        assertThat(send(header + body).status())
                                .as("%s%s", header, body)
                                .isIn(status, 400, 415);
                    }
                    assertThat(send("%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: %s\r\n"
                                                    .formatted(method, path, type)
                                            + tooLong)
                                    .status())
                            .as("%s %s of %s, too long", method, path, type)
                            .isEqualTo(413);
                }
            }
        }
    }

    private record Answer(String head) {

        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }
    }

    private static void assertSecure(Answer answer) {
        assertThat(answer.head)
                .containsOnlyOnce("Content-Security-Policy: default-src 'none'")
                .containsOnlyOnce("X-Content-Type-Options: nosniff")
                .containsOnlyOnce("Referrer-Policy: no-referrer");
    }

    private static Answer ask(String method, String path, String... headers) throws IOException {
        return send(request(method, path, headers));
    }

    private static String request(String method, String path, String... headers) {
        return "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n"
                .formatted(method, path, headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n");
    }

    /** Sends bytes as they are, and reads the answer to its end. */
    private static Answer send(String request) throws IOException {
        URI address = URI.create(web.url("/"));
        try (Socket socket = new Socket(address.getHost(), address.getPort());
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            return new Answer(answer.split("\r\n\r\n", 2)[0]);
        }
    }
}
