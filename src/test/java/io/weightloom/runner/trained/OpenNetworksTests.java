package io.weightloom.runner.trained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.data.raw.Table;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.store.Artifacts;
import io.weightloom.runner.store.PlacedWeights;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.TrialClaim;
import io.weightloom.runner.store.Trials;
import io.weightloom.text.Sha256;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.TrainedNetwork;
import io.weightloom.trial.TrainedWeights;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenNetworksTests {

    private static final int TRIALS = OpenNetworks.MOST + 3;

    private static final String HEAD = "hyper/head/b"; // whose numbers are weights that are generated

    private static ResultsContext context;

    @BeforeAll
    static void store() {
        context = new ResultsContext(
                TestDatabases.H2_MEMORY.fresh().dataSource(), Clock.systemUTC(), TrainedTrials.class);
        TrainedWeights moons = TrainedSamples.moons();
        float[] first = moons.of(HEAD);
        SampleRun sample = SampleRun.in(context);
        Run run = sample.open("two-moons", 1);
        context.get(Trials.class)
                .plan(
                        run.id(),
                        IntStream.rangeClosed(1, TRIALS)
                                .mapToObj(number -> SampleRun.hypernetwork(number, 4, number, 1028))
                                .toList());
        for (int number = 1; number < TRIALS; number++) {
            first[0] = number; // so that no two are the same
            byte[] bytes = moons.with(Map.of(HEAD, first)).bytes();
            TrialClaim claim = sample.claim(run, number);
            context.get(Artifacts.class).save(claim, new PlacedWeights(bytes, Sha256.of(bytes), Optional.empty()));
            context.get(Trials.class).end(claim, SampleRun.completed(0.9), 1);
        }
    }

    @AfterAll
    static void close() {
        context.close();
    }

    @Test
    void aFewStayOpenAndThoseThatWereAskedLongestAgoAreClosed() {
        try (OpenNetworks networks = new OpenNetworks(context.get(TrainedTrials.class))) {
            TrainedNetwork first = networks.ask(1, network -> network);
            assertThat(networks.<TrainedNetwork>ask(1, network -> network)).isSameAs(first);

            LongStream.rangeClosed(2, TRIALS - 2L).forEach(trial -> networks.ask(trial, network -> network));

            assertThat(networks.size()).isEqualTo(OpenNetworks.MOST);
            assertThat(networks.<TrainedNetwork>ask(1, network -> network)).isNotSameAs(first);
        }
    }

    @Test
    void asManyStayOpenAsTheMemoryIsThereFor() {
        try (TrainedNetwork one =
                        TrainedNetwork.of(context.get(TrainedTrials.class).weights(1));
                OpenNetworks two = new OpenNetworks(context.get(TrainedTrials.class), 2 * one.bytes());
                OpenNetworks less = new OpenNetworks(context.get(TrainedTrials.class), 2 * one.bytes() - 1)) {
            LongStream.rangeClosed(1, 3).forEach(trial -> {
                two.ask(trial, network -> network);
                less.ask(trial, network -> network);
            });

            assertThat(two.size()).isEqualTo(2);
            assertThat(less.size()).isEqualTo(1);
        }
    }

    @Test
    void oneIsAtWorkAtATimeWhoeverAsks() {
        AtomicInteger atWork = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (OpenNetworks networks = new OpenNetworks(context.get(TrainedTrials.class))) {
            List<CompletableFuture<Double>> all = IntStream.range(0, 12)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> networks.ask(1 + i % 3, network -> {
                                most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                                double said = said(network);
                                atWork.decrementAndGet();
                                return said;
                            }),
                            threads))
                    .toList();

            assertThat(all.stream().map(CompletableFuture::join).distinct()).hasSize(3);
            assertThat(most).hasValue(1);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aNetworkWhoseWeightsWereDroppedIsNotAskedAnyMore() {
        long dropped = TRIALS - 1L;
        try (OpenNetworks networks = new OpenNetworks(context.get(TrainedTrials.class))) {
            networks.ask(dropped, network -> network);

            context.get(Artifacts.class).drop(1, List.of(dropped));

            assertThatThrownBy(() -> networks.ask(dropped, network -> network))
                    .isInstanceOf(UnusableWeightsException.class)
                    .hasMessageContaining("were dropped");
        }
    }

    @Test
    void onceClosedItHasNoTime() {
        OpenNetworks networks = new OpenNetworks(context.get(TrainedTrials.class));
        networks.ask(1, network -> network);

        networks.close();

        assertThat(networks.size()).isZero();
        assertThatThrownBy(() -> networks.ask(1, network -> network)).isInstanceOf(OpenNetworks.BusyException.class);
    }

    @Test
    void aQuestionThatFailsLeavesTheNetworkToOthers() {
        try (OpenNetworks networks = new OpenNetworks(context.get(TrainedTrials.class))) {
            assertThatThrownBy(() -> networks.ask(1, network -> {
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
            assertThat(networks.<Double>ask(1, OpenNetworksTests::said)).isPositive();
            assertThatThrownBy(() -> networks.ask(TRIALS, network -> network))
                    .isInstanceOf(UnusableWeightsException.class)
                    .hasMessageContaining("yet: it has not ended");
            assertThatThrownBy(() -> networks.ask(999, network -> network))
                    .isInstanceOf(UnusableWeightsException.class)
                    .hasMessage("There is no trial with the id 999");
        }
    }

    private static double said(TrainedNetwork network) {
        return network.predict(new Table.Numbers(new double[] {0.5, 0.5}, List.of("x", "y")), new ConditionValue.Own())
                .value(0, 0);
    }
}
