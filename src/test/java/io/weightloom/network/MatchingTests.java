package io.weightloom.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.network.target.Targets;
import io.weightloom.spec.Activation;
import io.weightloom.spec.TargetSpec;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MatchingTests {

    @Test
    void anMlpOfOneHiddenLayerGetsTheWidthThatComesNearest() {
        Matching matching = Matching.of(mlp(784, 32, 10), 3_912).orElseThrow();

        assertThat(matching.target()).isEqualTo(mlp(784, 5, 10));
        assertThat(matching.numbers()).isEqualTo(785 * 5 + 6 * 10); // 795 for each unit more or less
        assertThat(matching.miss()).isCloseTo(73.0 / 3_912, within(1e-15));
    }

    @Test
    void hiddenLayersKeepTheirProportions() {
        Matching matching = Matching.of(mlp(256, 64, 32, 10), 5_000).orElseThrow();

        assertThat(matching.target()).isEqualTo(mlp(256, 18, 9, 10));
        assertThat(matching.numbers()).isEqualTo(257 * 18 + 19 * 9 + 10 * 10);
    }

    @Test
    void aHypernetworkThatIsLargerThanItsTargetGetsAWiderNetwork() {
        assertThat(Matching.of(mlp(2, 8, 2), 1_002).orElseThrow().target()).isEqualTo(mlp(2, 200, 2));
    }

    @Test
    void noNetworkIsNarrowerThanOneUnit() {
        Matching matching = Matching.of(mlp(784, 32, 10), 300).orElseThrow();

        assertThat(matching.target()).isEqualTo(mlp(784, 1, 10));
        assertThat(matching.numbers()).isEqualTo(805);
    }

    @Test
    void aNetworkWithoutHiddenLayersHasNothingToScale() {
        assertThat(Matching.of(mlp(784, 10), 300)).isEmpty();
    }

    /** The slow way: every width up to one that is surely too wide. */
    @Test
    void noOtherWidthComesNearer() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 100; round++) {
            TargetSpec target =
                    mlp(random.nextInt(1, 20), random.nextInt(1, 20), random.nextInt(1, 20), random.nextInt(1, 20), 3);
            long wanted = random.nextLong(1, 2_000);

            double nearest = IntStream.range(1, 2_000)
                    .mapToLong(widest -> Targets.layout(target.scaled(widest)).size())
                    .mapToDouble(size -> Math.abs(size - wanted) / (double) wanted)
                    .min()
                    .orElseThrow();

            assertThat(Matching.of(target, wanted).orElseThrow().miss()).isEqualTo(nearest);
        }
    }

    private static TargetSpec mlp(Integer... layers) {
        return new TargetSpec.Mlp(List.of(layers), Activation.RELU);
    }
}
