package io.weightloom.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.weightloom.format.ElementType;
import io.weightloom.format.OnnxFile;
import io.weightloom.format.OnnxFile.Axis;
import io.weightloom.format.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredWeightsTests {

    /**
     * Whose columns, or rows, are of very different size, or all alike; and tensors that narrow formats cannot hold.
     */
    static Stream<Arguments> tensors() {
        Tensor matrix = tensor(40, 90, (i, j) -> 1);
        return Stream.of(Precision.values())
                .flatMap(precision -> Stream.of(
                                matrix,
                                tensor(40, 90, (i, j) -> i < 3 ? 100 : 0.01),
                                tensor(90, 40, (i, j) -> j == 7 ? 100 : 0.01),
                                tensor(8, 9, (i, j) -> 0),
                                tensor(3, 3, (i, j) -> 1),
                                tensor(40, 90, (i, j) -> 1e6))
                        .map(tensor -> Arguments.of(tensor, precision)));
    }

    private interface Size {
        double of(int row, int column);
    }

    private static Tensor tensor(int rows, int columns, Size size) {
        SplittableRandom random = new SplittableRandom(4);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (size.of(i / columns, i % columns) * (2 * random.nextDouble() - 1));
        }
        return Tensor.of(values, rows, columns);
    }

    @ParameterizedTest
    @MethodSource("tensors")
    void aReaderOfAModelGetsTheNumbersThatAreTold(Tensor tensor, Precision precision) throws OrtException {
        StoredTensor stored = StoredTensor.of(tensor, precision);
        OnnxFile file = new OnnxFile("stored");
        file.initializer("w", stored.held());

        float[] read =
                read(file, stored.floats(new OnnxNodes(file), "w", scales -> file.initializer("scales", scales)));

        assertThat(read).isEqualTo(stored.numbers());
    }

    @ParameterizedTest
    @MethodSource("tensors")
    void numbersAreAsNearAsTheirWidthAllows(Tensor tensor, Precision precision) {
        StoredTensor stored = StoredTensor.of(tensor, precision);
        float[] values = tensor.floats();
        float[] numbers = stored.numbers();
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }

        for (int i = 0; i < values.length; i++) {
            double off = Math.abs((double) numbers[i] - values[i]);
            assertThat(off)
                    .isLessThanOrEqualTo(
                            switch (precision) {
                                case FLOAT32 -> 0;
                                case FLOAT16 -> Math.max(Math.abs(values[i]) / 2048, 3e-8);
                                case INT8 -> 1.0001 * largest / 254;
                            });
        }
        assertThat(stored.bytes())
                .isLessThanOrEqualTo(
                        values.length < 64 || precision == Precision.FLOAT32 || largest > 65504
                                ? 4L * values.length
                                : precision == Precision.FLOAT16 ? 2L * values.length : values.length * 5L / 4);
    }

    @Test
    void rowsOrColumnsOfDifferentSizeHaveScalesOfTheirOwn() {
        StoredTensor rows = StoredTensor.of(tensor(40, 90, (i, j) -> i < 3 ? 100 : 0.01), Precision.INT8);
        StoredTensor columns = StoredTensor.of(tensor(90, 40, (i, j) -> j == 7 ? 100 : 0.01), Precision.INT8);

        assertThat(rows.axis()).isZero();
        assertThat(rows.scales().orElseThrow().shape()).containsExactly(40L);
        assertThat(columns.axis()).isEqualTo(1);
        assertThat(columns.scales().orElseThrow().shape()).containsExactly(40L);
    }

    /** With bits, and with so few numbers that they are shorter told by their places; nothing, or the last ones. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 70, 500})
    void aTensorBehindAMaskIsTheSameAgain(int every) throws OrtException {
        float[] values = new float[499];
        for (int i = 0; i < values.length; i++) {
            values[values.length - 1 - i] = i % every == 0 && every < 500 ? i + 1 : 0;
        }
        Tensor whole = Tensor.of(values, 1, values.length);
        KeptWeights kept = KeptWeights.of(whole, KeptWeights.areFewer(List.of(whole)));
        OnnxFile file = new OnnxFile("kept");
        String numbers = file.initializer("w", kept.numbers());
        String places = file.initializer("places", kept.places());

        float[] read = read(file, kept.whole(new OnnxNodes(file), numbers, places));

        assertThat(read).isEqualTo(values);
        assertThat(kept.whole(kept.numbers().floats())).isEqualTo(values);
        assertThat(kept.places().bytes().length)
                .isLessThanOrEqualTo(Math.min(63, 4 * kept.numbers().length()));
    }

    private static float[] read(OnnxFile file, String value) throws OrtException {
        String output = file.node("Identity", List.of(value));
        file.output(output, ElementType.FLOAT32, List.of(new Axis.Free("rows"), new Axis.Free("columns")));
        try (OnnxModel model = new OnnxModel(file.bytes("tests", "1", Collections.emptySortedMap()))) {
            return model.floats(output);
        }
    }
}
