package io.weightloom.data.picture;

import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * An array in IDX, the format of MNIST: two zero bytes, a byte for the type of its elements, a byte for the number of
 * dimensions; then one big-endian 32-bit integer per dimension; then the values, big-endian too, the last dimension
 * fastest.
 *
 * @param element type of the values
 * @param sizes one per dimension, each at least 1
 * @param values as they are in the file
 */
record IdxArray(Element element, int[] sizes, byte[] values) {

    /** Types of values. */
    enum Element {
        UNSIGNED_BYTE(8, 1, "unsigned bytes") {
            @Override
            double value(ByteBuffer values, int index) {
                return Byte.toUnsignedInt(values.get(index));
            }
        },
        BYTE(9, 1, "signed bytes") {
            @Override
            double value(ByteBuffer values, int index) {
                return values.get(index);
            }
        },
        SHORT(0x0b, Short.BYTES, "shorts") {
            @Override
            double value(ByteBuffer values, int index) {
                return values.getShort(index * Short.BYTES);
            }
        },
        INT(0x0c, Integer.BYTES, "ints") {
            @Override
            double value(ByteBuffer values, int index) {
                return values.getInt(index * Integer.BYTES);
            }
        },
        FLOAT(0x0d, Float.BYTES, "floats") {
            @Override
            double value(ByteBuffer values, int index) {
                return values.getFloat(index * Float.BYTES);
            }
        },
        DOUBLE(0x0e, Double.BYTES, "doubles") {
            @Override
            double value(ByteBuffer values, int index) {
                return values.getDouble(index * Double.BYTES);
            }
        };

        private final int code;
        private final int bytes;
        private final String noun;

        Element(int code, int bytes, String noun) {
            this.code = code;
            this.bytes = bytes;
            this.noun = noun;
        }

        @Override
        public String toString() {
            return noun;
        }

        /** Bytes of one value. */
        int bytes() {
            return bytes;
        }

        /** What stands for white in pictures, where black is 0; empty if that differs from file to file. */
        OptionalDouble white() {
            return this == UNSIGNED_BYTE ? OptionalDouble.of(255) : OptionalDouble.empty();
        }

        /** One of the values that lie in these bytes, counted from 0. */
        abstract double value(ByteBuffer values, int index);

        private static Optional<Element> of(int code) {
            return Arrays.stream(values())
                    .filter(element -> element.code == code)
                    .findFirst();
        }
    }

    /** What a file is expected to hold. */
    enum Content {
        PICTURES("pictures", "[examples, height, width]", 3),
        PICTURES_OF_CHANNELS(
                "pictures", "[examples, channels, height, width] or [examples, height, width, channels]", 4),
        LABELS("labels", "[examples]", 1);

        private final String noun;
        private final String shape;
        private final int dimensions;

        Content(String noun, String shape, int dimensions) {
            this.noun = noun;
            this.shape = shape;
            this.dimensions = dimensions;
        }

        /** The same with as many dimensions; empty if there is nothing of the kind. */
        private Optional<Content> of(int others) {
            return Arrays.stream(values())
                    .filter(content -> content.noun.equals(noun) && content.dimensions == others)
                    .findFirst();
        }

        private String of(Element element) {
            return String.format(
                    Locale.ROOT, "%s %s of %s (magic 0x%08x)", noun, shape, element, element.code << 8 | dimensions);
        }

        /** Most files are of unsigned bytes. */
        private String described() {
            return of(Element.UNSIGNED_BYTE);
        }
    }

    /** Values in all. */
    int length() {
        return values.length / element.bytes();
    }

    /** One value, counted from 0. */
    double value(int index) {
        return element.value(ByteBuffer.wrap(values), index);
    }

    /** Which byte of the file a value begins with; both counted from 0. */
    long place(int index) {
        return (1L + sizes.length) * Integer.BYTES + (long) index * element.bytes();
    }

    /** Values of one example. */
    int each() {
        return length() / sizes[0];
    }

    /** The size of one dimension. */
    int size(int dimension) {
        return sizes[dimension];
    }

    /**
     * Reads a whole file, plain or gzipped.
     *
     * @param expected its content, or one of the same kind
     * @throws InvalidDataException if it is missing, no IDX file, of other content than expected, cut off or too long
     */
    static IdxArray read(RawContent file, Content expected) {
        return file.read(in -> read(file, in, expected));
    }

    private static IdxArray read(RawContent file, InputStream in, Content expected) throws IOException {
        String path = file.name();
        byte[] start = in.readNBytes(Integer.BYTES);
        Element element = element(file, start, expected);
        int[] sizes = new int[start[3]];
        byte[] header = in.readNBytes(sizes.length * Integer.BYTES);
        if (header.length < sizes.length * Integer.BYTES) {
            throw new InvalidDataException(
                    file.setting(),
                    "%s is cut off within its header of %s bytes".formatted(path, (1 + sizes.length) * Integer.BYTES));
        }
        ByteBuffer.wrap(header).asIntBuffer().get(sizes);
        String promised =
                Arrays.stream(sizes).mapToObj(Integer::toUnsignedString).collect(Collectors.joining(" x "));
        String contents = promised + " " + expected.noun + (element.bytes() == 1 ? "" : " of " + element);
        long length = element.bytes();
        for (int size : sizes) {
            // both factors are below 2^32 and one below 2^31, so that nothing overflows
            length *= Integer.toUnsignedLong(size);
            if (length < 1 || length > Integer.MAX_VALUE) {
                throw new InvalidDataException(
                        file.setting(),
                        "%s: the header promises %s = %s bytes; it must be between 1 and %s: is the file damaged?"
                                .formatted(path, promised, length < 1 ? "0" : "too many", Integer.MAX_VALUE));
            }
        }
        byte[] values = in.readNBytes((int) length); // grows as it reads, so that a wrong header takes no memory
        if (values.length < length) {
            throw new InvalidDataException(
                    file.setting(),
                    "%s is cut off: the header promises %s = %s bytes, but only %s follow"
                            .formatted(path, contents, length, values.length));
        }
        if (in.read() >= 0) {
            throw new InvalidDataException(
                    file.setting(),
                    "%s is too long: the header promises %s = %s bytes, but more follow"
                            .formatted(path, contents, length));
        }
        return new IdxArray(element, sizes, values);
    }

    private static Element element(RawContent file, byte[] start, Content expected) {
        String path = file.name();
        if (start.length < Integer.BYTES) {
            throw new InvalidDataException(
                    file.setting(),
                    "%s has only %s bytes; expected %s".formatted(path, start.length, expected.described()));
        }
        Optional<Element> element = start[0] == 0 && start[1] == 0 ? Element.of(start[2]) : Optional.empty();
        if (element.isPresent() && expected.of(start[3]).isPresent()) {
            return element.get();
        }
        for (Content other : Content.values()) {
            if (element.isPresent() && start[3] == other.dimensions) {
                throw new InvalidDataException(
                        file.setting(),
                        "%s holds %s; expected %s: are images and labels exchanged?"
                                .formatted(path, other.of(element.get()), expected.of(element.get())));
            }
        }
        throw new InvalidDataException(
                file.setting(),
                "%s is no IDX file of bytes or numbers, or of another shape: it begins with 0x%s; expected %s"
                        .formatted(path, HexFormat.of().formatHex(start), expected.described()));
    }
}
