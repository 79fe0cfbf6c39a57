package io.weightloom.network.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class SirenTargetTests {

    /** {@code h = sin(omega (h w + b))} in each layer but the last, which is linear and without omega; as loops. */
    @Test
    void aSirenEqualsLoopsOverItsLayers() {
        int[] widths = {2, 5, 4, 3};
        double omega = 3.5;
        TrialSpec trial =
                Trials.of(6, new TargetSpec.Siren(List.of(2, 5, 4, 3), omega), new WeightsSpec.Plain(), Loss.MSE);
        double[] weights = new SplittableRandom(1)
                .doubles(2 * 5 + 5 + 5 * 4 + 4 + 4 * 3 + 3, -1, 1)
                .toArray();
        double[] x = new SplittableRandom(2).doubles(2 * 6, -1, 1).toArray();

        double[] output;
        try (Network network = Network.plain(trial, weights, DataType.DOUBLE)) {
            output = network.graph()
                    .outputSingle(Map.of(Names.X, Nd4j.createFromArray(x).reshape(6, 2)), Names.OUTPUT)
                    .dup('c')
                    .data()
                    .asDouble();
        }

        double[] h = x;
        int at = 0;
        for (int l = 1; l < widths.length; l++) {
            int in = widths[l - 1];
            int out = widths[l];
            double[] next = new double[6 * out];
            for (int i = 0; i < next.length; i++) {
                double sum = weights[at + in * out + i % out];
                for (int j = 0; j < in; j++) {
                    sum += h[i / out * in + j] * weights[at + j * out + i % out];
                }
                next[i] = l < widths.length - 1 ? Math.sin(omega * sum) : sum;
            }
            at += in * out + out;
            h = next;
        }
        assertThat(output).containsExactly(h, within(1e-12));
    }
}
