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
        DataBuffer data = array.data();
        for (int i = 0; i < values.length; i++) {
            data.put(i, values[i]);
        }
        return array;
    }
}
