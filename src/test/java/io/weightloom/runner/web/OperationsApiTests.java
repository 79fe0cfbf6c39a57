package io.weightloom.runner.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Who may stop runs, go on with them and remove them over HTTP. What is asked for is only told here. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class OperationsApiTests {

    private static final String RUN = "/api/v1/experiments/two-moons/runs/3";

    private static WebApplication closed;
    private static WebApplication open;

    @BeforeAll
    static void start() {
        closed = new WebApplication(TestDatabases.H2_MEMORY.fresh(), Map.of());
        open = new WebApplication(TestDatabases.H2_MEMORY.fresh(), Map.of(), "runner.operations=true");
    }

    @AfterAll
    static void stop() {
        closed.close();
        open.close();
    }

    @ParameterizedTest
    @CsvSource({"stop, STOP", "resume, RESUME", "retry, RETRY"})
    void whereTheSettingsAllowItItIsDone(String operation, String kind) throws IOException {
        assertThat(post(open, RUN + "/" + operation, "localhost", ""))
                .startsWith("HTTP/1.1 200")
                .contains("\"run\":3,\"detail\":\"%s of two-moons, 3\"".formatted(kind))
                .contains("\"self\":\"/api/v1/runs/3\"");
    }

    @ParameterizedTest
    @CsvSource({"stop", "resume", "retry"})
    void elsewhereTheSettingIsNamed(String operation) throws IOException {
        assertThat(post(closed, RUN + "/" + operation, "localhost", ""))
                .startsWith("HTTP/1.1 403")
                .contains("Runs cannot be changed here; a runner with runner.operations=true allows it");
    }

    @Test
    void removingARunIsAllowedAsThatIs() throws IOException {
        assertThat(send("DELETE", open, RUN, "localhost", ""))
                .startsWith("HTTP/1.1 200")
                .contains("\"run\":3,\"detail\":\"FORGET of two-moons, 3\"")
                .contains("\"self\":\"/api/v1/experiments\"")
                .doesNotContain("/api/v1/runs/3");
        assertThat(send("DELETE", closed, RUN, "localhost", ""))
                .startsWith("HTTP/1.1 403")
                .contains("Runs cannot be changed here; a runner with runner.operations=true allows it");
        assertThat(send("DELETE", open, RUN, "localhost", "Sec-Fetch-Site: cross-site"))
                .startsWith("HTTP/1.1 403");
        assertThat(send("DELETE", open, RUN, "evil.example", "")).startsWith("HTTP/1.1 421");
        assertThat(send("DELETE", open, RUN.replace("3", "9"), "localhost", "")).startsWith("HTTP/1.1 404");
        assertThat(send("DELETE", open, RUN.replace("3", "8"), "localhost", "")).startsWith("HTTP/1.1 409");
        assertThat(send("DELETE", open, RUN.replace("3", "x"), "localhost", "")).startsWith("HTTP/1.1 400");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            localhost    | Origin: http://evil.example      | Pages of other origins are not answered here
            127.0.0.1    | Origin: http://localhost         | Pages of other origins are not answered here
            localhost    | Origin: file://localhost         | Pages of other origins are not answered here
            localhost    | Origin: null                     | Pages of other origins are not answered here
            localhost    | Sec-Fetch-Site: cross-site       | Pages of other origins are not answered here
            localhost    | Sec-Fetch-Site: same-site        | Pages of other origins are not answered here
            """)
    void pagesOfOtherOriginsAreRefused(String host, String header, String detail) throws IOException {
        assertThat(post(open, RUN + "/stop", host, header))
                .startsWith("HTTP/1.1 403")
                .contains(detail);
    }

    @ParameterizedTest
    @CsvSource({"localhost", "127.0.0.1", "[::1]", "LOCALHOST", "localhost."})
    void theServersOwnNamesAreAnswered(String host) throws IOException {
        assertThat(post(open, RUN + "/stop", host, "Sec-Fetch-Site: same-origin"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void whatThereIsNotAndWhatCannotBeDoneAreProblems() throws IOException {
        assertThat(post(open, RUN.replace("3", "9") + "/stop", "localhost", ""))
                .startsWith("HTTP/1.1 404")
                .contains("STOP of two-moons, 9");
        assertThat(post(open, RUN.replace("3", "8") + "/stop", "localhost", "")).startsWith("HTTP/1.1 409");
        assertThat(post(open, RUN.replace("3", "x") + "/stop", "localhost", ""))
                .startsWith("HTTP/1.1 400")
                .contains("A run's id is a whole number, not 'x'");
        assertThat(send("GET", open, RUN + "/stop", "localhost", ""))
                .startsWith("HTTP/1.1 405")
                .contains("This address does not take GET, but POST");
    }

    private static String post(WebApplication web, String path, String host, String header) throws IOException {
        return send("POST", web, path, host, header);
    }

    /** Byte by byte: clients of Java send no other Host. */
    private static String send(String method, WebApplication web, String path, String host, String header)
            throws IOException {
        int port = URI.create(web.url(path)).getPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request = "%s %s HTTP/1.1\r\nHost: %s:%s\r\nContent-Length: 0\r\nConnection: close\r\n%s\r\n"
                    .formatted(method, path, host, port, header.isEmpty() ? "" : header + "\r\n");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
