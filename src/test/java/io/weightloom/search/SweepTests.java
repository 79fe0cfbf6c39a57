package io.weightloom.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.weightloom.network.NetworkSizes;
import io.weightloom.search.Observed.State;
import io.weightloom.search.Pruner.Rung;
import io.weightloom.search.Sweep.Tried;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.read.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SweepTests {

    private static final Rung FIRST = new Rung(1, 2);

    /** Proposes the z-dims 1, 2, ... 100, and remembers what it was asked. */
    private final List<List<Observed>> asked = new ArrayList<>();

    private final Search counting = (observed, wanted) -> {
        asked.add(observed);
        return new Proposed(
                IntStream.rangeClosed(observed.size() + 1, Math.min(100, observed.size() + wanted))
                        .mapToObj(z -> point(z))
                        .toList(),
                new TreeMap<>());
    };

    private final Search over = (observed, wanted) -> new Proposed(List.of(), new TreeMap<>(Map.of("too large", 3)));

    @Test
    void theFirstRoundHasAsManyTrialsAsWereAskedForRoundedUpToWholePoints() {
        assertThat(sweep("round: 4, repeats: 2", counting).next(List.of()).trials())
                .extracting(
                        Sweep.Begins::point, begins -> begins.proposal().spec().seed())
                .containsExactly(tuple(point(1), 1L), tuple(point(1), 2L), tuple(point(2), 1L), tuple(point(2), 2L));
        assertThat(sweep("round: 3, repeats: 2", counting).next(List.of()).trials())
                .hasSize(4);
    }

    @Test
    void aSearchIsToldOfEachPointTheMeanOverItsSeeds() {
        sweep("round: 2, repeats: 2", counting)
                .next(List.of(
                        completed(1, 1, 0.5),
                        completed(2, 1, 0.75),
                        completed(3, 2, 0.5),
                        new Tried(4, point(2), State.BAD, OptionalDouble.empty(), 100, List.of(), OptionalInt.empty()),
                        new Tried(
                                5,
                                point(3),
                                State.HALTED,
                                OptionalDouble.of(0.25),
                                100,
                                List.of(0.1, 0.25),
                                OptionalInt.empty())));

        assertThat(asked.get(0))
                .containsExactly(
                        new Observed(point(1), State.COMPLETED, List.of(-0.625), 0),
                        new Observed(point(2), State.BAD, List.of(), 0),
                        new Observed(point(3), State.HALTED, List.of(-0.25), 2));
    }

    @Test
    void onAFrontTheNumbersTrainedAreTheSecondObjective() {
        sweep("score: front", counting).next(List.of(completed(1, 1, 0.5)));

        assertThat(asked.get(0).get(0).objectives()).containsExactly(-0.5, 100.0);
    }

    @Test
    void thoseThatGoOnAreInTheNextRoundAndNewPointsFillItUp() {
        Sweep.Next next = sweep("round: 4", counting, goingOn(1, 3)).next(paused(1, 2, 3, 4));

        assertThat(next.decisions()).hasSize(4);
        assertThat(next.trials()).extracting(Sweep.Begins::point).containsExactly(point(5), point(6));
        assertThat(next.trials()).extracting(Sweep.Begins::pauseEpoch).containsOnly(OptionalInt.of(2));
    }

    @Test
    void aRoundMayHaveMoreTrialsThanItsSizeIfMoreGoOn() {
        Sweep.Next next = sweep("round: 2", counting, goingOn(1, 2, 3)).next(paused(1, 2, 3));

        assertThat(next.trials()).isEmpty();
        assertThat(next.isEmpty()).isFalse();
    }

    @Test
    void onceTheSearchIsOverThePrunerIsAskedAgainAndNobodyWaitsForEver() {
        Pruner waiting = pruner((curves, supply) -> curves.stream()
                .filter(curve -> curve.paused().isPresent())
                .<Pruner.Decision>map(curve -> supply == Pruner.Supply.OPEN
                        ? new Pruner.Waits(curve.trial(), FIRST, "more may come")
                        : new Pruner.Halts(curve.trial(), FIRST, "no more come"))
                .toList());

        Sweep.Next next = sweep("round: 2", over, waiting).next(paused(1, 2));

        assertThat(next.decisions()).allMatch(Pruner.Halts.class::isInstance);
        assertThat(next.isEmpty()).isFalse();
        assertThat(next.infeasible()).containsEntry("too large", 3);
    }

    @Test
    void aSearchThatIsOverWithNothingPausedEndsTheRun() {
        assertThat(sweep("round: 2", over).next(List.of(completed(1, 1, 0.5))).isEmpty())
                .isTrue();
    }

    @Test
    void aPausedPointIsKnownByWhatItHasReached() {
        sweep("round: 4", counting, goingOn(1)).next(paused(1));

        assertThat(asked.get(0)).containsExactly(new Observed(point(1), State.HALTED, List.of(-0.5), 2));
    }

    @Test
    void theSeedsOfAPointAreOnePointToThePruner() {
        List<Pruner.Curve> seen = new ArrayList<>();
        Pruner pruner = pruner((curves, supply) -> {
            seen.addAll(curves);
            return List.of();
        });

        sweep("round: 8, repeats: 2", counting, pruner)
                .next(List.of(completed(1, 1, 0.5), completed(2, 1, 0.5), completed(3, 2, 0.5)));

        assertThat(seen).extracting(Pruner.Curve::trial).containsExactly(1, 2, 3);
        assertThat(seen).extracting(Pruner.Curve::point).containsExactly(1, 1, 2);
    }

    private interface Decide {
        List<Pruner.Decision> of(List<Pruner.Curve> curves, Pruner.Supply supply);
    }

    private static Pruner pruner(Decide decide) {
        return new Pruner() {
            @Override
            public OptionalInt first(int point) {
                return OptionalInt.of(2);
            }

            @Override
            public List<Decision> decide(List<Curve> curves, Supply supply) {
                return decide.of(curves, supply);
            }
        };
    }

    /** Lets these trials go on to their end, and halts the others. */
    private static Pruner goingOn(Integer... trials) {
        return pruner((curves, supply) -> curves.stream()
                .<Pruner.Decision>map(curve -> List.of(trials).contains(curve.trial())
                        ? new Pruner.GoesOn(curve.trial(), FIRST, OptionalInt.empty(), "good")
                        : new Pruner.Halts(curve.trial(), FIRST, "bad"))
                .toList());
    }

    private static List<Tried> paused(Integer... numbers) {
        return List.of(numbers).stream()
                .map(number -> new Tried(
                        number,
                        point(number),
                        State.UNDER_WAY,
                        OptionalDouble.of(0.5),
                        100,
                        List.of(0.25, 0.5),
                        OptionalInt.of(2)))
                .toList();
    }

    private static Tried completed(int number, int z, double score) {
        return new Tried(
                number, point(z), State.COMPLETED, OptionalDouble.of(score), 100, List.of(), OptionalInt.empty());
    }

    private static Map<String, Object> point(int z) {
        return Map.of("hypernet.z-dim", (long) z);
    }

    private static Sweep sweep(String settings, Search search) {
        return sweep(settings, search, Optional.empty());
    }

    private static Sweep sweep(String settings, Search search, Pruner pruner) {
        return sweep(settings, search, Optional.of(pruner));
    }

    private static Sweep sweep(String settings, Search search, Optional<Pruner> pruner) {
        ExperimentSpec experiment = experiment(settings);
        return new Sweep(experiment, new Trainability(experiment, new NetworkSizes()), search, pruner);
    }

    private static ExperimentSpec experiment(String settings) {
        return Yaml.read("""
                experiments:
                  one:
                    data: {source: moons, samples: 100}
                    target: {layers: [2, 8, 2]}
                    hypernet: {generator: full}
                    training: {epochs: 5}
                    sweep: {search: grid, %s, parameters: [{name: hypernet.z-dim, values: [1, 2]}]}
                """.formatted(settings)).get(0);
    }
}
