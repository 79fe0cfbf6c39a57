package io.weightloom.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers in a shape, as files hold them. Immutable by agreement: nobody writes into the array.
 *
 * @param type of its elements
 * @param shape extents, outermost first, each at least 0; none for a scalar
 * @param bytes of its elements, row-major, little-endian
 */
public record Tensor(ElementType type, List<Long> shape, byte[] bytes) {

    /**
     * Checks that there are as many bytes as the shape says.
     *
     * @throws IllegalArgumentException if there are not
     */
    public Tensor {
        shape = List.copyOf(shape);
        if (shape.stream().anyMatch(extent -> extent < 0)) {
            throw new IllegalArgumentException("An extent is negative in " + shape);
        }
        long expected = byteCount(type, shape);
        if (bytes.length != expected) {
            throw new IllegalArgumentException("%s elements of the shape %s take %s bytes, but there are %s"
                    .formatted(type, shape, expected, bytes.length));
        }
    }

    /** A tensor of {@link ElementType#FLOAT32}. */
    public static Tensor of(float[] values, long... shape) {
        byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
        littleEndian(bytes).asFloatBuffer().put(values);
        return new Tensor(ElementType.FLOAT32, extents(shape), bytes);
    }

    /** A tensor of {@link ElementType#FLOAT64}. */
    public static Tensor of(double[] values, long... shape) {
        byte[] bytes = new byte[Math.multiplyExact(values.length, Double.BYTES)];
        littleEndian(bytes).asDoubleBuffer().put(values);
        return new Tensor(ElementType.FLOAT64, extents(shape), bytes);
    }

    /** A tensor of {@link ElementType#INT64}. */
    public static Tensor of(long[] values, long... shape) {
        byte[] bytes = new byte[Math.multiplyExact(values.length, Long.BYTES)];
        littleEndian(bytes).asLongBuffer().put(values);
        return new Tensor(ElementType.INT64, extents(shape), bytes);
    }

    /** Number of elements. */
    public int length() {
        return bytes.length / type.bytes();
    }

    /**
     * Its elements, row-major, exactly; 1 for a true one.
     *
     * @throws IllegalArgumentException if a float may not hold one exactly, as one of {@link ElementType#FLOAT64}
     */
    public float[] floats() {
        if (type == ElementType.FLOAT64 || type == ElementType.INT64 || type == ElementType.INT32) {
            throw new IllegalArgumentException("A float cannot hold every number of %s".formatted(type));
        }
        float[] values = new float[length()];
        ByteBuffer buffer = littleEndian(bytes);
        if (type == ElementType.FLOAT32) {
            buffer.asFloatBuffer().get(values);
            return values;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) type.get(buffer, i * type.bytes());
        }
        return values;
    }

    /** Its elements, row-major, exactly, but for those of {@link ElementType#INT64} beyond 2^53; 1 for a true one. */
    public double[] doubles() {
        double[] values = new double[length()];
        ByteBuffer buffer = littleEndian(bytes);
        for (int i = 0; i < values.length; i++) {
            values[i] = type.get(buffer, i * type.bytes());
        }
        return values;
    }

    /**
     * The same with elements of another width, each the nearest to what it was, of two equally near the even one; what
     * is too large for it becomes infinite.
     *
     * @throws IllegalArgumentException if it holds, or should hold, other than floating-point numbers
     */
    public Tensor as(ElementType other) {
        if (type == other) {
            return this;
        }
        if (!type.isFloat() || !other.isFloat()) {
            throw new IllegalArgumentException("%s cannot become %s".formatted(type, other));
        }
        ByteBuffer from = littleEndian(bytes);
        byte[] narrowed = new byte[Math.multiplyExact(length(), other.bytes())];
        ByteBuffer to = littleEndian(narrowed);
        for (int i = 0; i < length(); i++) {
            other.put(to, type.get(from, i * type.bytes()));
        }
        return new Tensor(other, shape, narrowed);
    }

    /**
     * Bytes of so many elements.
     *
     * @throws IllegalArgumentException if they are more than a long counts
     */
    static long byteCount(ElementType type, List<Long> shape) {
        if (shape.contains(0L)) {
            return 0; // however large the others are
        }
        try {
            return shape.stream().reduce((long) type.bytes(), Math::multiplyExact);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("The shape %s has too many elements".formatted(shape), e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor that
                && type == that.type
                && shape.equals(that.shape)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * type.hashCode() + shape.hashCode()) + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return type + " " + shape;
    }

    static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static List<Long> extents(long... shape) {
        return Arrays.stream(shape).boxed().toList();
    }
}
