package io.weightloom.network.graph;

import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays of ND4J made of numbers in Java, without a temporary of another type that nobody closes. */
public final class NativeArrays {

    private NativeArrays() {}

    /**
     * An array in {@code c} order. Close it, or give it to who does.
     *
     * @param values row-major
     * @param type FLOAT or DOUBLE
     * @param shape as many elements as there are values
     */
    public static INDArray of(double[] values, DataType type, long... shape) {
        INDArray array = Nd4j.createUninitialized(type, shape, 'c');
        set(array, values);
        return array;
    }

    /**
     * Sets all elements of an array that was made here.
     *
     * @param values row-major
     */
    public static void set(INDArray array, double[] values) {
        DataBuffer data = array.data();
        if (array.dataType() == DataType.DOUBLE) {
            data.asNioDouble().put(0, values);
            return;
        }
        float[] single = new float[values.length];
        for (int i = 0; i < single.length; i++) {
            single[i] = (float) values[i];
        }
        data.asNioFloat().put(0, single);
    }
}
