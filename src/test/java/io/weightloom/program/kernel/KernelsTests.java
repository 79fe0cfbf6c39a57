package io.weightloom.program.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.program.ir.Operation;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

class KernelsTests {

    private final Arena arena = new Arena(DataType.FLOAT, 64);

    @AfterEach
    void free() {
        arena.close();
    }

    /** {@link StrictMath#tanh} is within 2.5 ulp, so 1e-15 leaves room for as much on our side. */
    @Test
    void tanhIsThatOfTheJdk() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            double x = random.nextGaussian() * Math.pow(10, random.nextInt(8) - 6);
            assertThat(Math.abs(Kernels.tanh(x) - StrictMath.tanh(x)))
                    .isLessThanOrEqualTo(1e-15 * Math.abs(StrictMath.tanh(x)));
        }
        assertThat(Kernels.tanh(1000)).isEqualTo(1);
        assertThat(Kernels.tanh(-1000)).isEqualTo(-1);
        assertThat(Kernels.tanh(Double.NaN)).isNaN();
    }

    @Test
    void aReluLetsNanThrough() {
        Elements x = arena.elements(0, 3);
        Elements z = arena.elements(16, 3);
        x.put(new double[] {Double.NaN, -1, 2});

        Kernels.map(Operation.Function.RELU, x, z).run();

        assertThat(z.toArray()).containsExactly(Double.NaN, 0, 2);
    }

    /** {@code log(e^1000 + e^0 + e^-1000) = 1000} to double precision, although no float holds e^1000. */
    @Test
    void crossEntropyOfHugeOutputsIsFinite() {
        Elements outputs = arena.elements(0, 3);
        Elements labels = arena.elements(16, 3);
        Elements loss = arena.elements(32, 1);
        Elements gradient = arena.elements(48, 3);
        outputs.put(new double[] {1000, 0, -1000});
        labels.put(new double[] {0, 1, 0});

        Kernels.loss(Operation.Loss.Kind.CROSS_ENTROPY, outputs, labels, 3, loss, gradient)
                .run();

        assertThat(loss.get(0)).isEqualTo(1000);
        assertThat(gradient.toArray()).containsExactly(new double[] {1, -1, 0}, Offset.offset(1e-7));
    }

    /** A float's own way, with several rows to a piece, one that is not full, and rows longer than a piece. */
    @ParameterizedTest
    @CsvSource({"7, 3, false", "70, 10, false", "70, 10, true", "40, 65, true", "3, 2100, false"})
    void crossEntropyOfFloatsIsThatOfDoubles(int batch, int width, boolean hot) {
        int n = batch * width;
        Random random = new Random(1);
        double[] x = random.doubles(n, -30, 30)
                .mapToObj(each -> (float) each)
                .mapToDouble(Float::doubleValue)
                .toArray();
        double[] y = IntStream.range(0, n)
                .mapToDouble(i -> hot ? (i % width == i / width % width ? 1 : 0) : random.nextFloat())
                .toArray();
        double[][] both = new double[2][];
        double[] losses = new double[2];
        for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            try (Arena each = new Arena(type, 3 * n + 1)) {
                Elements outputs = each.elements(0, n);
                Elements labels = each.elements(n, n);
                Elements gradient = each.elements(2 * n, n);
                Elements loss = each.elements(3 * n, 1);
                outputs.put(x);
                labels.put(y);
                Kernels.loss(Operation.Loss.Kind.CROSS_ENTROPY, outputs, labels, width, loss, gradient)
                        .run();
                int number = type == DataType.FLOAT ? 0 : 1;
                both[number] = gradient.toArray();
                losses[number] = loss.get(0);
            }
        }

        assertThat(both[0]).containsExactly(both[1], Offset.offset(2e-7 * width / batch));
        assertThat(losses[0]).isCloseTo(losses[1], Offset.offset(2e-6 * losses[1]));
    }
}
