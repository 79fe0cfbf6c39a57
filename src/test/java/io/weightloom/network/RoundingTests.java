package io.weightloom.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.layout.Shape;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.spec.Activation;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.verification.loop.RoundingLoops;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundingTests {

    /** 300 x 7, which has a scale for each of 7 columns or one, and 7 biases. */
    private static final TargetSpec TARGET = new TargetSpec.Mlp(List.of(300, 7), Activation.RELU);

    private static final List<Trainable> TRAINABLES = List.of(
            new Trainable(Names.target("w1"), Shape.of(300, 7), LedgerColumn.SHARED),
            new Trainable(Names.target("b1"), Shape.of(7), LedgerColumn.SHARED));

    @ParameterizedTest
    @ValueSource(ints = {4, 8})
    void weightsOfALayerAreMultiplesOfAScaleForEachOutputAsLoopsOverAllMultiplesHaveIt(int bits) {
        WeightsSpec quantised = new WeightsSpec.Quantised(bits);
        Rounding rounding = Rounding.of(TARGET, quantised, TRAINABLES);
        double[] values = values(300 * 7 + 7);

        double[] rounded = rounding.of(values);

        double[] weights = RoundingLoops.of(quantised, part(values, 0, 2100), 7, true);
        assertThat(part(rounded, 0, 2100)).isEqualTo(weights);
        assertThat(part(rounded, 2100, 2107)).isEqualTo(part(values, 2100, 2107));
        assertThat(rounding.bytes()).isEqualTo(2100 * bits / 8 + 4 * 7 + 4 * 7);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void numbersOfAHypernetworkAreRoundedAsLoopsHaveIt(int bits) {
        HypernetSpec hypernet = Trials.inBits(Trials.full(Initialisation.HYPERFAN_IN, 3, 6), bits);
        for (int rows : new int[] {1, 9, 10, 63, 64, 200}) {
            Trainable only = new Trainable("head/w", Shape.of(rows, 7), LedgerColumn.GENERATOR);
            Rounding rounding = Rounding.of(TARGET, hypernet, List.of(only));
            double[] values = values(rows * 7);

            assertThat(rounding.of(values)).isEqualTo(RoundingLoops.of(hypernet, values, 7, false));
            long whole = rows * 7L;
            assertThat(rounding.bytes())
                    .as("%s rows", rows)
                    .isEqualTo(bits == 16 ? 2 * whole : whole < 64 ? 4 * whole : whole + 4L * (rows < 64 ? 1 : 7));
        }
    }

    @Test
    void ofTwoAsNearTheEvenOneIsTakenAndNothingIsLargerThanTheLargest() {
        HypernetSpec halves = Trials.inBits(Trials.full(Initialisation.HYPERFAN_IN, 3, 6), 16);
        Rounding rounding =
                Rounding.of(TARGET, halves, List.of(new Trainable("head/b", Shape.of(8), LedgerColumn.GENERATOR)));

        assertThat(rounding.of(new double[] {
                    2049, 2051, -2049, 65_519, -1e9f, (float) 0x1p-25, (float) 0x1.8p-24, (float) 6.1e-5
                }))
                .startsWith(2048, 2052, -2048, 65_504, -65_504, 0, 0x1p-23)
                .satisfies(rounded -> assertThat(rounded[7]).isNotEqualTo(6.1e-5f));
    }

    @Test
    void whatIsRoundedTwiceIsTheSameButForTheLastBitOfItsScale() {
        Rounding rounding = Rounding.of(TARGET, new WeightsSpec.Quantised(8), TRAINABLES);
        double[] once = rounding.of(values(2107));

        double[] twice = rounding.of(once);

        for (int i = 0; i < once.length; i++) {
            assertThat(Math.abs(twice[i] - once[i])).isLessThanOrEqualTo(2 * Math.ulp((float) once[i]));
        }
    }

    @Test
    void nothingIsRoundedIn32Bits() {
        HypernetSpec whole = Trials.full(Initialisation.HYPERFAN_IN, 3, 6);
        double[] values = values(2107);

        assertThat(Rounding.of(TARGET, whole, TRAINABLES).rounds()).isFalse();
        assertThat(Rounding.of(TARGET, whole, TRAINABLES).of(values)).isSameAs(values);
        assertThat(Rounding.of(TARGET, new WeightsSpec.Plain(), TRAINABLES).bytes())
                .isEqualTo(4 * 2107);
    }

    /** Floats of many sizes, some of them zero, the first column with nothing else. */
    private static double[] values(int count) {
        SplittableRandom random = new SplittableRandom(count);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            double size = Math.scalb(random.nextDouble() - 0.5, random.nextInt(-12, 3));
            values[i] = i % 7 == 0 || random.nextInt(9) == 0 ? 0 : (float) size;
        }
        return values;
    }

    private static double[] part(double[] values, int from, int to) {
        return Arrays.copyOfRange(values, from, to);
    }
}
