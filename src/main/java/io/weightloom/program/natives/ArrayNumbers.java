package io.weightloom.program.natives;

import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The numbers of ND4J's arrays as a whole: one by one they take a hundred times as long. */
public final class ArrayNumbers {

    private ArrayNumbers() {}

    /** A copy of all elements of an array of FLOAT or DOUBLE, row by row, widened. */
    public static double[] of(INDArray array) {
        INDArray rows = array.dup('c');
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
        if (rows.closeable() && !rows.wasClosed()) {
            rows.close();
        }
        return numbers;
    }
}
