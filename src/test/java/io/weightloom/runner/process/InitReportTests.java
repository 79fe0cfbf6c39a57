package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class InitReportTests {

    private final FakeTraining training = new FakeTraining((spec, step) -> {});
    private final Database database = TestDatabases.H2_MEMORY.fresh();

    @TempDir
    private Path folder;

    @Test
    void comparesInitialisationsAndNeitherTrainsNorStoresAnything(CapturedOutput output) {
        TestRunner runner = runner().with("--runner.report=init").logging();

        assertThatThrownBy(() -> runner.start(TestRunner.SPEC))
                .isInstanceOf(SpringApplication.AbandonedRunException.class);

        assertThat(output)
                .contains("two-moons: how its first network would start, means of 20 seeds")
                .containsPattern("(?m)^ init +\\| layer \\| variance \\| of biases \\| c / fan-in \\|")
                .containsPattern("(?m)^ hyperfan-in +\\| w1 +\\| +\\S+ \\| +\\d+ % \\| +1 \\| ok ")
                .containsPattern("(?m)^ kaiming +\\| w1 .*\\| off ")
                .containsPattern("(?m)^It fits: .*hyperfan-in");
        assertThat(training.stepsByTrial()).isEmpty();
        assertThat(JdbcClient.create(database.dataSource())
                        .sql("select count(*) from information_schema.tables where table_schema = 'PUBLIC'")
                        .query((row, i) -> row.getInt(1))
                        .single())
                .isZero();
    }

    @Test
    void aReportOfNothingIsAFault() {
        TestRunner runner = runner().with("--runner.report=init");

        InvalidSpecException thrown =
                catchThrowableOfType(InvalidSpecException.class, () -> runner.start("runner: {rerun: false}"));

        assertThat(thrown.faults())
                .extracting(Fault::toString)
                .singleElement()
                .asString()
                .contains("command line, --runner.report", "needs experiments");
    }

    private TestRunner runner() {
        return new TestRunner(database, folder, training, new MovableClock(Instant.parse("2026-01-01T00:00:00Z")));
    }
}
