package io.weightloom.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.random.RandomStream;
import io.weightloom.spec.SweepSpec.Parameter;
import io.weightloom.spec.SweepSpec.Range;
import io.weightloom.spec.SweepSpec.Scale;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParzenMixtureTests {

    private static final Axis RATE = Axis.of(new Range.Real("rate", 1e-4, 1e-1, OptionalDouble.empty(), Scale.LOG));
    private static final Axis SIZE = Axis.of(new Range.Whole("size", 1, 8, 1, Scale.LOG));
    private static final Axis KIND =
            Axis.of(Parameter.of("kind", List.of("a", "b", "c")).range());

    private static final ParzenMixture MIXTURE = new ParzenMixture(
            List.of(RATE, SIZE, KIND),
            List.of(new double[] {0.2, 0.9, 1}, new double[] {0.3, 0.8, 1}, new double[] {0.9, 0.1, 2}));

    @Test
    void theDensityComesToOne() {
        double sum = 0;
        int steps = 2000;
        for (int i = 0; i < steps; i++) {
            for (long size = 1; size <= 8; size++) {
                for (int kind = 0; kind < 3; kind++) {
                    double[] places = {(i + 0.5) / steps, SIZE.place(Map.of("size", size)), kind};
                    sum += StrictMath.exp(MIXTURE.log(places)) / steps;
                }
            }
        }

        assertThat(sum).isCloseTo(1, within(1e-4)); // the midpoint rule's
    }

    @Test
    void drawsAreAsDenseAsTheDensitySays() {
        SplittableRandom random = RandomStream.SEARCH.generator(1, 0);
        int draws = 20_000;
        List<double[]> drawn =
                IntStream.range(0, draws).mapToObj(i -> MIXTURE.draw(random)).toList();

        for (int kind = 0; kind < 3; kind++) {
            for (long size = 1; size <= 8; size++) {
                int own = kind;
                long same = size;
                long met = drawn.stream()
                        .filter(places -> (int) places[2] == own
                                && SIZE.settings(places[1]).equals(Map.of("size", same)))
                        .count();
                double chance = 0;
                for (int i = 0; i < 500; i++) {
                    double[] places = {(i + 0.5) / 500, SIZE.place(Map.of("size", size)), kind};
                    chance += StrictMath.exp(MIXTURE.log(places)) / 500;
                }
                double deviation = Math.sqrt(chance * (1 - chance) / draws);
                assertThat(met / (double) draws).isCloseTo(chance, within(4.5 * deviation + 1e-4));
            }
        }
    }

    @Test
    void itIsDensestWhereThePlacesAre() {
        assertThat(MIXTURE.log(new double[] {0.25, 0.85, 1}))
                .isGreaterThan(MIXTURE.log(new double[] {0.6, 0.85, 1}))
                .isGreaterThan(MIXTURE.log(new double[] {0.25, 0.85, 0}));
    }
}
