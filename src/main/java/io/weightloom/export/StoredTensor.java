package io.weightloom.export;

import io.weightloom.format.ElementType;
import io.weightloom.format.OnnxFile.Attribute;
import io.weightloom.format.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A tensor as a file of some precision holds it.
 *
 * @param held its numbers, narrowed
 * @param scales what they are multiplied by, if they are multiples: one number, or one for each place of an axis
 * @param axis of the scales; 0 if there is one scale
 */
record StoredTensor(Tensor held, Optional<Tensor> scales, int axis) {

    /** The largest multiple of a scale. */
    private static final int LARGEST = 127;

    /** Numbers of a tensor that is too small to be worth a scale. */
    private static final int SMALL = 64;

    /** How many bytes of a tensor go with each byte of scales at least. */
    private static final int BYTES_FOR_EACH_OF_SCALES = 16;

    private static final double LARGEST_OF_16_BITS = 65_504;

    /** @param tensor of floats */
    static StoredTensor of(Tensor tensor, Precision precision) {
        return switch (precision) {
            case FLOAT32 -> whole(tensor);
            case FLOAT16 -> halved(tensor);
            case INT8 -> scaled(tensor);
        };
    }

    /** The numbers that a reader of the file gets, row-major. */
    float[] numbers() {
        float[] numbers = held.floats();
        if (scales.isEmpty()) {
            return numbers;
        }
        float[] each = scales.get().floats();
        int inner = inner(held.shape(), axis);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] *= each[i / inner % each.length];
        }
        return numbers;
    }

    /** Bytes of the numbers, and of their scales. */
    long bytes() {
        return (long) held.bytes().length
                + scales.map(tensor -> tensor.bytes().length).orElse(0);
    }

    /**
     * Adds what makes floats of it to a model.
     *
     * @param name of the initialiser that holds it
     * @param hold adds an initialiser for the scales, and gives its name
     * @return the name of the floats
     */
    String floats(OnnxNodes nodes, String name, Function<Tensor, String> hold) {
        if (scales.isPresent()) {
            String scale = hold.apply(scales.get());
            return nodes.node("DequantizeLinear", List.of(name, scale), new Attribute.Int("axis", axis));
        }
        return held.type() == ElementType.FLOAT32 ? name : nodes.cast(name, ElementType.FLOAT32);
    }

    private static StoredTensor whole(Tensor tensor) {
        return new StoredTensor(tensor, Optional.empty(), 0);
    }

    private static StoredTensor halved(Tensor tensor) {
        for (float value : tensor.floats()) {
            if (Math.abs(value) > LARGEST_OF_16_BITS) {
                return whole(tensor);
            }
        }
        return whole(tensor.as(ElementType.FLOAT16));
    }

    /** Of one scale, and one for each row or each column where these are few, that which leaves the smallest error. */
    private static StoredTensor scaled(Tensor tensor) {
        float[] values = tensor.floats();
        if (values.length < SMALL) {
            return whole(tensor);
        }
        StoredTensor best = scaled(tensor, values, 0, 1);
        for (int axis = 0; axis < tensor.shape().size(); axis++) {
            int places = Math.toIntExact(tensor.shape().get(axis));
            if (places > 1 && (long) places * Float.BYTES * BYTES_FOR_EACH_OF_SCALES <= values.length) {
                StoredTensor other = scaled(tensor, values, axis, places);
                best = error(other, values) < error(best, values) ? other : best;
            }
        }
        return best;
    }

    private static StoredTensor scaled(Tensor tensor, float[] values, int axis, int places) {
        int inner = places == 1 ? values.length : inner(tensor.shape(), axis);
        float[] scales = new float[places];
        for (int i = 0; i < values.length; i++) {
            int place = i / inner % places;
            scales[place] = Math.max(scales[place], Math.abs(values[i]) / LARGEST);
        }
        byte[] multiples = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            float scale = scales[i / inner % places];
            multiples[i] = (byte) (scale == 0 ? 0 : Math.rint(values[i] / scale));
        }
        Tensor scale = places == 1 ? Tensor.of(scales) : Tensor.of(scales, places);
        return new StoredTensor(new Tensor(ElementType.INT8, tensor.shape(), multiples), Optional.of(scale), axis);
    }

    private static double error(StoredTensor stored, float[] values) {
        float[] numbers = stored.numbers();
        return IntStream.range(0, values.length)
                .mapToDouble(i -> ((double) numbers[i] - values[i]) * ((double) numbers[i] - values[i]))
                .sum();
    }

    /** Elements from one place of an axis to the next. */
    private static int inner(List<Long> shape, int axis) {
        return Math.toIntExact(shape.stream().skip(axis + 1L).reduce(1L, (a, b) -> a * b));
    }
}
