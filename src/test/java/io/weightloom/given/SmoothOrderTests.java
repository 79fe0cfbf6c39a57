package io.weightloom.given;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.target.HiddenUnits;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.Activation;
import io.weightloom.spec.TargetSpec;
import io.weightloom.verification.loop.TargetLoops;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SmoothOrderTests {

    static List<TargetSpec> targets() {
        return List.of(
                new TargetSpec.Mlp(List.of(3, 12, 7, 2), Activation.GELU),
                new TargetSpec.Siren(List.of(2, 9, 6, 1), 10),
                new TargetSpec.Conv(
                        List.of(2, 8, 8),
                        List.of(TargetSpec.Convolution.of("3x2x5"), TargetSpec.Convolution.of("3x3x4")),
                        2,
                        TargetSpec.Pooling.MAX,
                        List.of(6, 3),
                        Activation.RELU),
                new TargetSpec.Conv(
                        List.of(1, 6, 6),
                        List.of(TargetSpec.Convolution.of("3x3x6")),
                        1,
                        TargetSpec.Pooling.MAX,
                        List.of(3),
                        Activation.TANH),
                new TargetSpec.Residual(
                        List.of(1, 8, 8), List.of(4, 4, 6), 2, TargetSpec.BatchNorm.PER_CONDITION, 3, Activation.RELU),
                new TargetSpec.Residual(
                        List.of(2, 6, 6), List.of(3, 5), 2, TargetSpec.BatchNorm.NONE, 3, Activation.SILU));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void theReorderedNetworkComputesTheSame(TargetSpec target) {
        Layout layout = Targets.layout(target);
        Map<String, double[]> weights = weights(layout, new SplittableRandom(1));
        int batch = 4;
        double[] x = new SplittableRandom(2)
                .doubles(batch * target.input().width(), -1, 1)
                .toArray();

        Map<String, double[]> ordered =
                SmoothOrder.of(layout, Targets.of(target).hidden(), weights);

        double[] output = TargetLoops.output(target, flat(weights), x, batch);
        double[] other = TargetLoops.output(target, flat(ordered), x, batch);
        for (int i = 0; i < output.length; i++) {
            assertThat(other[i]).isCloseTo(output[i], within(1e-12));
        }
        for (Slot slot : layout.slots()) { // all but the last layer's biases have moved, and no number is lost
            double[] one = weights.get(slot.name()).clone();
            double[] two = ordered.get(slot.name()).clone();
            if (slot.end() < layout.size()) {
                assertThat(two).as(slot.name()).isNotEqualTo(one);
            }
            Arrays.sort(one);
            Arrays.sort(two);
            assertThat(two).isEqualTo(one);
        }
        assertThat(SmoothOrder.of(layout, Targets.of(target).hidden(), weights))
                .allSatisfy((slot, values) -> assertThat(values).isEqualTo(ordered.get(slot)));
    }

    /** Where units that vary smoothly over their grid were shuffled, most of what was lost is found again. */
    @Test
    void findsAnOrderThatIsNearlyAsSmoothAsTheOneThatWasShuffled() {
        TargetSpec target = new TargetSpec.Mlp(List.of(5, 32, 4), Activation.TANH);
        Layout layout = Targets.layout(target);
        Map<String, double[]> smooth = new LinkedHashMap<>();
        for (Slot slot : layout.slots()) {
            smooth.put(slot.name(), new double[(int) slot.shape().length()]);
        }
        int[] shuffled = IntStream.range(0, 32).toArray();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 31; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = shuffled[i];
            shuffled[i] = shuffled[j];
            shuffled[j] = kept;
        }
        Map<String, double[]> mixed = new LinkedHashMap<>();
        smooth.forEach((name, values) -> mixed.put(name, values.clone()));
        for (int unit = 0; unit < 32; unit++) {
            for (int i = 0; i < 5; i++) {
                int row = unit / 8;
                int column = unit % 8;
                double w = Math.sin(i + row * 0.9) + 0.3 * column;
                smooth.get("w1")[i * 32 + unit] = w;
                mixed.get("w1")[i * 32 + shuffled[unit]] = w;
            }
        }

        Map<String, double[]> found = SmoothOrder.of(layout, Targets.of(target).hidden(), mixed);

        double asMixed = roughness(mixed.get("w1"));
        double asFound = roughness(found.get("w1"));
        assertThat(asFound).isLessThan(asMixed / 2).isLessThan(1.25 * roughness(smooth.get("w1")));
    }

    @Test
    void everyGroupNamesAxesOfItsUnits() {
        for (TargetSpec target : targets()) {
            Layout layout = Targets.layout(target);
            for (HiddenUnits units : Targets.of(target).hidden()) {
                assertThat(units.ends())
                        .allSatisfy(end -> assertThat(layout.slot(end.slot())
                                        .shape()
                                        .extents()
                                        .get(end.axis()))
                                .isEqualTo((long) units.count() * end.block()));
            }
        }
    }

    /** Sum of squared differences between neighbours on the grid of 32 units: 4 rows of 8. */
    private static double roughness(double[] w) {
        double sum = 0;
        for (int i = 0; i < 5; i++) {
            for (int unit = 0; unit < 32; unit++) {
                if (unit % 8 < 7) {
                    sum += Math.pow(w[i * 32 + unit] - w[i * 32 + unit + 1], 2);
                }
                if (unit < 24) {
                    sum += Math.pow(w[i * 32 + unit] - w[i * 32 + unit + 8], 2);
                }
            }
        }
        return sum;
    }

    private static Map<String, double[]> weights(Layout layout, SplittableRandom random) {
        Map<String, double[]> weights = new LinkedHashMap<>();
        for (Slot slot : layout.slots()) {
            weights.put(
                    slot.name(),
                    random.doubles(slot.shape().length(), -0.5, 0.5).toArray());
        }
        return weights;
    }

    private static double[] flat(Map<String, double[]> weights) {
        return weights.values().stream().flatMapToDouble(Arrays::stream).toArray();
    }
}
