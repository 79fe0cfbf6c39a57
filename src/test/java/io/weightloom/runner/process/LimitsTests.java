package io.weightloom.runner.process;

import static io.weightloom.runner.process.TestRunner.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.trial.TrialOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Runs that their spec's limits end. A step takes three seconds of the clock, a segment ten. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class LimitsTests {

    private final Database database = TestDatabases.H2_MEMORY.fresh();
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T02:00:00Z"));
    private final FakeTraining training = new FakeTraining((spec, step) -> clock.move(Duration.ofSeconds(3)));

    @TempDir
    Path folder;

    @Test
    void tooManyFailedTrialsEndTheRunWithThree(CapturedOutput output) {
        training.ending(7, new TrialOutcome.Failed("planted"));
        runner().run(SPEC + "      max-failed: 2\n", runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.TRIALS_FAILED);
            assertThat(ExitCodes.of(runner.end())).isEqualTo(3);
            assertThat(runner.words("select concat(state, ', ', detail) from run"))
                    .containsExactly("stopped, max-failed: 2 trials failed or were rejected");
            assertThat(runner.words("select number from trial where outcome is not null order by number"))
                    .as("of seeds 7 and 8 in turn")
                    .containsExactly("1", "2", "3");
        });
        assertThat(output)
                .contains(
                        "two-moons, run 1 ends here: max-failed is 2, and as many of its trials failed or were rejected.")
                .doesNotContain("\tat ");

        runner().run(SPEC + "      max-failed: 2\n", runner -> {
            assertThat(runner.end()).as("the same command again").isEqualTo(RunEnd.TRIALS_FAILED);
            assertThat(runner.words("select count(*) from trial where outcome is not null"))
                    .containsExactly("3");
        });
        runner().run(SPEC + "      max-failed: 9\n", runner -> {
            assertThat(runner.words("select concat(id, ' ', state) from run"))
                    .as("another limit is no other spec")
                    .containsExactly("1 completed");
            assertThat(runner.words("select outcome from trial where outcome is not null"))
                    .hasSize(6);
        });
    }

    @Test
    void aRunThatLastsTooLongStopsAndTheSameCommandGoesOn() {
        String spec = SPEC + "      max-duration: 60s\n";
        runner().run(spec, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.STOPPED);
            assertThat(ExitCodes.of(runner.end())).isEqualTo(4);
            assertThat(runner.words("select concat(state, ', ', detail) from run"))
                    .containsExactly("stopped, max-duration: 60 s");
        });
        assertThat(training.stepsDone()).isEqualTo(20);

        for (long steps : List.of(40L, 60L)) {
            runner().run(spec, runner -> assertThat(runner.end()).isEqualTo(RunEnd.STOPPED));
            assertThat(training.stepsDone()).isEqualTo(steps);
        }
        runner().run(spec, runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED);
            assertThat(runner.words("select concat(state, detail) from run")).containsExactly("completed");
        });
        assertThat(training.stepsDone()).isEqualTo(72);
    }

    /** Of two networks one needs 202 million numbers; which comes first follows from the seed. */
    @Test
    void aNetworkThatHasNoRoomFailsAloneWhenItsRoundComes(CapturedOutput output) {
        runner().run(ROOMY.replace("grid", "random").replace("seed: 7", "seed: 9"), runner -> {
            assertThat(runner.end()).isEqualTo(RunEnd.TRIALS_FAILED);
            assertThat(runner.words("select state from run")).containsExactly("completed");
            assertThat(runner.words("select concat(round, ' ', outcome) from trial order by number"))
                    .containsExactly("1 completed", "2 failed");
            assertThat(runner.words("select detail from trial where outcome = 'failed'"))
                    .singleElement()
                    .asString()
                    .startsWith("hypernet makes a network of 202,008,643 numbers for 42 target weights, most of the"
                            + " numbers in hyper/");
        });
        assertThat(output).doesNotContain("\tat ");
    }

    @Test
    void ofAGridAllRoundsAreKnownToHaveRoomBeforeAnythingIsStored() {
        InvalidSpecException refused =
                catchThrowableOfType(InvalidSpecException.class, () -> runner().run(ROOMY, runner -> {}));

        assertThat(refused.faults())
                .singleElement()
                .asString()
                .contains("experiments.two-moons.hypernet makes a network of 202,008,643 numbers")
                .endsWith("at hypernet.hidden = [1000000, 200]");
    }

    private static final String ROOMY = """
            experiments:
              two-moons:
                seed: 7
                data: {source: moons, samples: 200}
                target: {kind: mlp, layers: [2, 8, 2]}
                hypernet: {generator: full, z-dim: 1}
                training: {epochs: 1, batch-size: 16}
                sweep:
                  search: grid
                  max-trials: 2
                  round: 1
                  parameters: [{name: hypernet.hidden, values: [[8], [1000000, 200]]}]
            """;

    private TestRunner runner() {
        return new TestRunner(database, folder, training, clock)
                .with("--runner.workers=1")
                .logging();
    }
}
