package io.weightloom.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.network.target.Targets;
import io.weightloom.program.Work;
import io.weightloom.spec.Activation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Networks as they are after their cut, which no trial verifies, stand the proofs that those before it do. */
class CutNetworksTests {

    static Stream<WeightsSpec.Cut> cuts() {
        return Stream.of(new WeightsSpec.Pruned(20), new WeightsSpec.RankCut(30));
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void everyCutNetworkHasRightGradientsThatReachEveryTrainable(WeightsSpec.Cut cut) {
        TrialSpec trial = Trials.of(7, cut, Activation.TANH, Loss.MSE, 3, 5, 2);
        double[] flat = new SplittableRandom(4)
                .doubles(Targets.layout(trial.target()).size(), -1, 1)
                .toArray();

        List<Finding> findings = new ArrayList<>();
        try (Network network = Network.cut(trial, cut, flat, DataType.DOUBLE, Work.UNHEARD);
                ProbedNetwork probed = new ProbedNetwork(
                        trial,
                        network,
                        () -> Network.cut(trial, cut, flat, DataType.FLOAT, Work.UNHEARD),
                        Planted.examples())) {
            for (Check check : List.of(
                    new SlotReading(), new FiniteDifferences(), new GradientFlow(), new Scale(), new Compilation())) {
                findings.addAll(check.findings(probed));
            }
        }

        assertThat(findings).isNotEmpty().noneMatch(finding -> finding.verdict().fault());
    }
}
