package io.weightloom.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.random.RandomStream;
import io.weightloom.spec.SweepSpec.Parameter;
import io.weightloom.spec.SweepSpec.Range;
import io.weightloom.spec.SweepSpec.Scale;
import io.weightloom.spec.SweepSpec.Strategy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every search does, whatever it looks for. */
class SearchContractTests {

    private static final String GENERATOR = "hypernet.generator";
    private static final String CHUNK = "hypernet.chunk-size";
    private static final String RATE = "training.learning-rate";
    private static final String DECAY = "training.generated-decay";
    private static final String LAYERS = "target.layers";
    private static final String EPOCHS = "training.epochs";

    private static final Parameter KIND = Parameter.of(GENERATOR, List.of("full", "chunked", "low-rank"));
    private static final Parameter SIZE =
            new Parameter(new Range.Whole(CHUNK, 8, 32, 8, Scale.LINEAR), Map.of(GENERATOR, List.of("chunked")));
    private static final Parameter TIED = new Parameter(new Range.Choice(List.of(
            Map.of(LAYERS, List.of(2L, 16L, 2L), EPOCHS, 20L), Map.of(LAYERS, List.of(2L, 32L, 2L), EPOCHS, 40L))));
    private static final Parameter STEPS =
            new Parameter(new Range.Real(DECAY, 0, 0.3, OptionalDouble.of(0.1), Scale.LINEAR));
    private static final Parameter LOG =
            new Parameter(new Range.Real(RATE, 1e-4, 0.1, OptionalDouble.empty(), Scale.LOG));

    /** 6 kinds and sizes, times 2 networks, times 4 decays. */
    private static final Space FINITE = new Space(List.of(KIND, SIZE, TIED, STEPS));

    private static final int POINTS = 48;

    private static final Feasibility ANY = point -> Optional.empty();

    static List<Strategy> searches() {
        return List.of(Strategy.values());
    }

    @ParameterizedTest
    @MethodSource("searches")
    void everySearchProposesAllOfASmallSpaceOnceAndIsOverThen(Strategy strategy) {
        List<Observed> observed = new ArrayList<>();
        Search search = search(strategy, FINITE, ANY, 3);
        int last;
        do {
            last = round(search, observed, 7);
        } while (last == 7);

        assertThat(points(observed)).doesNotHaveDuplicates().hasSize(POINTS);
        assertThat(search.propose(observed, 7).points()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("searches")
    void everySearchKeepsToItsRanges(Strategy strategy) {
        Space space = strategy == Strategy.GRID ? FINITE : new Space(List.of(KIND, SIZE, TIED, STEPS, LOG));
        List<Observed> observed = rounds(search(strategy, space, ANY, 5), 6, 8);

        assertThat(points(observed)).isNotEmpty().doesNotHaveDuplicates().allSatisfy(point -> {
            Set<String> settings = new LinkedHashSet<>(List.of(GENERATOR, LAYERS, EPOCHS, DECAY));
            if (point.get(GENERATOR).equals("chunked")) {
                settings.add(CHUNK);
                assertThat(point.get(CHUNK)).isIn(8L, 16L, 24L, 32L);
            }
            if (strategy != Strategy.GRID) {
                settings.add(RATE);
                assertThat((Double) point.get(RATE)).isBetween(1e-4, 0.1);
            }
            assertThat(point).containsOnlyKeys(settings);
            assertThat(point.get(DECAY)).isIn(0.0, 0.1, 0.2, 0.3);
            assertThat(point.get(EPOCHS)).isEqualTo(point.get(LAYERS).equals(List.of(2L, 16L, 2L)) ? 20L : 40L);
        });
        assertThat(points(observed))
                .extracting(point -> List.copyOf(point.keySet()).get(0))
                .containsOnly(GENERATOR);
    }

    @ParameterizedTest
    @MethodSource("searches")
    void everySearchProposesTheSameForTheSameObservations(Strategy strategy) {
        List<Observed> observed = rounds(search(strategy, FINITE, ANY, 5), 2, 8);

        Proposed again = search(strategy, FINITE, ANY, 5).propose(observed, 8);
        Proposed oncemore = search(strategy, FINITE, ANY, 5).propose(List.copyOf(observed), 8);

        assertThat(again.points()).hasSize(8);
        assertThat(oncemore).isEqualTo(again);
    }

    @ParameterizedTest
    @MethodSource("searches")
    void everySearchSkipsWhatIsInfeasibleAndSaysWhy(Strategy strategy) {
        Feasibility noFull = point -> point.get(GENERATOR).equals("full") ? Optional.of("is full") : Optional.empty();
        Search search = search(strategy, FINITE, noFull, 5);
        List<Observed> observed = new ArrayList<>();
        int infeasible = 0;
        Proposed round;
        do {
            round = search.propose(observed, 5);
            infeasible += round.infeasible().getOrDefault("is full", 0);
            round.points().forEach(point -> observed.add(completed(point)));
        } while (round.points().size() == 5);

        assertThat(points(observed))
                .hasSize(40)
                .noneMatch(point -> point.get(GENERATOR).equals("full"));
        assertThat(infeasible).isGreaterThanOrEqualTo(8);
    }

    @ParameterizedTest
    @MethodSource("searches")
    void everySearchTakesPointsThatComeToTheSameAsOne(Strategy strategy) {
        Feasibility byKind = new Feasibility() {

            @Override
            public Optional<String> objection(Map<String, Object> point) {
                return Optional.empty();
            }

            @Override
            public Object meaning(Map<String, Object> point) {
                return point.get(GENERATOR).equals("full") ? "full" : point;
            }
        };
        List<Observed> observed = rounds(search(strategy, FINITE, byKind, 5), 8, 6);

        assertThat(points(observed)).hasSize(41);
        assertThat(points(observed).stream()
                        .filter(point -> point.get(GENERATOR).equals("full")))
                .hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("searches")
    void everySearchOfNothingProposesOnePoint(Strategy strategy) {
        Search search = search(strategy, new Space(List.of()), ANY, 1);

        assertThat(search.propose(List.of(), 8).points()).containsExactly(Map.of());
        assertThat(search.propose(List.of(completed(Map.of())), 8).points()).isEmpty();
    }

    private static Search search(Strategy strategy, Space space, Feasibility feasibility, long seed) {
        return Searches.of(strategy, space, feasibility, strategy == Strategy.EVOLUTION ? 2 : 1, seed);
    }

    private static List<Observed> rounds(Search search, int rounds, int wanted) {
        List<Observed> observed = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            round(search, observed, wanted);
        }
        return observed;
    }

    private static int round(Search search, List<Observed> observed, int wanted) {
        List<Map<String, Object>> points = search.propose(observed, wanted).points();
        points.forEach(point -> observed.add(completed(point)));
        return points.size();
    }

    /** Any objectives, the same for the same point. */
    private static Observed completed(Map<String, Object> point) {
        double any = RandomStream.NOISE
                .generator(new HashMap<>(point).toString().length(), point.size())
                .nextDouble();
        return new Observed(point, Observed.State.COMPLETED, List.of(any, 1 - any), 20);
    }

    private static List<Map<String, Object>> points(List<Observed> observed) {
        return observed.stream().map(Observed::point).toList();
    }
}
