package io.weightloom.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.spec.Activation;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class SlopeTests {

    /** A z of zero and a bias of zero put each unit of the hidden layer exactly on the kink of its ReLU. */
    @Test
    void aReluAtItsCutoffIsAKink() {
        Planted planted = Planted.sound().filled("z", 0).filled("hyper/b0", 0);

        assertThat(compare(planted, "hyper/b0", 2, 0.1).word()).isEqualTo(Slope.Word.KINK);
    }

    @Test
    void aKinkNearbyIsAvoidedBySmallerSteps() {
        Planted planted = Planted.sound().filled("z", 0).filled("hyper/b0", 3e-6);
        double gradient = gradient(planted, "hyper/b0", 2);

        assertThat(compare(planted, "hyper/b0", 2, gradient).word()).isEqualTo(Slope.Word.AGREES);
        assertThat(compare(planted, "hyper/b0", 2, 1.001 * gradient).word()).isEqualTo(Slope.Word.DISAGREES);
    }

    @Test
    void anAbsoluteErrorOfZeroIsAKink() {
        TrialSpec trial = Trials.of(7, new WeightsSpec.Plain(), Activation.TANH, Loss.MAE, 3, 2);
        try (Network network = Network.build(trial, DataType.DOUBLE);
                ProbedNetwork probed = new ProbedNetwork(trial, network, Planted.examples())) {
            probed.set("target/w1", new double[6]);
            probed.set("target/b1", new double[2]); // the output is 0, and so is every second label

            try (Slope slope = new Slope(probed)) {
                assertThat(slope.compare("target/b1", 0, 0, 0.1).word()).isEqualTo(Slope.Word.KINK);
            }
        }
    }

    @Test
    void anErrorJustAboveTheToleranceIsSeen() {
        double gradient = gradient(Planted.sound(), "hyper/head/b", 31);

        assertThat(compare(Planted.sound(), "hyper/head/b", 31, gradient * (1 + 2e-5))
                        .word())
                .isEqualTo(Slope.Word.DISAGREES);
        assertThat(compare(Planted.sound(), "hyper/head/b", 31, gradient * (1 + 5e-6))
                        .word())
                .isEqualTo(Slope.Word.AGREES);
    }

    @Test
    void oneComparisonDoesNotChangeTheNext() {
        try (Network network = Planted.sound().network();
                ProbedNetwork probed = new ProbedNetwork(Planted.TRIAL, network, Planted.examples());
                Slope slope = new Slope(probed)) {
            double[] before = probed.value("z");
            Slope.Comparison first = slope.compare("z", 1, before[1], 0.1);

            slope.compare("z", 0, before[0], 0.1);

            assertThat(slope.compare("z", 1, before[1], 0.1)).isEqualTo(first);
            assertThat(probed.value("z")).containsExactly(before);
        }
    }

    @Test
    void smoothNetworksHaveNoKinks() {
        TrialSpec trial = Trials.of(7, new WeightsSpec.Plain(), Activation.GELU, Loss.MSE, 3, 5, 2);
        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            assertThat(Kinks.of(network.graph()).variables()).isEmpty();
        }
    }

    @Test
    void everyReluOfGeneratorAndTargetIsKnown() {
        TrialSpec trial = Trials.of(
                7, Trials.full(Initialisation.DEFAULT, 4, 6, 6), Activation.RELU, Loss.CROSS_ENTROPY, 3, 5, 4, 2);
        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            assertThat(Kinks.of(network.graph()).variables())
                    .containsExactly("hyper/pre0", "hyper/pre1", "pre/1", "pre/2");
        }
    }

    private static Slope.Comparison compare(Planted planted, String trainable, int element, double gradient) {
        try (Network network = planted.network();
                ProbedNetwork probed = new ProbedNetwork(Planted.TRIAL, network, Planted.examples());
                Slope slope = new Slope(probed)) {
            return slope.compare(trainable, element, probed.value(trainable)[element], gradient);
        }
    }

    private static double gradient(Planted planted, String trainable, int element) {
        try (Network network = planted.network();
                ProbedNetwork probed = new ProbedNetwork(Planted.TRIAL, network, Planted.examples())) {
            return probed.gradients().get(trainable)[element];
        }
    }
}
