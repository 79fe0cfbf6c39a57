package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.spec.fault.InvalidSpecException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class PlanReportTests {

    private final FakeTraining training = new FakeTraining((spec, step) -> {});
    private final Database database = TestDatabases.H2_FILE.fresh();

    @TempDir
    private Path folder;

    @Test
    void tellsWhatWouldBeTrainedAndStoresNothing(CapturedOutput output) {
        plan(TestRunner.SPEC);

        assertThat(output)
                .contains("two-moons: what would be trained")
                .containsPattern(
                        "(?m)^ hypernetwork +\\| +4 \\| +3 \\| +42 \\| +404 to 422 \\| +0\\.10 \\| +1,616 to 1,688 *$")
                .containsPattern("(?m)^ plain +\\| +2 \\| +3 \\| +42 \\| +42 \\| +1\\.00 \\| +168 *$")
                .contains("2 points by grid with 2 seeds each, 6 trials in all")
                .containsPattern(
                        "Memory of networks at most: about [1-9]\\d* MB, with 2 trials side by side; this machine has ")
                .containsPattern(
                        "Time: about \\d+ \\S+ with 2 workers \\(\\d+ \\S+ of training\\), by trying 3 trials");
        assertThat(training.stepsByTrial()).isEmpty();
        assertThat(Path.of(database.url().replace("jdbc:h2:file:", "") + ".mv.db"))
                .doesNotExist();
        assertThat(folder.resolve("checkpoints")).doesNotExist();
    }

    @Test
    void pointsThatCannotBeTrainedAreToldWithTheReason(CapturedOutput output) {
        plan(TestRunner.SPEC.replace("    repeats: 2", "    repeats: 2\n      constraints: {z: {max: 3}}"));

        assertThat(output)
                .contains("1 point by grid with 2 seeds each, 4 trials in all")
                .contains("1 point cannot be trained: z above 3");
    }

    @Test
    void aPlanOfNothingIsAFault() {
        InvalidSpecException thrown =
                catchThrowableOfType(InvalidSpecException.class, () -> runner().start("runner: {rerun: false}"));

        assertThat(thrown.faults())
                .singleElement()
                .asString()
                .contains("command line, --runner.plan", "needs experiments");
    }

    @ParameterizedTest
    @CsvSource({"100, 1 s", "90400, 90 s", "150000, 3 min", "7500000, 2 h 5 min"})
    void timesAreInTheUnitThatPeopleWouldSayThemIn(long millis, String text) {
        assertThat(PlanText.duration(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void aPlanThatTakesLongSaysWhatItIsAtAndNothingAtItsEnd() throws InterruptedException {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        try (PlanReport.Progress progress = PlanReport.Progress.of("long-one", Duration.ofMillis(20), lines::add)) {
            assertThat(lines.poll(30, TimeUnit.SECONDS)).contains("long-one: trying", "now reading the data");
            progress.begins("compiling the network to train");
            String line = lines.take();
            for (int i = 0; i < 100 && line.endsWith("reading the data"); i++) { // told at the same moment
                line = lines.take();
            }
            assertThat(line).endsWith("s so far, now compiling the network to train");
        }
        while (lines.poll(200, TimeUnit.MILLISECONDS) != null) {
            assertThat(lines).hasSizeLessThan(20); // what was told before it was closed
        }
    }

    private void plan(String yaml) {
        TestRunner runner = runner().logging();
        assertThatThrownBy(() -> runner.start(yaml)).isInstanceOf(SpringApplication.AbandonedRunException.class);
    }

    private TestRunner runner() {
        return new TestRunner(database, folder, training, new MovableClock(Instant.parse("2026-01-01T00:00:00Z")))
                .with("--runner.plan=true", "--runner.workers=2");
    }
}
