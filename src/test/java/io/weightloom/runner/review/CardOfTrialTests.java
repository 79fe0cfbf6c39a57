package io.weightloom.runner.review;

import static io.weightloom.runner.review.SampleRun.hypernetwork;
import static io.weightloom.runner.review.SampleRun.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.export.CardFacts;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Trials;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class CardOfTrialTests {

    @Test
    void aCardTellsOfScoresOverSeedsControlsAndFindings() {
        try (ResultsContext context =
                new ResultsContext(TestDatabases.H2_MEMORY.fresh().dataSource(), Clock.systemUTC())) {
            SampleRun sample = SampleRun.in(context);
            Run run = sample.open("glyphs", 1);
            context.get(Trials.class)
                    .plan(
                            run.id(),
                            List.of(
                                    hypernetwork(1, 4, 7, 1028),
                                    hypernetwork(2, 4, 8, 1028),
                                    plain(3, 7),
                                    plain(4, 8)));
            sample.complete(run, 1, 0.90);
            sample.complete(run, 2, 0.92);
            sample.complete(run, 3, 0.80);
            sample.complete(run, 4, 0.83);

            CardFacts card = context.get(Review.class).card(sample.id(run, 1)).orElseThrow();

            assertThat(card.title()).isEqualTo("glyphs, trial 1");
            assertThat(card.description()).isEqualTo("How far?");
            CardFacts.Score test = card.scores().get(0);
            assertThat(test.name()).isEqualTo("test score");
            assertThat(test.value()).isEqualTo(0.9);
            CardFacts.Seeds seeds = test.seeds().orElseThrow();
            assertThat(seeds.n()).isEqualTo(2);
            assertThat(seeds.mean()).isBetween(0.9099999, 0.9100001);
            assertThat(seeds.low()).isLessThan(0.9);
            assertThat(card.controls())
                    .containsExactly(
                            "plain (8,224 numbers, 32,896 bytes): beat; test score +0.0950 over 2 seeds, 95 % interval"
                                    + " +0.0315 to +0.1585");
            assertThat(card.verdict()).contains("It beat plain, lost to none, and is undecided against none.");
            assertThat(card.findings())
                    .containsExactly(
                            "1 of 2 findings of its verification are ok",
                            "gradient-flow of hyper/w0 is delayed: The gradient arrives after 2 updates");
            assertThat(context.get(Review.class).card(99)).isEmpty();
        }
    }
}
