package io.weightloom.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTests {

    @Test
    void elementsLieLittleEndianAndRowByRow() {
        assertThat(Tensor.of(new float[] {1, -2}, 1, 2).bytes()).containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0);
        assertThat(Tensor.of(new long[] {258}, 1).bytes()).containsExactly(2, 1, 0, 0, 0, 0, 0, 0);
        assertThat(Tensor.of(new double[] {1}).bytes()).containsExactly(0, 0, 0, 0, 0, 0, 0xf0, 0x3f);
    }

    @Test
    void whatGoesInComesOut() {
        float[] floats = {1.5f, -0.0f, Float.MIN_VALUE, Float.POSITIVE_INFINITY, Float.NaN, 1e-30f};
        double[] doubles = {0.1, -0.0, Double.MIN_VALUE, Double.NEGATIVE_INFINITY, Double.NaN};

        assertThat(Tensor.of(floats, 2, 3).floats()).isEqualTo(floats);
        assertThat(Tensor.of(doubles, 5).doubles()).isEqualTo(doubles);
        assertThat(Tensor.of(new long[] {-1, 1L << 53}, 2).doubles()).containsExactly(-1, 0x1p53);
        assertThat(new Tensor(ElementType.UINT8, List.of(2L), new byte[] {-1, 1}).floats())
                .containsExactly(255, 1);
        assertThat(new Tensor(ElementType.INT8, List.of(2L), new byte[] {-1, 1}).doubles())
                .containsExactly(-1, 1);
        assertThat(new Tensor(ElementType.BOOL, List.of(2L), new byte[] {1, 0}).floats())
                .containsExactly(1, 0);
        assertThat(new Tensor(ElementType.INT32, List.of(), new byte[] {-2, -1, -1, -1}).doubles())
                .containsExactly(-2);
    }

    /** Reference values: {@code numpy.float16(x).view('u2')}, NumPy 2.4.6. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 32768",
        "1, 15360",
        "0.1, 11878",
        "65504, 31743",
        "65519.99, 31743",
        "65520, 31744",
        "-1e300, 64512",
        "Infinity, 31744",
        "6.103515625e-05, 1024",
        "6.097555160522461e-05, 1023",
        "6.1005353927612305e-05, 1024",
        "5.960464477539063e-08, 1",
        "2.9802322387695312e-08, 0",
        "2.980232238769532e-08, 1",
        "8.940696716308594e-08, 2",
        "1e-300, 0",
        "2049, 26624",
        "2051, 26626",
        "2049.000000001, 26625"
    })
    void halvesAreTheNearestAndOfTwoTheEvenOne(double value, int bits) {
        assertThat(Short.toUnsignedInt(Half.nearest(value))).isEqualTo(bits);
    }

    @Test
    void everyHalfIsItsOwnNearest() {
        IntStream.rangeClosed(0, 0xffff)
                .filter(bits -> !Double.isNaN(Half.value((short) bits)))
                .forEach(bits ->
                        assertThat(Half.nearest(Half.value((short) bits))).isEqualTo((short) bits));
        assertThat(Half.value(Half.nearest(Double.NaN))).isNaN();
    }

    @Test
    void noHalfIsNearerThanTheOneThatIsTaken() {
        double[] halves = IntStream.rangeClosed(0, 0x7bff)
                .mapToDouble(bits -> Half.value((short) bits))
                .toArray();
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            double value = Math.scalb(1 + random.nextDouble(), random.nextInt(42) - 27);
            int above = -1 - Arrays.binarySearch(halves, value);
            if (above > 0 && above < halves.length) {
                double taken = Half.value(Half.nearest(value));
                assertThat(Math.abs(taken - value))
                        .isEqualTo(Math.min(value - halves[above - 1], halves[above] - value));
            }
        }
    }

    @Test
    void narrowingRoundsOnceAndWideningIsExact() {
        double justAboveATie = 1 + 0x1p-11 + 0x1p-40; // a float would make it the tie, whose even neighbour is 1
        Tensor doubles = Tensor.of(new double[] {justAboveATie, 1e6}, 2);

        Tensor halves = doubles.as(ElementType.FLOAT16);

        assertThat(halves.doubles()).containsExactly(1 + 0x1p-10, Double.POSITIVE_INFINITY);
        assertThat(halves.as(ElementType.FLOAT32).floats()).containsExactly(1 + 0x1p-10f, Float.POSITIVE_INFINITY);
        assertThat(halves.shape()).isEqualTo(doubles.shape());
        assertThat(doubles.as(ElementType.FLOAT64)).isSameAs(doubles);
    }

    @ParameterizedTest
    @EnumSource
    void otherThanFloatsKeepTheirType(ElementType type) {
        Tensor tensor = new Tensor(type, List.of(1L), new byte[type.bytes()]);

        if (!type.isFloat()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tensor.as(ElementType.FLOAT32))
                    .withMessage("%s cannot become FLOAT32", type);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> type.put(ByteBuffer.allocate(8), 1))
                    .withMessage("%s are no floating-point numbers", type);
        }
        assertThat(tensor.doubles()).containsExactly(0);
    }

    @Test
    void floatsAreAskedOnlyOfWhatTheyHold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.of(new double[] {1}, 1).floats())
                .withMessage("A float cannot hold every number of FLOAT64");
    }

    @Test
    void bytesFitTheShape() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.of(new float[3], 2, 2))
                .withMessage("FLOAT32 elements of the shape [2, 2] take 16 bytes, but there are 12");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.of(new float[3], -1, -3))
                .withMessage("An extent is negative in [-1, -3]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.of(new float[3], Long.MAX_VALUE, 2))
                .withMessage("The shape [9223372036854775807, 2] has too many elements");
        assertThat(Tensor.of(new float[0], Long.MAX_VALUE, 0).length()).isZero();
    }

    @Test
    void equalTensorsHaveEqualTypesShapesAndBytes() {
        Tensor tensor = Tensor.of(new float[] {1, 2}, 2);

        assertThat(tensor)
                .isEqualTo(Tensor.of(new float[] {1, 2}, 2))
                .hasSameHashCodeAs(Tensor.of(new float[] {1, 2}, 2));
        assertThat(tensor).isNotEqualTo(Tensor.of(new float[] {1, 3}, 2));
        assertThat(tensor).isNotEqualTo(Tensor.of(new float[] {1, 2}, 1, 2));
        assertThat(Tensor.of(new float[2], 2)).isNotEqualTo(Tensor.of(new long[1], 1));
        assertThat(tensor).hasToString("FLOAT32 [2]");
    }
}
