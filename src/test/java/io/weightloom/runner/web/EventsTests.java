package io.weightloom.runner.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.Trials;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Events over a socket; each is waited for as long as it takes. */
class EventsTests {

    private static WebApplication web;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Listener> listeners = new ArrayList<>();

    @BeforeAll
    static void start() {
        web = new WebApplication(TestDatabases.H2_MEMORY.fresh(), Map.of());
    }

    @AfterEach
    void leave() throws InterruptedException {
        listeners.forEach(Listener::close);
        Run any = web.sample().open("any", 1);
        for (Optional<Thread> look = looking(); look.isPresent(); look = looking()) {
            web.get(Runs.class).execution(any.id(), 42); // that somebody is gone shows when something is sent
            look.get().join(200);
        }
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    /** One event after the other, comments left out. */
    private static final class Listener {

        private final InputStream stream;
        private final BufferedReader lines;

        Listener(InputStream stream) {
            this.stream = stream;
            this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        }

        /** The data of the next event of a run; null at the end of the stream. */
        @Nullable
        JsonNode next(Run run) throws IOException {
            JsonNode next = next("run");
            while (next != null && next.get("run").asLong() != run.id()) {
                next = next("run");
            }
            return next;
        }

        /** The data of the next event of this name; null at the end of the stream. */
        @Nullable
        JsonNode next(String name) throws IOException {
            String last = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event:")) {
                    last = line.substring("event:".length());
                } else if (line.startsWith("data:") && last.equals(name)) {
                    return JsonMapper.shared().readTree(line.substring("data:".length()));
                }
            }
            return null;
        }

        void close() {
            try {
                stream.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private HttpResponse<InputStream> ask(WebApplication web) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(web.url("/api/v1/events"))).build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private Listener listen() throws IOException, InterruptedException {
        return listen(ask(web));
    }

    private Listener listen(HttpResponse<InputStream> answer) {
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        Listener listener = new Listener(answer.body());
        listeners.add(listener);
        return listener;
    }

    private Run run(String experiment) {
        Run run = web.sample().open(experiment, 1);
        web.get(Trials.class)
                .plan(run.id(), List.of(SampleRun.hypernetwork(1, 4, 7, 1028), SampleRun.hypernetwork(2, 4, 8, 1028)));
        return run;
    }

    @Test
    void whoListensIsToldOfARunThatMovesAndHasItsSheetAsOfThen() throws Exception {
        Run run = run("glyphs");
        Listener one = listen();
        Listener other = listen();
        JsonNode before = one.next(run);
        web.sample().complete(run, 1, 0.9);

        for (Listener listener : List.of(one, other)) {
            JsonNode moved = listener.next(run);
            while (moved.get("counts").get("completed").asInt() == 0) { // it is told of while it trains, too
                moved = listener.next(run);
            }

            assertThat(before.get("revision")).isNotEqualTo(moved.get("revision"));
            assertThat(moved.get("run").asLong()).isEqualTo(run.id());
            assertThat(moved.get("experiment").asString()).isEqualTo("glyphs");
            assertThat(moved.get("state").asString()).isEqualTo("running");
            assertThat(moved.get("progress").get("done").asInt()).isEqualTo(1);
            assertThat(moved.get("progress").get("expected").asInt()).isEqualTo(2);
            JsonNode sheet = web.json("/api/v1/runs/%s/sheet?since=%s"
                    .formatted(run.id(), before.get("revision").asString()));
            assertThat(sheet.get("revision")).isEqualTo(moved.get("revision"));
            assertThat(sheet.get("whole").asBoolean()).isFalse();
            assertThat(sheet.get("trials").get("rows")).hasSize(1);
        }
    }

    @Test
    void newRunsAreToldOf() throws Exception {
        Run run = run("rings");
        Listener listener = listen();
        listener.next(run);

        Run another = run("moons");

        assertThat(listener.next("experiments")).isEmpty();
        assertThat(listener.next(another)).isNotNull();
    }

    @Test
    void theDatabaseIsLookedAtWhileSomebodyListensOnly() throws Exception {
        assertThat(looking()).isEmpty();
        Run run = run("squares");
        Listener listener = listen();
        listener.next(run);
        assertThat(looking()).isPresent();

        leave();

        assertThat(looking()).isEmpty();
    }

    private static Optional<Thread> looking() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("runs-watched"))
                .findFirst();
    }

    @Test
    void streamsEndWithTheServer() throws Exception {
        try (WebApplication own = new WebApplication(TestDatabases.H2_MEMORY.fresh(), Map.of())) {
            Listener listener = listen(ask(own));

            Thread stop = new Thread(own::close);
            stop.start();

            assertThat(listener.next("none")).isNull();
            stop.join();
        }
    }

    @Test
    void listenersAreSoManyAtMost() throws Exception {
        HttpResponse<InputStream> answer = ask(web);
        for (int i = 0; answer.statusCode() == 200; i++) {
            assertThat(i).isLessThan(200);
            listen(answer);
            answer = ask(web);
        }

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("because 64 do or the server stops");
    }
}
