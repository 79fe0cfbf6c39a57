package io.weightloom.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RankingTests {

    @Test
    void withOneObjectiveTheLeastIsBest() {
        List<Observed> observed = List.of(completed(3), completed(1), completed(2));

        assertThat(numbers(Ranking.of(observed))).containsExactly(1, 2, 0);
    }

    @Test
    void frontsAreThoseThatPeelingFinds() {
        SplittableRandom random = RandomStream.NOISE.generator(1, 0);
        List<Observed> observed = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            observed.add(completed(random.nextInt(12), random.nextInt(12)));
        }
        List<Observed> left = new ArrayList<>(observed);

        for (int front = 0; !left.isEmpty(); front++) {
            List<Observed> best = left.stream()
                    .filter(one ->
                            left.stream().noneMatch(other -> Ranking.dominates(other.objectives(), one.objectives())))
                    .toList();
            int place = front;
            assertThat(Ranking.of(observed).ranks().stream()
                            .filter(rank -> rank.front() == place)
                            .map(rank -> observed.get(rank.number()))
                            .toList())
                    .containsExactlyInAnyOrderElementsOf(best);
            left.removeAll(best);
        }
    }

    @Test
    void onAFrontItsEndsComeFirstAndThenThoseWithRoomAroundThem() {
        List<Observed> observed = List.of(
                completed(0, 10),
                completed(1, 9),
                completed(2, 8),
                completed(6, 4),
                completed(10, 0),
                completed(11, 11));

        assertThat(numbers(Ranking.of(observed))).containsExactly(0, 4, 3, 2, 1, 5);
    }

    @Test
    void haltedPointsComeAfterAllThatCompletedTheLongestTrainedFirst() {
        List<Observed> observed = List.of(
                new Observed(Map.of(), Observed.State.HALTED, List.of(0.0), 3),
                new Observed(Map.of(), Observed.State.HALTED, List.of(5.0), 9),
                completed(7),
                new Observed(Map.of(), Observed.State.BAD, List.of(), 9),
                new Observed(Map.of(), Observed.State.UNDER_WAY, List.of(), 9));

        assertThat(numbers(Ranking.of(observed))).containsExactly(2, 1, 0);
    }

    private static Observed completed(double... objectives) {
        List<Double> values = new ArrayList<>();
        for (double objective : objectives) {
            values.add(objective);
        }
        return new Observed(Map.of("at", List.copyOf(values)), Observed.State.COMPLETED, values, 9);
    }

    private static List<Integer> numbers(Ranking ranking) {
        return ranking.ranks().stream().map(Ranking.Rank::number).toList();
    }
}
