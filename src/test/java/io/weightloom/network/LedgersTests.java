package io.weightloom.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.layout.Ledger;
import io.weightloom.layout.SampleLedgers;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.List;
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
}
