package io.weightloom.program.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.program.ir.Operation;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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
}
