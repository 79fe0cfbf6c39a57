package io.weightloom.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.layout.Ledger;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.HypernetSpec.Norm;
import io.weightloom.spec.HypernetSpec.ResidualWeights;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Sizer;
import io.weightloom.spec.TargetSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizingTests {

    private static final TargetSpec MNIST = mlp(784, 32, 10);

    /** Counts by hand: ceil(25,450 / 102) = 250 vectors of 4, a layer of 4 x 8 + 8, a head of 8 x 102 + 102. */
    @Test
    void chunksAreSolvedForByTheirSize() {
        Sizer.Sized nearest = nearest(MNIST, chunked(4, 8), 13).get(0);

        assertThat(nearest.hypernet().generator()).isEqualTo(new GeneratorSpec.Chunked(102, 0));
        assertThat(nearest.trainable()).isEqualTo(250 * 4 + 40 + 918);
    }

    /** The slow way: every size, and of chunks those that are no larger than what is generated. */
    @ParameterizedTest
    @MethodSource("hypernetworks")
    void noOtherSizeComesNearer(HypernetSpec hypernet) {
        TargetSpec target = mlp(12, 8, 8, 4); // 212 weights
        boolean chunked = hypernet.generator() instanceof GeneratorSpec.Chunked;
        long generated = Ledgers.of(target, hypernet).generated();
        for (double ratio : List.of(0.1, 0.33, 0.7, 1.0, 1.3, 2.0, 3.3, 1000.0)) {
            Sizer.Sized best = IntStream.rangeClosed(1, chunked ? (int) generated : 500)
                    .mapToObj(hypernet::sized)
                    .filter(sized -> Suitability.misfits(target, sized).isEmpty())
                    .map(sized -> sized(target, sized, ratio))
                    .min(Comparator.<Sizer.Sized>comparingDouble(sized -> Math.abs(sized.miss()))
                            .thenComparingLong(Sizer.Sized::trainable))
                    .orElseThrow();

            assertThat(nearest(target, hypernet, ratio).get(0))
                    .as("ratio %s", ratio)
                    .isEqualTo(best);
        }
    }

    static Stream<HypernetSpec> hypernetworks() {
        List<GeneratorSpec> generators = List.of(
                new GeneratorSpec.Full(),
                new GeneratorSpec.PerTensor(),
                new GeneratorSpec.Chunked(1, 0),
                new GeneratorSpec.Chunked(1, 3),
                new GeneratorSpec.LowRank(1, GeneratorSpec.LowRank.Base.NONE),
                new GeneratorSpec.LowRank(1, GeneratorSpec.LowRank.Base.MULTIPLIED),
                new GeneratorSpec.Svd(1),
                new GeneratorSpec.RowScaling(),
                new GeneratorSpec.Templates(1),
                new GeneratorSpec.Coordinates(3, GeneratorSpec.Coordinates.Emits.ROW));
        List<ConditionSpec> conditions =
                List.of(new ConditionSpec.Learned(3), new ConditionSpec.Fixed(5), new ConditionSpec.PerTask(2, 3));
        return Stream.concat(
                generators.stream()
                        .flatMap(generator -> conditions.stream()
                                .map(condition -> hypernet(
                                        generator,
                                        condition,
                                        List.of(6, 2),
                                        Norm.LAYER,
                                        List.of(),
                                        ResidualWeights.NONE))),
                Stream.of(
                        hypernet(
                                new GeneratorSpec.Tile(List.of(4, 4), 0),
                                new ConditionSpec.Learned(3),
                                List.of(),
                                Norm.NONE,
                                List.of("biases"),
                                ResidualWeights.NONE),
                        hypernet(
                                new GeneratorSpec.Chunked(1, 0),
                                new ConditionSpec.Learned(3),
                                List.of(),
                                Norm.NONE,
                                List.of("first"),
                                ResidualWeights.THETA0)));
    }

    @Test
    void ofTwoSizesAsNearTheOneThatTrainsFewerNumbersIsTaken() {
        HypernetSpec hypernet = hypernet(
                new GeneratorSpec.Templates(1),
                new ConditionSpec.Learned(1),
                List.of(),
                Norm.NONE,
                List.of("biases"),
                ResidualWeights.NONE);
        TargetSpec target = mlp(2, 2); // 2 trained beside the generator, 1 in z, 6 for each template
        double ratio = (6 / 9.0 + 6 / 15.0) / 2;

        assertThat(nearest(target, hypernet, ratio))
                .extracting(Sizer.Sized::trainable)
                .containsExactly(9L, 15L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aTargetOfOneOrTwoGeneratedWeightsHasChunksToo(int weights) {
        TargetSpec target = mlp(weights, 1);
        HypernetSpec hypernet = hypernet(
                new GeneratorSpec.Chunked(1, 0),
                new ConditionSpec.Learned(1),
                List.of(),
                Norm.NONE,
                List.of("biases"),
                ResidualWeights.NONE);

        assertThat(nearest(target, hypernet, 1).get(0).hypernet().generator())
                .isEqualTo(new GeneratorSpec.Chunked(1, 0));
    }

    @Test
    void aGeneratorWithoutASizeAndATargetThatItCannotServeAreFaults() {
        HypernetSpec linear = hypernet(
                new GeneratorSpec.Full(),
                new ConditionSpec.Learned(1),
                List.of(),
                Norm.NONE,
                List.of(),
                ResidualWeights.NONE);
        HypernetSpec tiles = hypernet(
                new GeneratorSpec.Tile(List.of(16, 16), 0),
                new ConditionSpec.Learned(1),
                List.of(),
                Norm.NONE,
                List.of(),
                ResidualWeights.NONE);

        assertThat(Sizing.around(MNIST, linear, 8))
                .isEqualTo(new Sizer.Answer.Unfit(Map.of(
                        "hypernet.target-ratio",
                        "needs hidden layers to solve for with this generator, but hypernet.hidden is []")));
        assertThat(Sizing.around(MNIST, tiles, 8))
                .isInstanceOfSatisfying(
                        Sizer.Answer.Unfit.class,
                        unfit -> assertThat(unfit.faults()).containsOnlyKeys("hypernet.tile"));
    }

    private static Sizer.Sized sized(TargetSpec target, HypernetSpec hypernet, double ratio) {
        Ledger ledger = Ledgers.of(target, hypernet);
        return new Sizer.Sized(ratio, hypernet, ledger.trainable(), ledger.compressionRatio());
    }

    private static List<Sizer.Sized> nearest(TargetSpec target, HypernetSpec hypernet, double ratio) {
        return ((Sizer.Answer.Closest) Sizing.around(target, hypernet, ratio)).sizes();
    }

    private static HypernetSpec chunked(int zDim, int hidden) {
        return hypernet(
                new GeneratorSpec.Chunked(1, 0),
                new ConditionSpec.Learned(zDim),
                List.of(hidden),
                Norm.NONE,
                List.of(),
                ResidualWeights.NONE);
    }

    private static HypernetSpec hypernet(
            GeneratorSpec generator,
            ConditionSpec condition,
            List<Integer> hidden,
            Norm norm,
            List<String> shared,
            ResidualWeights residual) {
        return new HypernetSpec(
                generator, condition, hidden, Activation.RELU, Initialisation.HYPERFAN_IN, norm, shared, residual);
    }

    private static TargetSpec mlp(Integer... layers) {
        return new TargetSpec.Mlp(List.of(layers), Activation.RELU);
    }
}
