package io.weightloom.runner.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What the server answers while its database is away. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class AwayAnswersTests {

    private static final int POOL = 3;

    /** To a pool without a free connection it is. */
    @Test
    void nothingCanBeLookedAtWhileTheDatabaseIsAwayAndTheLogIsSilent(CapturedOutput output) throws Exception {
        try (WebApplication web = new WebApplication(
                TestDatabases.H2_MEMORY.fresh(),
                Map.of(),
                "spring.datasource.hikari.maximum-pool-size=" + POOL,
                "spring.datasource.hikari.connection-timeout=500")) {
            int before = output.length();
            List<Connection> taken = new ArrayList<>();
            for (int i = 0; i < POOL; i++) {
                taken.add(web.get(DataSource.class).getConnection());
                taken.get(i).getMetaData(); // or none is held yet
            }
            for (String path : new String[] {"/api/v1/experiments", "/actuator/experiments", "/api/v1/runs/1"}) {
                HttpResponse<String> answer = get(web, path);

                assertThat(answer.statusCode()).as(path).isEqualTo(503);
                assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
                assertThat(answer.body()).contains("The database is away, so that nothing can be looked at");
            }
            assertThat(get(web, "/actuator/health").statusCode()).isEqualTo(503);
            assertThat(output.subSequence(before, output.length()).toString()).isEmpty();
            for (Connection connection : taken) {
                connection.close();
            }

            assertThat(get(web, "/api/v1/experiments").statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> get(WebApplication web, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(web.url(path))).build(), HttpResponse.BodyHandlers.ofString());
    }
}
