package io.weightloom.runner.web;

import io.weightloom.runner.database.CountedStatements;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.process.NativeBackend;
import io.weightloom.runner.process.Operations;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.review.UpcomingFires;
import io.weightloom.runner.store.ArtifactFolder;
import io.weightloom.runner.store.Metrics;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.worker.TrialMeters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The web server with the runner's defaults over a database, without the job. Close it. */
final class WebApplication implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    @EnableAutoConfiguration
    @ComponentScan({
        "io.weightloom.runner.database",
        "io.weightloom.runner.store",
        "io.weightloom.runner.lease",
        "io.weightloom.runner.review",
        "io.weightloom.runner.table",
        "io.weightloom.runner.sheet",
        "io.weightloom.runner.page",
        "io.weightloom.runner.trained",
        "io.weightloom.runner.guard",
        "io.weightloom.runner.web"
    })
    @Import(TrialMeters.class)
    static class Wiring {}

    private final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newHttpClient();

    /** @param properties the last of each name counts */
    WebApplication(TestDatabases.Database database, Map<String, List<Instant>> fires, String... properties) {
        context = new SpringApplicationBuilder(Wiring.class)
                .web(WebApplicationType.SERVLET)
                .initializers(beans -> prepare((GenericApplicationContext) beans, fires))
                .run(Stream.of(
                                new String[] {"server.port=0", "logging.level.root=warn"},
                                database.properties(),
                                properties)
                        .flatMap(Arrays::stream)
                        .map(property -> property.split("=", 2))
                        .collect(Collectors.toMap(
                                property -> property[0],
                                property -> property[1],
                                (first, last) -> last,
                                LinkedHashMap::new))
                        .entrySet()
                        .stream()
                        .map(property -> "--" + property.getKey() + "=" + property.getValue())
                        .toArray(String[]::new));
    }

    private static void prepare(GenericApplicationContext beans, Map<String, List<Instant>> fires) {
        Map<String, UpcomingFires.Fires> next = new TreeMap<>();
        fires.forEach((name, times) -> next.put(
                name, new UpcomingFires.Fires(new UpcomingFires.Schedule("0 0 1 * * *", "Europe/Berlin"), times)));
        beans.registerBean(UpcomingFires.class, () -> count -> next);
        beans.registerBean(NativeBackend.class, () -> new NativeBackend(2));
        beans.registerBean(ArtifactFolder.class, () -> new ArtifactFolder(Optional.empty()));
        beans.registerBean(
                Operations.class,
                () -> (kind, experiment, run) -> new Operations.Answer(
                        run == 9
                                ? Operations.Verdict.UNKNOWN
                                : run == 8 ? Operations.Verdict.REFUSED : Operations.Verdict.GRANTED,
                        "%s of %s, %s".formatted(kind, experiment, run)));
        beans.registerBean(Counting.class);
    }

    private static final class Counting implements BeanPostProcessor {

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            return bean instanceof DataSource database ? new CountedStatements(database) : bean;
        }
    }

    /** What was executed in the database since this was asked last. */
    List<String> statements() {
        return ((CountedStatements) get(DataSource.class)).take();
    }

    <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    /** Which methods of controllers answer which requests. */
    RequestMappingHandlerMapping controllers() {
        return context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
    }

    SampleRun sample() {
        return new SampleRun(get(Runs.class), get(Trials.class), get(Metrics.class));
    }

    String url(String path) {
        return "http://127.0.0.1:"
                + ((WebServerApplicationContext) context).getWebServer().getPort() + path;
    }

    /** Of actuator's own server. */
    int managementPort() {
        return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
    }

    HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(path)))
                .header("Accept", accept)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** What comes of a request to a path. */
    HttpResponse<String> ask(String path, UnaryOperator<HttpRequest.Builder> request)
            throws IOException, InterruptedException {
        return http.send(
                request.apply(HttpRequest.newBuilder(URI.create(url(path)))).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<byte[]> bytes(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(url(path))).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    int send(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(path)))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(get(path, "application/json").body());
    }

    @Override
    public void close() {
        context.close();
    }
}
