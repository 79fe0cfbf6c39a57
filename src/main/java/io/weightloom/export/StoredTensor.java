package io.weightloom.export;

import io.weightloom.format.ElementType;
import io.weightloom.format.Tensor;
import io.weightloom.network.Rounding;
import java.util.Arrays;
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
 * @param shape of the whole tensor, which that of its numbers is not where they lie two in a byte
 */
record StoredTensor(Tensor held, Optional<Tensor> scales, int axis, List<Long> shape) {

    /** The largest multiple of a scale. */
    private static final int LARGEST = 127;

    /** Numbers of a tensor that is too small to be worth a scale. */
    private static final int SMALL = 64;

    /** How many bytes of a tensor go with each byte of scales at least. */
    private static final int BYTES_FOR_EACH_OF_SCALES = 16;

    private static final double LARGEST_OF_16_BITS = 65_504;

    /** What a multiple in 4 bits is stored with on top of it, so that it is not negative. */
    private static final int ABOVE_ZERO = 8;

    /** Half a byte. */
    private static final int NIBBLE = 16;

    private StoredTensor(Tensor held, Optional<Tensor> scales, int axis) {
        this(held, scales, axis, held.shape());
    }

    /** @param tensor of floats */
    static StoredTensor of(Tensor tensor, Precision precision) {
        return switch (precision) {
            case FLOAT32 -> whole(tensor);
            case FLOAT16 -> halved(tensor);
            case INT8 -> scaled(tensor);
        };
    }

    /**
     * As it was trained to be, with no number changed.
     *
     * @param tensor of floats, which are rounded
     * @param piece what they were rounded to
     */
    static StoredTensor of(Tensor tensor, Rounding.Piece piece) {
        if (!piece.isScaled()) {
            return piece.bits() == Short.SIZE ? whole(tensor.as(ElementType.FLOAT16)) : whole(tensor);
        }
        float[] values = tensor.floats();
        float[] scales = new float[Math.toIntExact(piece.scales())];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = scale(values, i, piece);
        }
        int[] multiples = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            float scale = scales[i % scales.length];
            multiples[i] = scale == 0 ? 0 : (int) Math.rint(values[i] / (double) scale);
        }
        Tensor each = scales.length == 1 ? Tensor.of(scales) : Tensor.of(scales, scales.length);
        int axis = scales.length == 1 ? 0 : tensor.shape().size() - 1;
        return new StoredTensor(held(tensor.shape(), multiples, piece), Optional.of(each), axis, tensor.shape());
    }

    private static Tensor held(List<Long> shape, int[] multiples, Rounding.Piece piece) {
        if (piece.bits() == Byte.SIZE) {
            byte[] bytes = new byte[multiples.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) multiples[i];
            }
            return new Tensor(ElementType.INT8, shape, bytes);
        }
        byte[] bytes = new byte[(multiples.length + 1) / 2];
        for (int i = 0; i < multiples.length; i++) {
            bytes[i / 2] |= (byte) ((multiples[i] + ABOVE_ZERO) * (i % 2 == 0 ? NIBBLE : 1));
        }
        return new Tensor(ElementType.UINT8, List.of((long) bytes.length), bytes);
    }

    /** The scale of which all these numbers are multiples: the largest's, but for its last bit. */
    private static float scale(float[] values, int which, Rounding.Piece piece) {
        float largest = 0;
        for (int i = which; i < values.length; i += (int) piece.scales()) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        float near = largest / piece.most();
        for (float scale : new float[] {near, Math.nextDown(near), Math.nextUp(near)}) {
            boolean fits = true;
            for (int i = which; i < values.length && fits; i += (int) piece.scales()) {
                double multiple = scale == 0 ? 0 : Math.rint(values[i] / (double) scale);
                fits = (float) (multiple * scale) == values[i] && Math.abs(multiple) <= piece.most();
            }
            if (fits) {
                return scale;
            }
        }
        throw new IllegalArgumentException(
                "The numbers of %s are not rounded to %s bits".formatted(piece.name(), piece.bits()));
    }

    private boolean isPacked() {
        return held.type() == ElementType.UINT8;
    }

    /** Numbers that lie two in a byte, the first one above. */
    private float[] unpacked() {
        float[] numbers = new float[Math.toIntExact(shape.stream().reduce(1L, (a, b) -> a * b))];
        byte[] bytes = held.bytes();
        for (int i = 0; i < numbers.length; i++) {
            int both = bytes[i / 2] & 0xff;
            numbers[i] = (i % 2 == 0 ? both / NIBBLE : both % NIBBLE) - ABOVE_ZERO;
        }
        return numbers;
    }

    /** The numbers that a reader of the file gets, row-major. */
    float[] numbers() {
        float[] numbers = isPacked() ? unpacked() : held.floats();
        if (scales.isEmpty()) {
            return numbers;
        }
        float[] each = scales.get().floats();
        int inner = inner(shape, axis);
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
            String multiples = isPacked() ? unpacked(nodes, name) : nodes.cast(name, ElementType.FLOAT32);
            // not DequantizeLinear: ONNX Runtime takes it for leave to compute in 8 bits what is behind it
            return nodes.node("Mul", List.of(multiples, axis == shape.size() - 1 ? scale : along(nodes, scale)));
        }
        return held.type() == ElementType.FLOAT32 ? name : nodes.cast(name, ElementType.FLOAT32);
    }

    /** Scales in a shape that multiplies the places of their axis. */
    private String along(OnnxNodes nodes, String scale) {
        if (scales.orElseThrow().shape().isEmpty()) {
            return scale;
        }
        long[] extents = new long[shape.size()];
        Arrays.fill(extents, 1);
        extents[axis] = shape.get(axis);
        return nodes.reshaped(scale, extents);
    }

    /** The multiples as floats, in the shape of the whole tensor. */
    private String unpacked(OnnxNodes nodes, String name) {
        String bytes = nodes.reshaped(nodes.cast(name, ElementType.INT64), -1, 1);
        String shifted = nodes.node("Div", List.of(bytes, nodes.longs(NIBBLE, 1)));
        String each = nodes.reshaped(nodes.node("Mod", List.of(shifted, nodes.number(NIBBLE))), -1);
        long[] extents = shape.stream().mapToLong(Long::longValue).toArray();
        String own = nodes.node(
                "Slice",
                List.of(each, nodes.longs(0), nodes.longs(shape.stream().reduce(1L, (a, b) -> a * b))));
        String multiples = nodes.node("Sub", List.of(nodes.reshaped(own, extents), nodes.number(ABOVE_ZERO)));
        return nodes.cast(multiples, ElementType.FLOAT32);
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
