package io.weightloom.program.natives;

import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** The numbers of ND4J's arrays as a whole: one by one they take a hundred times as long. */
public final class ArrayNumbers {

    private ArrayNumbers() {}

    /** A copy of all elements of an array of FLOAT or DOUBLE, row by row, widened. */
    public static double[] of(INDArray array) {
        if (isRowByRow(array)) {
            return read(array);
        }
        INDArray rows = array.dup('c');
        double[] numbers = read(rows);
        if (rows.closeable() && !rows.wasClosed()) {
            rows.close();
        }
        return numbers;
    }

    /** Whether its elements lie row by row, and nothing else beside them, so that nothing need be put in order. */
    private static boolean isRowByRow(INDArray array) {
        return array.rank() > 0
                && !array.isView()
                && array.offset() == 0
                && array.ordering() == 'c'
                && array.length() == array.data().length()
                && Shape.hasDefaultStridesForShape(array);
    }

    private static double[] read(INDArray rows) {
        DataBuffer data = rows.data();
        double[] numbers = new double[Math.toIntExact(rows.length())];
        if (rows.dataType() == DataType.DOUBLE) {
            data.asNioDouble().get(0, numbers);
        } else {
            float[] single = new float[numbers.length];
            data.asNioFloat().get(0, single);
            for (int i = 0; i < single.length; i++) {
                numbers[i] = single[i];
            }
        }
        return numbers;
    }
}
