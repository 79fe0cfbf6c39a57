package io.weightloom.format;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the elements of a tensor are, each little-endian. */
public enum ElementType {
    FLOAT64(Double.BYTES, "F64", "<f8") {
        @Override
        double get(ByteBuffer bytes, int at) {
            return bytes.getDouble(at);
        }

        @Override
        void put(ByteBuffer bytes, double value) {
            bytes.putDouble(value);
        }
    },
    FLOAT32(Float.BYTES, "F32", "<f4") {
        @Override
        double get(ByteBuffer bytes, int at) {
            return bytes.getFloat(at);
        }

        @Override
        void put(ByteBuffer bytes, double value) {
            bytes.putFloat((float) value);
        }
    },
    FLOAT16(Short.BYTES, "F16", "<f2") {
        @Override
        double get(ByteBuffer bytes, int at) {
            return Half.value(bytes.getShort(at));
        }

        @Override
        void put(ByteBuffer bytes, double value) {
            bytes.putShort(Half.nearest(value));
        }
    },
    INT64(Long.BYTES, "I64", "<i8") {
        @Override
        double get(ByteBuffer bytes, int at) {
            return bytes.getLong(at);
        }
    },
    INT32(Integer.BYTES, "I32", "<i4") {
        @Override
        double get(ByteBuffer bytes, int at) {
            return bytes.getInt(at);
        }
    },
    INT8(Byte.BYTES, "I8", "|i1") {
        @Override
        double get(ByteBuffer bytes, int at) {
            return bytes.get(at);
        }
    },
    UINT8(Byte.BYTES, "U8", "|u1") {
        @Override
        double get(ByteBuffer bytes, int at) {
            return Byte.toUnsignedInt(bytes.get(at));
        }
    },
    BOOL(Byte.BYTES, "BOOL", "|b1") {
        @Override
        double get(ByteBuffer bytes, int at) {
            return bytes.get(at) == 0 ? 0 : 1;
        }
    };

    private final int bytes;
    private final String safetensors;
    private final String numpy;

    ElementType(int bytes, String safetensors, String numpy) {
        this.bytes = bytes;
        this.safetensors = safetensors;
        this.numpy = numpy;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether its elements are floating-point numbers. */
    boolean isFloat() {
        return this == FLOAT64 || this == FLOAT32 || this == FLOAT16;
    }

    /** How safetensors calls it. */
    String safetensors() {
        return safetensors;
    }

    /** How NumPy calls it. */
    String numpy() {
        return numpy;
    }

    /** The element that begins at this byte, 1 for a true one; of {@link #INT64} beyond 2^53 the nearest. */
    abstract double get(ByteBuffer bytes, int at);

    /** Appends the element that is nearest to a value, of two the even one; only floating-point numbers. */
    void put(ByteBuffer bytes, double value) {
        throw new IllegalArgumentException("%s are no floating-point numbers".formatted(this));
    }

    /** The type that is called so. */
    static Optional<ElementType> called(String given, Function<ElementType, String> name) {
        return Arrays.stream(values())
                .filter(type -> name.apply(type).equals(given))
                .findFirst();
    }

    /** All names of one kind. */
    static List<String> names(Function<ElementType, String> name) {
        return Arrays.stream(values()).map(name).toList();
    }
}
