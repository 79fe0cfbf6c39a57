package io.weightloom.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Ledger;
import io.weightloom.layout.SampleLedgers;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.generator.Condition;
import io.weightloom.network.generator.CoordinateGenerator;
import io.weightloom.network.generator.CoordinateRowGenerator;
import io.weightloom.network.generator.FourierFeatures;
import io.weightloom.network.generator.Generator;
import io.weightloom.network.generator.Heads;
import io.weightloom.network.generator.TileGenerator;
import io.weightloom.network.generator.Trunk;
import io.weightloom.network.init.LayerInitializer;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.HypernetSpec.Norm;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LedgersTests {

    private static final TargetSpec MNIST = new TargetSpec.Mlp(List.of(784, 32, 10), Activation.RELU);

    @Test
    void countsTheChunkedReferenceRunOnMnist() {
        // 199 z of 8, trunk (8 + 1) 16, head (16 + 1) 128
        Ledger ledger = Ledgers.of(MNIST, Trials.chunked(Initialisation.HYPERFAN_IN, 8, 128, 0, 16));

        assertThat(ledger.theta()).isEqualTo(25_450);
        assertThat(ledger.generated()).isEqualTo(25_450);
        assertThat(ledger.z()).isEqualTo(199 * 8);
        assertThat(ledger.generator()).isEqualTo(9 * 16 + 17 * 128);
        assertThat(ledger.trainable()).isEqualTo(3_912);
        assertThat(ledger.compressionRatio()).isCloseTo(6.505, within(0.001));
        assertThat(ledger.bytes()).isEqualTo(4 * 3_912);
        assertThat(ledger.largestLayer()).isEqualTo(17 * 128);
    }

    /** Of 25,408 weights in layers: 3,176 bytes with a bit each, or four bytes for each that is left. */
    @Test
    void bytesOfACutByMagnitudeCountWhereItsNumbersAre() {
        assertThat(Ledgers.of(MNIST, new WeightsSpec.Pruned(3_912)).bytes()).isEqualTo(4 * 3_912 + 3_176);
        assertThat(Ledgers.of(MNIST, new WeightsSpec.Pruned(142)).bytes()).isEqualTo(4 * 142 + 4 * 100);
        assertThat(Ledgers.of(MNIST, new WeightsSpec.Pruned(142)).trainable()).isEqualTo(142);
        assertThat(Ledgers.of(MNIST, new WeightsSpec.RankCut(3_912)).positionBytes())
                .isZero();
    }

    @Test
    void countsAFullGeneratorHonestlyBelowOne() {
        Ledger ledger = Ledgers.of(MNIST, Trials.full(Initialisation.DEFAULT, 8, 64));

        assertThat(ledger.trainable()).isEqualTo(8 + 9 * 64 + 65 * 25_450);
        assertThat(ledger.compressionRatio()).isLessThan(1);
    }

    /**
     * Reference run of a shared z beside chunk embeddings: (P + (h+1) c + ceil(theta / c) n_c + n_z) of the reference's
     * table 5.6.
     */
    @Test
    void countsASharedConditionBesideChunkEmbeddings() {
        Ledger ledger = Ledgers.of(MNIST, Trials.chunked(Initialisation.DEFAULT, 5, 100, 3, 7));

        assertThat(ledger.z()).isEqualTo(255 * 3 + 5);
        assertThat(ledger.generator()).isEqualTo((8 + 1) * 7 + (7 + 1) * 100);
    }

    @Test
    void aFixedConditionIsNotCounted() {
        WeightsSpec fixed = Trials.hypernet(
                new GeneratorSpec.Chunked(128, 0), new ConditionSpec.Fixed(8), Initialisation.DEFAULT, 16);

        assertThat(Ledgers.of(MNIST, fixed).z()).isZero();
    }

    @Test
    void aPlainNetworkTrainsEachOfItsWeights() {
        Ledger ledger = Ledgers.of(MNIST, new WeightsSpec.Plain());

        assertThat(ledger).isEqualTo(SampleLedgers.plain(25_450, 785 * 32));
        assertThat(ledger.compressionRatio()).isEqualTo(1);
    }

    /** 18 GB in double precision: counting must not make anything. */
    @Test
    void countsWhatCouldNeverBeMade() {
        TargetSpec wide = new TargetSpec.Mlp(List.of(784, 1_000_000, 1_500, 10), Activation.RELU);

        for (Initialisation init : Initialisation.values()) {
            Ledger ledger = Ledgers.of(wide, Trials.full(init, 8, 100_000));

            assertThat(ledger.theta()).isEqualTo(784L * 1_000_000 + 1_000_000 + 1_500L * 1_000_000 + 1_500 + 15_010);
            assertThat(ledger.trainable()).isEqualTo(8 + 9L * 100_000 + 100_001L * ledger.theta());
        }
    }

    /** P + (h+1) r (m + n) for each matrix, and (h+1) for each bias: the reference's table 5.6, with P = (8+1) 16. */
    @Test
    void countsFactorsOfLowRank() {
        Ledger ledger = Ledgers.of(MNIST, mnist(new GeneratorSpec.LowRank(2, GeneratorSpec.LowRank.Base.NONE)));

        assertThat(ledger.generator()).isEqualTo(9 * 16 + 17 * (2 * (784 + 32 + 32 + 10) + 42));
        assertThat(ledger.shared()).isZero();
        assertThat(ledger.generated()).isEqualTo(25_450);
        assertThat(ledger.largestLayer()).isEqualTo(17 * (2 * (784 + 32 + 32 + 10) + 42));
    }

    /** As low rank, and the trained matrices. */
    @Test
    void countsFactorsOfATrainedMatrix() {
        Ledger ledger = Ledgers.of(MNIST, mnist(new GeneratorSpec.LowRank(2, GeneratorSpec.LowRank.Base.MULTIPLIED)));

        assertThat(ledger.generator()).isEqualTo(9 * 16 + 17 * (2 * (784 + 32 + 32 + 10) + 42));
        assertThat(ledger.shared()).isEqualTo(784 * 32 + 32 * 10);
    }

    /** P + (h+1) sum r + sum r (m + n). */
    @Test
    void countsSingularValuesAndVectors() {
        Ledger ledger = Ledgers.of(MNIST, mnist(new GeneratorSpec.Svd(4)));

        assertThat(ledger.generator()).isEqualTo(9 * 16 + 17 * (4 + 4 + 42) + 4 * (784 + 32 + 32 + 10));
    }

    /** A number for each output, and the matrices that they scale. */
    @Test
    void countsFactorsOfOutputs() {
        Ledger ledger = Ledgers.of(MNIST, mnist(new GeneratorSpec.RowScaling()));

        assertThat(ledger.generator()).isEqualTo(9 * 16 + 17 * (42 + 42));
        assertThat(ledger.shared()).isEqualTo(784 * 32 + 32 * 10);
    }

    /** Three matrices of one shape have their five templates in common. */
    @Test
    void countsTemplatesOfEqualLayersOnce() {
        TargetSpec deep = new TargetSpec.Mlp(List.of(20, 32, 32, 32, 32, 10), Activation.RELU);

        Ledger ledger = Ledgers.of(deep, mnist(new GeneratorSpec.Templates(5)));

        assertThat(ledger.generator())
                .isEqualTo(9 * 16 + 17 * (5 * 5 + 4 * 32 + 10) + 5 * (20 * 32 + 32 * 32 + 32 * 10));
    }

    @Test
    void countsAHeadForEachTensorLikeOneForAll() {
        assertThat(Ledgers.of(MNIST, mnist(new GeneratorSpec.PerTensor())).trainable())
                .isEqualTo(Ledgers.of(MNIST, mnist(new GeneratorSpec.Full())).trainable());
    }

    @Test
    void sharedTensorsAndAResidualAreCountedAsShared() {
        WeightsSpec shared = Trials.sharing(Trials.chunked(Initialisation.DEFAULT, 8, 128, 0, 16), "biases", "w2");
        WeightsSpec residual = Trials.residual(Trials.chunked(Initialisation.DEFAULT, 8, 128, 0, 16));

        assertThat(Ledgers.of(MNIST, shared).shared()).isEqualTo(42 + 320);
        assertThat(Ledgers.of(MNIST, shared).generated()).isEqualTo(784 * 32);
        assertThat(Ledgers.of(MNIST, shared).z()).isEqualTo(196 * 8);
        assertThat(Ledgers.of(MNIST, residual).shared()).isEqualTo(25_450);
        assertThat(Ledgers.of(MNIST, residual).generated()).isEqualTo(25_450);
    }

    /** Ha, Dai, Le 2016, section 4.1: 4 for z and 4,240 make the 12,544 weights of a 7x7x16x16 kernel. */
    @Test
    void tilesCountAsPublishedForTheKernelOnMnist() {
        Layout kernel = Layout.empty().with("w2", Shape.of(7, 7, 16, 16), 784, 784, Slot.Role.WEIGHT);

        assertThat(kernel.size()).isEqualTo(12_544);
        assertThat(trained(16, 4, kernel)).isEqualTo(4_244);
    }

    /** Ha, Dai, Le 2016, section 4.2: the 36 kernels of the second to fourth group of a wide residual network. */
    @Test
    void tilesCountAsPublishedForWideResidualNetworks() {
        Layout once = wideResidual(6, 1);
        Layout twice = wideResidual(6, 2);

        assertThat(once.size()).isEqualTo(557_568);
        assertThat(trained(16, 64, once)).isEqualTo(91_408);
        assertThat(twice.size()).isEqualTo(2_225_664);
        assertThat(trained(16, 64, twice)).isEqualTo(137_744);
    }

    /**
     * The same for fewer layers: 74 and 32 tiles of 16 by 16 channels. The two layers are (z + 1) 16 d and (d + 1) 9 *
     * 16 numbers, of which the paper has d = z.
     */
    @Test
    void tilesCountAlikeForShallowerWideResidualNetworks() {
        Layout sixteen = wideResidual(2, 1);
        Layout ten = wideResidual(1, 1);

        assertThat(sixteen.size()).isEqualTo(74 * 9 * 256).isEqualTo(170_496);
        assertThat(trained(16, 64, sixteen)).isEqualTo(75_920 + 74 * 64);
        assertThat(trained(16, 32, sixteen)).isEqualTo(21_648 + 74 * 32).isEqualTo(24_016);
        assertThat(ten.size()).isEqualTo(32 * 9 * 256).isEqualTo(73_728);
        assertThat(trained(16, 64, ten)).isEqualTo(75_920 + 32 * 64);
        assertThat(trained(16, 32, ten)).isEqualTo(21_648 + 32 * 32);
    }

    /**
     * Ha, Dai, Le 2016, appendix A.1: 801 numbers make the 200,704 weights between 784 inputs and 256 units. It does
     * not give the widths. Four layers of units, 4-25-25-1, the two grid coordinates of both ends of a connection in
     * and its weight out, are the only ones with one width inside that need 801: 4*25 + 25 + 25*25 + 25 + 25 + 1.
     */
    @Test
    void coordinatesCountAsPublished() {
        Layout hidden = Layout.empty().with("w1", Shape.of(784, 256), 784, 256, Slot.Role.WEIGHT);
        Trunk trunk = new Trunk(
                CoordinateGenerator.coordinates(hidden),
                List.of(25, 25),
                Activation.RELU,
                LayerInitializer.PYTORCH,
                Norm.NONE);

        assertThat(hidden.size()).isEqualTo(200_704);
        assertThat(count(
                        new CoordinateGenerator(
                                0, new FourierFeatures(0), trunk, hidden, new Heads.Measured(), Map.of()),
                        new ConditionSpec.None()))
                .isEqualTo(801);
    }

    /** Two coordinates of a pixel, each with three waves: 14 inputs, 20 units, and 32 outputs for each pixel. */
    @Test
    void rowsOfCoordinatesCountNoPixels() {
        Layout hidden = Layout.empty().with("w1", Shape.of(784, 32), 784, 32, Slot.Role.WEIGHT);
        FourierFeatures features = new FourierFeatures(3);
        Trunk trunk = new Trunk(
                features.width(CoordinateRowGenerator.coordinates(hidden)),
                List.of(20),
                Activation.SINE,
                LayerInitializer.FAN_IN,
                Norm.NONE);

        assertThat(count(
                        new CoordinateRowGenerator(0, features, trunk, hidden, new Heads.Measured(), Map.of()),
                        new ConditionSpec.None()))
                .isEqualTo((14 + 1) * 20 + (20 + 1) * 32);
    }

    private static HypernetSpec mnist(GeneratorSpec generator) {
        return Trials.learned(generator, Initialisation.HYPERFAN_IN, 8, 16);
    }

    private static long trained(int tile, int z, Layout layout) {
        Trunk none = new Trunk(z, List.of(), Activation.RELU, LayerInitializer.FAN_IN, Norm.NONE);
        GeneratorSpec.Tile spec = new GeneratorSpec.Tile(List.of(tile, tile), z);
        return count(
                new TileGenerator(spec, none, layout, new Heads.Measured(), Map.of()), new ConditionSpec.Learned(z));
    }

    private static long count(Generator generator, ConditionSpec spec) {
        Condition condition = Condition.of(spec, generator.vectors());
        return Stream.concat(condition.parameters().stream(), generator.parameters(condition).stream())
                .filter(parameter -> parameter.part() != LedgerColumn.FIXED)
                .mapToLong(parameter -> parameter.shape().length())
                .sum();
    }

    /** Twelve 3x3 kernels in each of three groups of widths 16, 32, 64, times a factor, behind 16 channels. */
    private static Layout wideResidual(int blocks, int factor) {
        Layout layout = Layout.empty();
        long in = 16;
        for (int group = 0; group < 3; group++) {
            long out = (16L * factor) << group;
            for (int kernel = 0; kernel < 2 * blocks; kernel++) {
                layout = layout.with(
                        "k" + group + "-" + kernel, Shape.of(3, 3, in, out), 9 * in, 9 * out, Slot.Role.WEIGHT);
                in = out;
            }
        }
        return layout;
    }
}
