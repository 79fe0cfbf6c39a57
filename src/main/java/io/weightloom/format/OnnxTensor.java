package io.weightloom.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tensor of an ONNX file.
 *
 * @param type what the format calls its elements
 * @param values empty if its elements are of a type that {@link ElementType} does not know
 */
record OnnxTensor(String name, String type, Optional<Tensor> values) {

    private static final Map<Long, ElementType> TYPES = Map.of(
            1L, ElementType.FLOAT32,
            2L, ElementType.UINT8,
            3L, ElementType.INT8,
            6L, ElementType.INT32,
            7L, ElementType.INT64,
            9L, ElementType.BOOL,
            10L, ElementType.FLOAT16,
            11L, ElementType.FLOAT64);

    private static final Map<Long, String> OTHERS =
            Map.of(4L, "uint16", 5L, "int16", 8L, "string", 12L, "uint32", 13L, "uint64", 16L, "bfloat16");

    /**
     * The tensor of this message.
     *
     * @throws FormatException if it has not the elements that its shape says, or they are in another file
     */
    static OnnxTensor of(ProtoFields fields) {
        Raw raw = new Raw();
        while (fields.next()) {
            raw.take(fields);
        }
        if (raw.external) {
            throw new FormatException(
                    "tensor '%s' is kept in another file, which is not read; export the model with its"
                                    .formatted(raw.name)
                            + " data inside");
        }
        ElementType type = TYPES.get(raw.type);
        return type == null
                ? new OnnxTensor(raw.name, OTHERS.getOrDefault(raw.type, "type " + raw.type), Optional.empty())
                : new OnnxTensor(raw.name, type.numpy(), Optional.of(raw.tensor(type)));
    }

    /** What the fields say, as long as not all are known. */
    private static final class Raw {

        private final ProtoFields.Numbers extents = new ProtoFields.Numbers();
        private final List<ByteBuffer> parts = new ArrayList<>();
        private final ProtoFields.Numbers whole = new ProtoFields.Numbers();
        private String name = "";
        private long type;
        private boolean external;

        void take(ProtoFields fields) {
            switch (fields.field()) {
                case 1 -> fields.addNumbers(extents);
                case 2 -> type = fields.number();
                case 4 -> parts.add(fields.fixed(Float.BYTES));
                case 5, 7 -> fields.addNumbers(whole);
                case 8 -> name = fields.text();
                case 9 -> parts.add(fields.part());
                case 10 -> parts.add(fields.fixed(Double.BYTES));
                case 13 -> {
                    external = true;
                    fields.skip();
                }
                case 14 -> external |= fields.number() != 0;
                default -> fields.skip();
            }
        }

        Tensor tensor(ElementType type) {
            List<Long> shape = Arrays.stream(extents.all()).boxed().toList();
            try {
                long expected = Tensor.byteCount(type, shape);
                long[] numbers = whole.all();
                long there = numbers.length * (long) type.bytes()
                        + parts.stream().mapToLong(ByteBuffer::remaining).sum();
                if (there != expected
                        || shape.stream().anyMatch(extent -> extent < 0)
                        || there > Integer.MAX_VALUE - 8) {
                    throw new FormatException("tensor '%s' has %s bytes of elements, but %s of the shape %s take %s"
                            .formatted(name, there, type.numpy(), shape, expected));
                }
                byte[] elements = new byte[(int) there];
                ByteBuffer bytes = Tensor.littleEndian(elements);
                parts.forEach(part -> bytes.put(part.duplicate()));
                for (long number : numbers) {
                    put(bytes, type, number);
                }
                return new Tensor(type, shape, elements);
            } catch (IllegalArgumentException e) {
                throw new FormatException("tensor '%s': %s".formatted(name, e.getMessage()), e);
            }
        }

        private static void put(ByteBuffer bytes, ElementType type, long number) {
            switch (type.bytes()) {
                case Byte.BYTES -> bytes.put((byte) number);
                case Short.BYTES -> bytes.putShort((short) number);
                case Integer.BYTES -> bytes.putInt((int) number);
                default -> bytes.putLong(number);
            }
        }
    }
}
