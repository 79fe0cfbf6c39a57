package io.weightloom.runner.web;

import static io.weightloom.runner.review.SampleRun.hypernetwork;
import static io.weightloom.runner.review.SampleRun.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.Trials;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many statements answer a request: as many for a run of forty trials as for one of four. */
class EndpointCostTests {

    private static WebApplication web;

    @BeforeAll
    static void start() {
        web = new WebApplication(TestDatabases.H2_MEMORY.fresh(), Map.of());
        run("small", 1, 4);
        run("large", 2, 40);
    }

    private static void run(String experiment, int number, int trials) {
        SampleRun sample = web.sample();
        Run run = sample.open(experiment, number);
        List<NewTrial> plan = new ArrayList<>();
        for (int seed = 1; seed <= trials / 2; seed++) {
            plan.add(hypernetwork(2 * seed - 1, 4, seed, 1028));
            plan.add(plain(2 * seed, seed));
        }
        web.get(Trials.class).plan(run.id(), plan);
        plan.forEach(trial -> sample.complete(run, trial.number(), 0.8 + 0.001 * trial.number()));
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            /actuator/experiments,                   application/json,  7,  1
            /api/v1/runs/2/sheet,                    */*,               4,  2
            /api/v1/runs/2/comparisons,              */*,               5,  2
            /actuator/experiments/small,             application/json,  4,  1
            /actuator/experiments/large,             application/json,  4,  1
            /actuator/experiments/small,             text/csv,          4,  1
            /actuator/experiments/large,             text/csv,          4,  1
            /actuator/experiments/large,             text/plain,        4,  1
            /actuator/experiments/large?run=2,       application/json,  4,  1
            /actuator/experiments/large/comparisons, application/json,  4,  1
            /actuator/experiments/small/metrics,     text/csv,          6,  3
            /actuator/experiments/large/metrics,     text/csv,          6,  3
            /api/v1/runs/2/metrics.csv,              */*,               7,  4
            /actuator/trials/1,                      application/json, 17, 15
            /actuator/trials/25,                     application/json, 17, 15
            """)
    void statements(String path, String accept, int first, int again) throws Exception {
        write(1);
        write(2);
        web.statements();

        String body = web.get(path, accept).body();
        assertThat(web.statements()).hasSize(first);

        assertThat(web.get(path, accept).body()).isEqualTo(body);
        assertThat(web.statements()).hasSize(again);
    }

    /** Raises the run's revision, and says nothing new. */
    private static void write(long id) {
        Runs runs = web.get(Runs.class);
        runs.state(id, runs.find(id).orElseThrow().state());
    }
}
