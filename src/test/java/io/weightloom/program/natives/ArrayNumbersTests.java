package io.weightloom.program.natives;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class ArrayNumbersTests {

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void anArrayIsReadRowByRowHoweverItLies(DataType type) {
        INDArray matrix = Nd4j.createFromArray(1, 2, 3, 4, 5, 6).castTo(type).reshape('c', 2, 3);

        assertThat(ArrayNumbers.of(matrix)).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(ArrayNumbers.of(matrix.dup('f'))).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(ArrayNumbers.of(matrix.transpose())).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(ArrayNumbers.of(matrix.getRow(1))).containsExactly(4, 5, 6);
        assertThat(ArrayNumbers.of(matrix.getColumn(1))).containsExactly(2, 5);
        assertThat(ArrayNumbers.of(matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 2))))
                .containsExactly(1, 2, 4, 5);
        assertThat(ArrayNumbers.of(matrix.get(NDArrayIndex.interval(0, 1), NDArrayIndex.all())))
                .containsExactly(1, 2, 3);
        assertThat(ArrayNumbers.of(Nd4j.createFromArray(1, 2, 3, 4, 5, 6, 7, 8)
                        .castTo(type)
                        .reshape('c', 2, 2, 2)
                        .permute(0, 2, 1)))
                .containsExactly(1, 3, 2, 4, 5, 7, 6, 8);
        assertThat(ArrayNumbers.of(Nd4j.scalar(type, 7))).containsExactly(7);
    }

    @Test
    void whatIsReadIsACopy() {
        INDArray matrix = Nd4j.ones(DataType.DOUBLE, 2, 2);
        double[] read = ArrayNumbers.of(matrix);

        matrix.putScalar(0, 5);

        assertThat(read).containsExactly(1, 1, 1, 1);
    }
}
