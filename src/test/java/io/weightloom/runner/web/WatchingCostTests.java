package io.weightloom.runner.web;

import static io.weightloom.runner.review.SampleRun.hypernetwork;
import static io.weightloom.runner.review.SampleRun.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.sheet.RunEvents;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunState;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.Trials;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run is charged for that is looked at while it goes on. */
class WatchingCostTests {

    private static WebApplication web;
    private static Run watched;
    private static Run ended;

    @BeforeAll
    static void start() {
        web = new WebApplication(TestDatabases.H2_MEMORY.fresh(), Map.of());
        watched = web.sample().open("watched", 1);
        ended = web.sample().open("ended", 2);
        web.get(Trials.class).plan(watched.id(), List.of(hypernetwork(1, 4, 7, 1028), plain(2, 7)));
        web.get(Trials.class).plan(ended.id(), List.of(hypernetwork(1, 4, 7, 1028)));
        web.get(Runs.class).state(ended.id(), RunState.COMPLETED);
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    private static Duration cost(Run run) {
        return web.get(RunEvents.class).costs().of(run.id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/experiments",
                "/api/v1/runs/1/sheet?since=1",
                "/api/v1/runs/1/trials",
                "/api/v1/trials/2",
                "/api/v1/pairs?a=1&b=2"
            })
    void whatWatchersAskForIsAddedUp(String path) throws Exception {
        Duration before = cost(watched);

        for (int i = 0; i < 500 && cost(watched).equals(before); i++) { // it is counted once the answer is sent
            web.get(path, "application/json");
        }

        assertThat(cost(watched)).isGreaterThan(before);
        assertThat(cost(ended)).isZero();
    }

    @Test
    void whatIsAskedForOnceIsNot() throws Exception {
        for (String path : List.of("/api/v1/runs/2/sheet", "/api/v1/runs/2", "/api/v1/trials/3/condition")) {
            for (int i = 0; i < 5; i++) {
                web.get(path, "application/json");
            }
        }

        assertThat(cost(ended)).isZero();
    }

    @Test
    void aTrialThatThereIsNotIsNotTakenForARun() throws Exception {
        long none = 99;

        for (int i = 0; i < 5; i++) {
            web.get("/api/v1/trials/" + none, "application/json");
        }

        assertThat(web.get(RunEvents.class).costs().of(none)).isZero();
    }
}
