package io.weightloom.runner.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.layout.Ledger;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.SweepPlace;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.trained.TrainedSamples;
import io.weightloom.spec.Control;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.read.Yaml;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.Canonical;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trials as spec files: 1 and 2 are hypernetworks, 3 is a control. */
class SpecsApiTests {

    private static final List<TrialSpec> SPECS = List.of(
            TrainedSamples.moons().spec(),
            TrainedSamples.polynomials().spec(),
            TrainedSamples.moons().spec().with(new WeightsSpec.Plain()));

    private static WebApplication web;
    private static Run run;

    @BeforeAll
    static void start() {
        web = new WebApplication(TestDatabases.H2_MEMORY.fresh(), Map.of());
        run = web.sample().open("moons", 1);
        web.get(Trials.class)
                .plan(
                        run.id(),
                        IntStream.rangeClosed(1, 3)
                                .mapToObj(SpecsApiTests::trial)
                                .toList());
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    private static NewTrial trial(int number) {
        TrialSpec spec = SPECS.get(number - 1);
        return new NewTrial(
                number,
                Canonical.hash(spec),
                number == 3 ? Optional.of(Control.PLAIN) : Optional.empty(),
                Canonical.hash(SPECS.get(2)),
                Map.of(),
                Canonical.json(spec),
                Map.of(),
                SweepPlace.NONE,
                3,
                new Ledger(82, 82, 0, 100, 8, 1, 100),
                Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theExperimentOfOneTrialAsksForThatTrial(int number) throws Exception {
        HttpResponse<String> answer = web.get(path(number), "*/*");

        List<ExperimentSpec> read = Yaml.read(answer.body());

        assertThat(read).hasSize(1);
        assertThat(Canonical.hash(Binding.trial(read.get(0), Map.of(), 0)))
                .isEqualTo(web.json("/api/v1/trials/" + id(number)).get("hash").asString());
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/yaml;charset=UTF-8");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"trial-%s.yml\"".formatted(id(number)));
    }

    @Test
    void aControlHasNoSpecFile() throws Exception {
        HttpResponse<String> answer = web.get(path(3), "*/*");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .contains(
                        "Trial %s is a control (plain), which no spec file asks for alone: the experiment 'moons' trains it again"
                                .formatted(id(3)));
    }

    @Test
    void whatAClientHasIsNotSentAgain() throws Exception {
        String tag = web.get(path(1), "*/*").headers().firstValue("ETag").orElseThrow();

        assertThat(web.ask(path(1), request -> request.header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(304);
        assertThat(web.get("/api/v1/trials/99/spec.yml", "*/*").statusCode()).isEqualTo(404);
    }

    private static String path(int number) {
        return "/api/v1/trials/%s/spec.yml".formatted(id(number));
    }

    private static long id(int number) {
        return web.sample().id(run, number);
    }
}
