package io.weightloom.program.compile;

import io.weightloom.program.ir.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The values of an op list, to which a pass adds those between the nodes that it makes. Not thread-safe. */
final class Values {

    private final Map<String, Value> all;
    private final DataType type;

    /** @param type of what is added */
    Values(Map<String, Value> values, DataType type) {
        this.all = new HashMap<>(values);
        this.type = type;
    }

    /** All, by name. */
    Map<String, Value> all() {
        return all;
    }

    DataType type() {
        return type;
    }

    /** @throws IllegalStateException if there is no such value */
    Value get(String name) {
        Value value = all.get(name);
        if (value == null) {
            throw new IllegalStateException("No value '" + name + "' in " + all.keySet());
        }
        return value;
    }

    long[] shape(String name) {
        return get(name).shape();
    }

    int size(String name) {
        return get(name).size();
    }

    boolean areSameShape(String x, String y) {
        return Arrays.equals(shape(x), shape(y));
    }

    /** Whether all are matrices. */
    boolean areMatrices(List<String> names) {
        return names.stream().allMatch(name -> shape(name).length == 2);
    }

    /** Adds a value that a node computes; its name. */
    String define(String name, long... shape) {
        all.put(name, new Value(shape, type, new Value.Result()));
        return name;
    }

    /** Adds a constant. */
    void define(String name, INDArray constant, long... shape) {
        all.put(name, new Value(shape, type, new Value.Constant(constant)));
    }

    /** Adds ones, unless there are such already; their name. */
    String ones(long... shape) {
        String name = "<ones " + Arrays.toString(shape) + ">";
        all.computeIfAbsent(name, n -> new Value(shape, type, new Value.Constant(Nd4j.ones(type, shape))));
        return name;
    }
}
