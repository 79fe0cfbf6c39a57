package io.weightloom.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The fields of one message in protobuf's wire format, one after the other; nothing is allocated that is larger than
 * the bytes that are there. Messages within messages go at most {@value #DEEPEST} deep, and all of a file have at most
 * {@value #MOST} parts that are looked at. Source: protobuf.dev/programming-guides/encoding. Not thread-safe.
 */
final class ProtoFields {

    /** Deeper than any model of ours to read. */
    private static final int DEEPEST = 32;

    static final int MOST = 1_000_000;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final ByteBuffer bytes;
    private final int depth;
    private final int[] parts; // of the whole file
    private int field;
    private int wire;

    private ProtoFields(ByteBuffer bytes, int depth, int[] parts) {
        this.bytes = bytes;
        this.depth = depth;
        this.parts = parts;
    }

    /** The outermost message of a file. */
    static ProtoFields of(byte[] file) {
        return new ProtoFields(Tensor.littleEndian(file), 1, new int[1]);
    }

    /** Goes on to the next field; false if there is none. */
    boolean next() {
        if (!bytes.hasRemaining()) {
            return false;
        }
        int at = bytes.position();
        long tag = varint();
        field = (int) (tag >>> 3);
        wire = (int) (tag & 7);
        if (tag >>> 3 < 1
                || tag >>> 32 != 0
                || (wire != VARINT && wire != FIXED64 && wire != LENGTH && wire != FIXED32)) {
            throw new FormatException("no field of a message begins at byte " + at);
        }
        return true;
    }

    /** The field's number. */
    int field() {
        return field;
    }

    /** A whole number. */
    long number() {
        expect(VARINT);
        return varint();
    }

    /** A number in single precision. */
    float decimal() {
        expect(FIXED32);
        return taken(Float.BYTES).getFloat();
    }

    String text() {
        ByteBuffer part = part();
        return StandardCharsets.UTF_8.decode(part).toString();
    }

    /** A message within. */
    ProtoFields message() {
        if (depth == DEEPEST) {
            throw new FormatException("messages lie more than %s deep at byte %s".formatted(DEEPEST, bytes.position()));
        }
        return new ProtoFields(part(), depth + 1, parts);
    }

    /** Bytes as they are; they stay where they are. */
    ByteBuffer part() {
        expect(LENGTH);
        count();
        int at = bytes.position();
        long length = varint();
        if (length < 0 || length > bytes.remaining()) {
            throw new FormatException("byte %s begins a part of %s bytes, but only %s are left there"
                    .formatted(at, Long.toUnsignedString(length), bytes.remaining()));
        }
        return taken((int) length);
    }

    /** Adds whole numbers, a single one or many in a row. */
    void addNumbers(Numbers numbers) {
        if (wire == LENGTH) {
            ProtoFields row = new ProtoFields(part(), depth, parts);
            while (row.bytes.hasRemaining()) {
                numbers.add(row.varint());
            }
        } else {
            numbers.add(number());
        }
    }

    /** Numbers of this many bytes each, a single one or many in a row, as bytes. */
    ByteBuffer fixed(int width) {
        if (wire == LENGTH) {
            return part();
        }
        expect(width == Float.BYTES ? FIXED32 : FIXED64);
        count();
        return taken(width);
    }

    /** Leaves the field out. */
    void skip() {
        switch (wire) {
            case VARINT -> varint();
            case FIXED64 -> taken(Long.BYTES);
            case FIXED32 -> taken(Integer.BYTES);
            default -> part();
        }
    }

    /** Whole numbers that grow in number. */
    static final class Numbers {

        private long[] all = new long[8];
        private int count;

        void add(long number) {
            if (count == MOST) {
                throw new FormatException("a row of whole numbers has more than %s of them".formatted(MOST));
            }
            if (count == all.length) {
                all = Arrays.copyOf(all, 2 * count);
            }
            all[count++] = number;
        }

        long[] all() {
            return Arrays.copyOf(all, count);
        }
    }

    private void count() {
        if (++parts[0] > MOST) {
            throw new FormatException(
                    "it has more than %s parts; the next is at byte %s".formatted(MOST, bytes.position()));
        }
    }

    private void expect(int wanted) {
        if (wire != wanted) {
            throw new FormatException("field %s before byte %s is of another kind than the format says"
                    .formatted(field, bytes.position()));
        }
    }

    private ByteBuffer taken(int length) {
        if (length > bytes.remaining()) {
            throw new FormatException("the file ends within the field at byte " + bytes.position());
        }
        // a view that counts its positions as the file does, so that messages can tell them
        ByteBuffer part = bytes.duplicate().order(bytes.order());
        part.limit(bytes.position() + length);
        bytes.position(bytes.position() + length);
        return part;
    }

    private long varint() {
        int at = bytes.position();
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (!bytes.hasRemaining()) {
                throw new FormatException("the file ends within the number at byte " + at);
            }
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new FormatException("the number at byte %s has more than ten bytes".formatted(at));
    }
}
