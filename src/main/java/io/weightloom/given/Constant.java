package io.weightloom.given;

import io.weightloom.format.ElementType;
import io.weightloom.format.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Numbers of a file, or computed of such. Immutable by agreement: nobody writes into the array.
 *
 * @param shape extents, outermost first
 * @param values row-major
 * @param single whether they come from single precision, or less
 */
record Constant(List<Integer> shape, double[] values, boolean single) implements Term {

    /** Copies the list. */
    public Constant {
        shape = List.copyOf(shape);
    }

    static Constant of(Tensor tensor) {
        return new Constant(
                tensor.shape().stream().map(Math::toIntExact).toList(),
                tensor.doubles(),
                tensor.type() != ElementType.FLOAT64);
    }

    static Constant vector(double... values) {
        return new Constant(List.of(values.length), values, true);
    }

    int length() {
        return values.length;
    }

    boolean isScalar() {
        return values.length == 1;
    }

    /** Its axes, but for those of extent 1 at the front. */
    List<Integer> extents() {
        int first = 0;
        while (first < shape.size() && shape.get(first) == 1) {
            first++;
        }
        return shape.subList(first, shape.size());
    }

    Constant shaped(List<Integer> other) {
        long length = other.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
        if (length != values.length) {
            throw new IllegalArgumentException("%s numbers cannot have the shape %s".formatted(values.length, other));
        }
        return new Constant(other, values, single);
    }

    Constant map(DoubleUnaryOperator of) {
        return new Constant(shape, Arrays.stream(values).map(of).toArray(), single);
    }

    /**
     * Element by element, where an axis of extent 1 goes with any.
     *
     * @throws IllegalArgumentException if the shapes do not go together, or make more numbers than told
     */
    Constant with(Constant other, DoubleBinaryOperator of, long most) {
        int axes = Math.max(shape.size(), other.shape.size());
        List<Integer> result = new ArrayList<>();
        long length = 1;
        for (int axis = 0; axis < axes; axis++) {
            int mine = extent(axis, axes);
            int others = other.extent(axis, axes);
            if (mine != others && mine != 1 && others != 1) {
                throw new IllegalArgumentException(
                        "the shapes %s and %s do not go together".formatted(shape, other.shape));
            }
            int extent = mine == 1 ? others : mine;
            result.add(extent);
            length = Math.multiplyExact(length, extent);
            if (length > most) {
                throw new IllegalArgumentException("more than %s numbers would be made".formatted(most));
            }
        }
        double[] all = new double[(int) length];
        for (int i = 0; i < all.length; i++) {
            all[i] = of.applyAsDouble(values[index(i, result)], other.values[other.index(i, result)]);
        }
        return new Constant(result, all, single && other.single);
    }

    private int extent(int axis, int axes) {
        int own = axis - (axes - shape.size());
        return own < 0 ? 1 : shape.get(own);
    }

    /** Where the element of a larger shape lies that this one is spread over. */
    private int index(int at, List<Integer> larger) {
        int rest = at;
        int index = 0;
        int stride = 1;
        for (int axis = larger.size() - 1; axis >= 0; axis--) {
            int place = rest % larger.get(axis);
            rest /= larger.get(axis);
            int own = extent(axis, larger.size());
            index += own == 1 ? 0 : place * stride;
            stride *= own;
        }
        return index;
    }

    /** @param order which axis each one was, as ONNX's Transpose has it */
    Constant transposed(List<Integer> order) {
        if (!IntStream.range(0, shape.size()).allMatch(order::contains) || order.size() != shape.size()) {
            throw new IllegalArgumentException("%s is no order of %s axes".formatted(order, shape.size()));
        }
        int axes = shape.size();
        int[] strides = new int[axes];
        int stride = 1;
        for (int axis = axes - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape.get(axis);
        }
        List<Integer> turned = order.stream().map(shape::get).toList();
        double[] all = new double[values.length];
        for (int i = 0; i < all.length; i++) {
            int rest = i;
            int from = 0;
            for (int axis = axes - 1; axis >= 0; axis--) {
                from += rest % turned.get(axis) * strides[order.get(axis)];
                rest /= turned.get(axis);
            }
            all[i] = values[from];
        }
        return new Constant(turned, all, single);
    }

    /** Its numbers as whole ones. */
    List<Long> whole() {
        return Arrays.stream(values).mapToObj(value -> (long) value).toList();
    }
}
