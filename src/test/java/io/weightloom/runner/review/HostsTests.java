package io.weightloom.runner.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.store.Reuses;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.TrialClaim;
import io.weightloom.runner.store.Trials;
import io.weightloom.trial.TrialOutcome;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostsTests {

    @ParameterizedTest
    @EnumSource
    void aTrialSaysWhereItIsTrainedOrWasLastUnlessItsNumbersAreAnothers(TestDatabases databases) {
        try (ResultsContext context = new ResultsContext(
                databases.fresh().dataSource(), new MovableClock(Instant.parse("2026-11-20T12:00:00Z")))) {
            Trials trials = context.get(Trials.class);
            SampleRun sample = SampleRun.in(context);
            Run earlier = sample.open("glyphs", 1);
            trials.plan(earlier.id(), List.of(SampleRun.hypernetwork(1, 4, 7, 1000)));
            sample.complete(earlier, 1, 0.9);
            Run run = sample.open("glyphs", 2);
            trials.plan(
                    run.id(),
                    List.of(
                            SampleRun.hypernetwork(1, 4, 7, 1000),
                            SampleRun.hypernetwork(2, 8, 7, 1000),
                            SampleRun.hypernetwork(3, 16, 7, 1000),
                            SampleRun.hypernetwork(4, 32, 7, 1000)));

            context.get(Reuses.class).take(claim(trials, sample, run, 1, "south"), sample.id(earlier, 1));
            trials.end(claim(trials, sample, run, 2, "north"), new TrialOutcome.Failed("a bug"), 3.5);
            claim(trials, sample, run, 3, "south");

            assertThat(context.get(Review.class).run(run.id()).orElseThrow().trials())
                    .extracting(TrialSummary::host)
                    .containsExactly(null, "north", "south", null);
        }
    }

    private static TrialClaim claim(Trials trials, SampleRun sample, Run run, int number, String host) {
        return trials.claim(run.id(), sample.id(run, number), host + "|4711|1763640000000|boot/pid|0a1b2c3d");
    }
}
