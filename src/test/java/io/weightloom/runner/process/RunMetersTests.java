package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole sweep of four hypernetworks and two plain networks leaves in the meters. */
class RunMetersTests {

    @TempDir
    Path folder;

    @Test
    void aSweepCountsItsTrialsAndEpochsAndMakesNoMeterPerTrial() {
        TestRunner runner = new TestRunner(
                TestDatabases.H2_MEMORY.fresh(),
                folder,
                new FakeTraining((spec, step) -> {}),
                new MovableClock(Instant.parse("2026-11-20T02:00:00Z")));

        runner.run(TestRunner.SPEC, started -> {
            MeterRegistry registry = started.get(MeterRegistry.class);
            assertThat(registry.get("weightloom.trials")
                            .tag("outcome", "completed")
                            .counter()
                            .count())
                    .isEqualTo(6);
            assertThat(registry.get("weightloom.trials.active").gauge().value()).isZero();
            assertThat(registry.get("weightloom.compression.ratio").summary().count())
                    .isEqualTo(4);
            assertThat(registry.get("weightloom.epoch").timer().count()).isEqualTo(6 * 3);
            List<String> names = registry.getMeters().stream()
                    .map(Meter::getId)
                    .filter(id -> id.getName().startsWith("spring.batch."))
                    .flatMap(id -> id.getTags().stream())
                    .map(Tag::getValue)
                    .toList();
            assertThat(names).contains("trial").noneMatch(name -> name.contains(":"));
        });
    }
}
