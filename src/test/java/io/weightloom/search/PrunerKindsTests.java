package io.weightloom.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.search.Pruner.Curve;
import io.weightloom.search.Pruner.Decision;
import io.weightloom.search.Pruner.Supply;
import io.weightloom.spec.PruningSpec;
import io.weightloom.spec.PruningSpec.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What each pruner does that the others do not. */
class PrunerKindsTests {

    private static final List<Integer> RUNGS = List.of(3, 9, 27);

    private static Pruner pruner(Kind kind) {
        return Pruners.of(new PruningSpec(kind, RUNGS));
    }

    @Test
    void halvingLetsAThirdGoOnAndSaysSo() {
        double[] scores =
                IntStream.range(0, 24).mapToDouble(i -> (i * 7) % 24 / 100.0).toArray();

        List<Decision> decisions = pruner(Kind.SUCCESSIVE_HALVING).decide(PrunedSweep.paused(9, scores), Supply.OVER);

        assertThat(decisions).filteredOn(Pruner.GoesOn.class::isInstance).hasSize(8);
        assertThat(decisions.get(1))
                .isEqualTo(new Pruner.Halts(
                        2, new Pruner.Rung(2, 9), "rung 2, epoch 9: 17th of 24 by validation score; 8 go on"));
        assertThat(decisions.get(17))
                .isEqualTo(new Pruner.GoesOn(
                        18,
                        new Pruner.Rung(2, 9),
                        OptionalInt.of(27),
                        "rung 2, epoch 9: 1st of 24 by validation score; 8 go on"));
    }

    @Test
    void inHalvingWhoIsNotAmongTheBestWaitsForMoreAndMayGoOnThen() {
        Pruner halving = pruner(Kind.SUCCESSIVE_HALVING);
        List<Curve> few = PrunedSweep.paused(3, 0.5, 0.9);
        List<Curve> more = PrunedSweep.paused(3, 0.5, 0.9, 0.1, 0.2, 0.3, 0.4);

        assertThat(halving.decide(few, Supply.OPEN))
                .allMatch(Pruner.Waits.class::isInstance)
                .extracting(Decision::reason)
                .first()
                .isEqualTo("rung 1, epoch 3: 2nd of 2 by validation score; none goes on so far");
        assertThat(halving.decide(more, Supply.OPEN))
                .filteredOn(Pruner.GoesOn.class::isInstance)
                .extracting(Decision::trial)
                .containsExactly(1, 2);
    }

    @Test
    void inHalvingAHigherRungWaitsForThoseThatAreOnTheirWay() {
        List<Curve> curves = new ArrayList<>(PrunedSweep.paused(3, 0.1, 0.2, 0.3));
        curves.add(new Curve(
                4,
                4,
                IntStream.rangeClosed(1, 9).mapToObj(epoch -> epoch / 20.0).toList(),
                OptionalInt.of(9)));

        List<Decision> decisions = pruner(Kind.SUCCESSIVE_HALVING).decide(curves, Supply.OVER);

        assertThat(decisions.get(3)).isInstanceOf(Pruner.Waits.class);
    }

    @Test
    void pointsAreComparedByTheMeansOfTheirSeeds() {
        List<Curve> curves = List.of(
                curve(1, 1, 0.9), curve(2, 1, 0.1), // 0.5
                curve(3, 2, 0.6), curve(4, 2, 0.6), // 0.6
                curve(5, 3, 0.4), curve(6, 3, 0.4));

        assertThat(pruner(Kind.SUCCESSIVE_HALVING).decide(curves, Supply.OVER))
                .filteredOn(Pruner.GoesOn.class::isInstance)
                .extracting(Decision::trial)
                .containsExactly(3, 4);
    }

    private static Curve curve(int trial, int point, double score) {
        return new Curve(trial, point, List.of(0.0, 0.0, score), OptionalInt.of(3));
    }

    @Test
    void theMedianHaltsTheWorseHalfAtOnceAndNobodyAsLongAsFewAreThere() {
        Pruner median = pruner(Kind.MEDIAN);

        assertThat(median.decide(PrunedSweep.paused(3, 0.1, 0.2, 0.3), Supply.OPEN))
                .allMatch(Pruner.GoesOn.class::isInstance);
        assertThat(median.decide(PrunedSweep.paused(3, 0.1, 0.4, 0.3, 0.2, 0.3), Supply.OPEN))
                .filteredOn(Pruner.Halts.class::isInstance)
                .containsExactly(
                        new Pruner.Halts(
                                1, new Pruner.Rung(1, 3), "rung 1, epoch 3: 5th of 5 by validation score; 3 go on"),
                        new Pruner.Halts(
                                4, new Pruner.Rung(1, 3), "rung 1, epoch 3: 4th of 5 by validation score; 3 go on"));
    }

    @Test
    void theMedianCountsThoseThatWentOnBefore() {
        List<Curve> curves = new ArrayList<>();
        for (int trial = 1; trial <= 3; trial++) {
            curves.add(new Curve(
                    trial,
                    trial,
                    IntStream.rangeClosed(1, 30).mapToObj(epoch -> 0.8).toList(),
                    OptionalInt.empty()));
        }
        curves.add(curve(4, 4, 0.7));

        assertThat(pruner(Kind.MEDIAN).decide(curves, Supply.OPEN))
                .singleElement()
                .isInstanceOf(Pruner.Halts.class);
    }

    @Test
    void bracketsOfHyperbandTrainAboutAsManyEpochsEach() {
        Pruner hyperband = pruner(Kind.HYPERBAND);

        Map<OptionalInt, Long> points = IntStream.rangeClosed(1, 1225)
                .mapToObj(hyperband::first)
                .collect(Collectors.groupingBy(first -> first, Collectors.counting()));

        // 27/4, 9/3, 3/2 and 1 of 12.25
        assertThat(points.get(OptionalInt.of(3))).isCloseTo(675, within(3L));
        assertThat(points.get(OptionalInt.of(9))).isCloseTo(300, within(3L));
        assertThat(points.get(OptionalInt.of(27))).isCloseTo(150, within(3L));
        assertThat(points.get(OptionalInt.empty())).isCloseTo(100, within(3L));
    }

    @Test
    void bracketsAreSpreadEvenlyOverAGridsRowsToo() {
        Pruner hyperband = pruner(Kind.HYPERBAND);
        for (int width : List.of(2, 3, 4, 5, 8, 10)) {
            for (int column = 1; column <= width; column++) {
                int first = column;
                long early = IntStream.range(0, 100)
                        .filter(row -> hyperband.first(first + row * width).equals(OptionalInt.of(3)))
                        .count();

                assertThat(early).as("column %s of %s", column, width).isBetween(50L, 60L);
            }
        }
    }

    @Test
    void hyperbandComparesPointsOfOneBracketOnly() {
        Pruner hyperband = pruner(Kind.HYPERBAND);
        List<Integer> second = IntStream.rangeClosed(1, 20)
                .filter(point -> hyperband.first(point).equals(OptionalInt.of(9)))
                .boxed()
                .toList();
        List<Integer> first = IntStream.rangeClosed(1, 20)
                .filter(point -> hyperband.first(point).equals(OptionalInt.of(3)))
                .boxed()
                .toList();
        List<Curve> curves = new ArrayList<>();
        second.forEach(point -> curves.add(paused(point, 0.1)));
        first.forEach(point -> curves.add(paused(point, 0.9)));

        assertThat(hyperband.decide(curves, Supply.OVER).get(0).reason())
                .isEqualTo("bracket 2 of 4, rung 2, epoch 9: 1st of %s by validation score; 1 goes on", second.size());
    }

    private static Curve paused(int point, double score) {
        return new Curve(
                point,
                point,
                IntStream.rangeClosed(1, 9).mapToObj(epoch -> score).toList(),
                OptionalInt.of(9));
    }

    @Test
    void aSingleRungLetsAThirdGoOn() {
        Pruner one = Pruners.of(new PruningSpec(Kind.SUCCESSIVE_HALVING, List.of(3)));

        assertThat(one.decide(PrunedSweep.paused(3, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6), Supply.OVER))
                .filteredOn(Pruner.GoesOn.class::isInstance)
                .containsExactly(
                        new Pruner.GoesOn(
                                5,
                                new Pruner.Rung(1, 3),
                                OptionalInt.empty(),
                                "rung 1, epoch 3: 2nd of 6 by validation score; 2 go on"),
                        new Pruner.GoesOn(
                                6,
                                new Pruner.Rung(1, 3),
                                OptionalInt.empty(),
                                "rung 1, epoch 3: 1st of 6 by validation score; 2 go on"));
    }
}
