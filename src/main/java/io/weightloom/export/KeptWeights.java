package io.weightloom.export;

import io.weightloom.format.ElementType;
import io.weightloom.format.OnnxFile.Attribute;
import io.weightloom.format.Tensor;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A tensor of which many numbers are zero for good: the others, and where they are, as one bit for each number or as a
 * number for each that is left, whichever is smaller for all tensors of a network together.
 *
 * @param numbers those that are not zero, {@code [count]}
 * @param places bits, the first one the highest of the first byte, {@code [bytes]}; or whole numbers, {@code [count]}
 * @param shape of the whole tensor
 */
record KeptWeights(Tensor numbers, Tensor places, List<Long> shape) {

    private static final int BITS = 8;

    /** Which way is smaller for these tensors of floats: a bit for each number, or a number for each that is left. */
    static boolean areFewer(Collection<Tensor> tensors) {
        long bits = 0;
        long indices = 0;
        for (Tensor tensor : tensors) {
            float[] values = tensor.floats();
            bits += (values.length + BITS - 1) / BITS;
            indices += Integer.BYTES
                    * IntStream.range(0, values.length)
                            .filter(i -> values[i] != 0)
                            .count();
        }
        return indices < bits;
    }

    /**
     * What is left of a tensor.
     *
     * @param tensor of floats
     * @param few whether places are numbers, and not bits
     */
    static KeptWeights of(Tensor tensor, boolean few) {
        float[] values = tensor.floats();
        int[] kept =
                IntStream.range(0, values.length).filter(i -> values[i] != 0).toArray();
        float[] numbers = new float[kept.length];
        byte[] bits = new byte[(values.length + BITS - 1) / BITS];
        for (int i = 0; i < kept.length; i++) {
            numbers[i] = values[kept[i]];
            bits[kept[i] / BITS] |= (byte) (1 << (BITS - 1 - kept[i] % BITS));
        }
        Tensor places = few ? indices(kept) : new Tensor(ElementType.UINT8, List.of((long) bits.length), bits);
        return new KeptWeights(Tensor.of(numbers, numbers.length), places, tensor.shape());
    }

    private static Tensor indices(int[] kept) {
        byte[] bytes = new byte[Integer.BYTES * kept.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (kept[i / Integer.BYTES] >> (BITS * (i % Integer.BYTES)));
        }
        return new Tensor(ElementType.INT32, List.of((long) kept.length), bytes);
    }

    /**
     * The whole tensor, row by row.
     *
     * @param left the numbers that are not zero, as they are now
     */
    float[] whole(float[] left) {
        float[] whole = new float[Math.toIntExact(size())];
        if (places.type() == ElementType.INT32) {
            double[] indices = places.doubles();
            for (int i = 0; i < indices.length; i++) {
                whole[(int) indices[i]] = left[i];
            }
            return whole;
        }
        byte[] bits = places.bytes();
        int next = 0;
        for (int i = 0; i < whole.length; i++) {
            if ((bits[i / BITS] >> (BITS - 1 - i % BITS) & 1) == 1) {
                whole[i] = left[next++];
            }
        }
        return whole;
    }

    private long size() {
        return shape.stream().reduce(1L, (a, b) -> a * b);
    }

    /**
     * Adds what makes the whole tensor of it to a model.
     *
     * @param held the value of the numbers as floats
     * @param where the value of the places
     */
    String whole(OnnxNodes nodes, String held, String where) {
        long[] extents = shape.stream().mapToLong(Long::longValue).toArray();
        String zeros = nodes.filled(List.of(size()), Tensor.of(new float[1], 1));
        String scattered = nodes.node(
                "ScatterElements",
                List.of(zeros, places.type() == ElementType.INT32 ? where : indices(nodes, where, size()), held),
                new Attribute.Int("axis", 0));
        return nodes.reshaped(scattered, extents);
    }

    /** The places whose bit is set. */
    private static String indices(OnnxNodes nodes, String bits, long size) {
        long[] powers =
                IntStream.range(0, BITS).mapToLong(i -> 1L << (BITS - 1 - i)).toArray();
        String bytes = nodes.reshaped(nodes.cast(bits, ElementType.INT64), -1, 1);
        String shifted = nodes.node("Div", List.of(bytes, nodes.longs(powers)));
        String each = nodes.reshaped(nodes.node("Mod", List.of(shifted, nodes.number(2))), -1);
        String own = nodes.node("Slice", List.of(each, nodes.longs(0), nodes.longs(size)));
        return nodes.reshaped(nodes.node("NonZero", List.of(own)), -1);
    }
}
