package io.weightloom.runner.web;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.store.Metrics;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunState;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.Trials;
import io.weightloom.trial.TrialOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Serves the page over made-up rows on port 8099, for whoever works on the page, which is read where it is edited.
 * Arguments are properties, such as {@code server.port=8100}.
 */
final class SampleServer {

    private SampleServer() {}

    /** Runs until it is interrupted. */
    @SuppressWarnings("resource") // it serves until the process ends
    public static void main(String[] args) {
        Instant two = Instant.parse("2026-11-25T01:00:00Z");
        Map<String, List<Instant>> fires =
                Map.of("nightly", List.of(two, two.plus(Duration.ofDays(1)), two.plus(Duration.ofDays(2))));
        String[] properties = Stream.concat(
                        Stream.of(
                                "server.port=8099",
                                "spring.web.resources.static-locations=file:src/main/resources/static/"),
                        Arrays.stream(args))
                .toArray(String[]::new);
        fill(new WebApplication(TestDatabases.H2_MEMORY.fresh(), fires, properties));
    }

    static void fill(WebApplication web) {
        SampleRun sample = web.sample();
        web.get(Runs.class).state(sample.open("seed", 1).id(), RunState.COMPLETED);
        Run complete = sweep(web, sample, 7);
        web.get(Runs.class).state(complete.id(), RunState.COMPLETED);
        sweep(web, sample, 8);
    }

    private static Run sweep(WebApplication web, SampleRun sample, int number) {
        SplittableRandom random = new SplittableRandom(number);
        Run run = sample.open("glyph-compression", number);
        List<NewTrial> plan = new ArrayList<>();
        for (int zDim : new int[] {2, 4, 8, 16, 32}) {
            for (long seed = 7; seed < 9; seed++) {
                plan.add(SampleRun.hypernetwork(plan.size() + 1, zDim, seed, 300L + 90L * zDim));
            }
        }
        plan.add(SampleRun.plain(11, 7));
        plan.add(SampleRun.plain(12, 8));
        web.get(Trials.class).plan(run.id(), plan);
        for (NewTrial trial : plan) {
            double cost =
                    trial.control().isPresent() ? 0 : 0.25 / trial.ledger().z();
            double score = 0.96 - cost - 0.01 * random.nextDouble();
            if (trial.number() == 6) {
                sample.end(run, 6, new TrialOutcome.Diverged(3, 214));
            } else if (number == 7 || trial.number() <= 8) {
                sample.complete(run, trial.number(), score);
            } else if (trial.number() == 9) {
                web.get(Metrics.class).save(sample.claim(run, 9), 0, SampleRun.curve(7, score));
            }
        }
        return run;
    }
}
