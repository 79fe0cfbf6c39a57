package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.console.RunProgress;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.run.RunReport;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.worker.FakeTraining;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** How much of a run is said to lie ahead, which its time left is made of. */
class AmountAheadTests {

    private final List<String> amounts = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    /** Two seeds of each of three points, a point in each round; then the plain networks of both seeds. */
    @Test
    void allThatASearchMayAskForIsAheadFromItsFirstRoundOn() {
        String search = "search: random\n      max-trials: 7\n      round: 2\n      parameters:";
        FakeTraining training = new FakeTraining((spec, step) -> {});
        new TestRunner(
                        TestDatabases.H2_MEMORY.fresh(),
                        folder,
                        training,
                        new MovableClock(Instant.parse("2026-11-20T02:00:00Z")))
                .with("--runner.workers=1")
                .with(new BeanPostProcessor() {
                    @Override
                    public Object postProcessAfterInitialization(Object bean, String name) {
                        return bean instanceof RunReport ? recording() : bean;
                    }
                })
                .run(SPEC.replace("parameters:", search).replace("values: [2, 4]", "min: 1, max: 8"), runner -> {
                    assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
                    assertThat(runner.words("select count(*) from trial")).containsExactly("8");
                });

        assertThat(amounts)
                .containsExactly(
                        "8 trials of 24 epochs, 0 ended",
                        "8 trials of 24 epochs, 2 ended",
                        "8 trials of 24 epochs, 4 ended",
                        "8 trials of 24 epochs, 6 ended",
                        "8 trials of 24 epochs, 6 ended");
    }

    private RunReport recording() {
        return new RunReport() {
            @Override
            public RunProgress progress(Run run) {
                return new RunProgress() {
                    @Override
                    public void planned(int trials, int ended, long epochs, long epochsEnded) {
                        amounts.add("%s trials of %s epochs, %s ended".formatted(trials, epochs, ended));
                    }
                };
            }

            @Override
            public void show(Run run) {}
        };
    }
}
