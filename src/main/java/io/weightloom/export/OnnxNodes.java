package io.weightloom.export;

import io.weightloom.format.ElementType;
import io.weightloom.format.OnnxFile;
import io.weightloom.format.OnnxFile.Attribute;
import io.weightloom.format.Tensor;
import java.util.List;

/**
 * Nodes that a model's writers add again and again; each method gives the name of a value.
 *
 * @param file that they are added to
 */
record OnnxNodes(OnnxFile file) {

    String node(String operator, List<String> inputs, Attribute... attributes) {
        return file.node(operator, inputs, attributes);
    }

    /** Whole numbers, {@code [n]}. */
    String longs(long... numbers) {
        return file.constant(Tensor.of(numbers, numbers.length));
    }

    /** A whole number without axes. */
    String number(long number) {
        return file.constant(Tensor.of(new long[] {number}));
    }

    /** A number without axes. */
    String scalar(float number) {
        return file.constant(Tensor.of(new float[] {number}));
    }

    /** The same in double precision. */
    String scalar(double number) {
        return file.constant(Tensor.of(new double[] {number}));
    }

    /** @param value of all elements, {@code [1]} */
    String filled(List<Long> shape, Tensor value) {
        return node(
                "ConstantOfShape",
                List.of(longs(shape.stream().mapToLong(Long::longValue).toArray())),
                new Attribute.Value("value", value));
    }

    String cast(String value, ElementType type) {
        return node("Cast", List.of(value), new Attribute.Type("to", type));
    }

    /** A value as another type, if it is not of that. */
    String as(ElementType wanted, String value, ElementType type) {
        return type == wanted ? value : cast(value, wanted);
    }

    String reshaped(String value, long... shape) {
        return node("Reshape", List.of(value, longs(shape)));
    }

    /** Rows of a table, {@code [rows, ...]}, by whole numbers. */
    String gathered(String table, String rows) {
        return node("Gather", List.of(table, rows));
    }

    /**
     * For each element of a vector the number of its run.
     *
     * @param starts of all runs but the first
     * @param length of the vector
     * @return {@code [length]}, whole numbers
     */
    String runs(long[] starts, long length) {
        String zeros = filled(List.of(length), Tensor.of(new long[1], 1));
        if (starts.length == 0) {
            return zeros;
        }
        String ones = filled(List.of((long) starts.length), Tensor.of(new long[] {1}, 1));
        String steps = node("ScatterElements", List.of(zeros, longs(starts), ones), new Attribute.Int("axis", 0));
        return node("CumSum", List.of(steps, number(0)));
    }
}
