package io.weightloom.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * NumPy's format of one array: six bytes that say so, two of the version, the length of the header, the header, which
 * is a Python dictionary, then the elements. Source: NumPy's {@code numpy/lib/format.py}, versions 1.0 to 3.0.
 */
final class Npy {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** What comes before the elements is a multiple of this long, as NumPy has it. */
    private static final int ALIGNMENT = 64;

    private static final String ITEM = "['\"](descr|fortran_order|shape)['\"]\\s*:\\s*"
            + "((?:'[^']*')|(?:\"[^\"]*\")|True|False|\\([0-9,\\s]*\\))";

    private static final Pattern ITEMS = Pattern.compile(ITEM);

    private static final Pattern HEADER =
            Pattern.compile("\\{\\s*%s(?:\\s*,\\s*%s)*\\s*,?\\s*\\}\\s*".formatted(ITEM, ITEM));

    private static final Pattern SHAPE = Pattern.compile("\\(\\s*(?:\\d+\\s*,\\s*)*(?:\\d+\\s*)?\\)");

    private Npy() {}

    /** The bytes of such a file, of version 1.0. */
    static byte[] write(Tensor tensor) {
        String extents = tensor.shape().stream().map(String::valueOf).collect(Collectors.joining(", "));
        String header = "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
                .formatted(tensor.type().numpy(), extents, tensor.shape().size() == 1 ? "," : "");
        int before = MAGIC.length + 2 + Short.BYTES;
        int begin = (before + header.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] bytes = new byte[Math.addExact(begin, tensor.bytes().length)];
        ByteBuffer file = Tensor.littleEndian(bytes);
        file.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (begin - before));
        file.put(header.getBytes(StandardCharsets.US_ASCII));
        Arrays.fill(bytes, file.position(), begin - 1, (byte) ' ');
        file.position(begin - 1).put((byte) '\n').put(tensor.bytes());
        return bytes;
    }

    /**
     * The array of such a file.
     *
     * @param name of the file, for messages
     * @throws FormatException if it is damaged, or has elements of a type that {@link ElementType} does not
     */
    static Tensor read(String name, byte[] file) {
        ByteBuffer buffer = Tensor.littleEndian(file);
        if (file.length < MAGIC.length + 2 + Short.BYTES
                || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new FormatException(
                    "'%s' is not an array of NumPy's: it does not begin with \\x93NUMPY".formatted(name));
        }
        int version = file[MAGIC.length];
        buffer.position(MAGIC.length + 2);
        if (version < 1 || version > 3 || file[MAGIC.length + 1] != 0) {
            throw new FormatException("'%s' is of version %s.%s of NumPy's format; known are 1.0, 2.0 and 3.0"
                    .formatted(name, version, file[MAGIC.length + 1]));
        }
        long length = version == 1
                ? Short.toUnsignedInt(buffer.getShort())
                : buffer.remaining() < Integer.BYTES ? Long.MAX_VALUE : Integer.toUnsignedLong(buffer.getInt());
        if (length > buffer.remaining()) {
            throw new FormatException("'%s' ends within its header".formatted(name));
        }
        byte[] text = new byte[(int) length];
        buffer.get(text);
        Header header = header(name, new String(text, StandardCharsets.UTF_8));
        byte[] elements = new byte[buffer.remaining()];
        buffer.get(elements);
        return header.tensor(name, elements);
    }

    private static Header header(String name, String text) {
        Map<String, String> items = new HashMap<>();
        Matcher item = ITEMS.matcher(text);
        boolean twice = false;
        while (item.find()) {
            twice |= items.put(item.group(1), item.group(2)) != null;
        }
        if (text.contains("'|O'")) {
            throw new FormatException("'%s' holds pickled Python objects, which are not read".formatted(name));
        }
        if (!HEADER.matcher(text).matches() || twice || items.size() != 3) {
            throw new FormatException(
                    "the header of '%s' is %s, which is not that of an array of numbers".formatted(name, text.strip()));
        }
        String descr = unquoted(items.getOrDefault("descr", ""));
        ElementType type = ElementType.called(descr, ElementType::numpy)
                .orElseThrow(() -> new FormatException("the elements of '%s' are %s; known are %s"
                        .formatted(name, descr, ElementType.names(ElementType::numpy))));
        String order = items.getOrDefault("fortran_order", "");
        String shape = items.getOrDefault("shape", "");
        if ((!order.equals("True") && !order.equals("False"))
                || !SHAPE.matcher(shape).matches()) {
            throw new FormatException(
                    "the header of '%s' has the fortran_order %s and the shape %s".formatted(name, order, shape));
        }
        return new Header(type, extents(name, shape), order.equals("True"));
    }

    private static String unquoted(String text) {
        return text.startsWith("'") || text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
    }

    private static List<Long> extents(String name, String shape) {
        List<Long> extents = new ArrayList<>();
        for (String extent : shape.substring(1, shape.length() - 1).split(",", -1)) {
            if (!extent.isBlank()) {
                try {
                    extents.add(Long.valueOf(extent.strip()));
                } catch (NumberFormatException e) {
                    throw new FormatException("the shape of '%s' is %s".formatted(name, shape), e);
                }
            }
        }
        return extents;
    }

    /** @param columns whether the first index runs fastest, as in Fortran */
    private record Header(ElementType type, List<Long> shape, boolean columns) {

        Tensor tensor(String name, byte[] elements) {
            long expected;
            try {
                expected = Tensor.byteCount(type, shape);
            } catch (IllegalArgumentException e) {
                throw new FormatException("'%s': %s".formatted(name, e.getMessage()), e);
            }
            if (expected != elements.length) {
                throw new FormatException("'%s' has %s bytes of elements, but %s of the shape %s take %s"
                        .formatted(name, elements.length, type.numpy(), shape, expected));
            }
            return new Tensor(type, shape, columns ? rowMajor(elements) : elements);
        }

        private byte[] rowMajor(byte[] elements) {
            byte[] rows = new byte[elements.length];
            int width = type.bytes();
            int[] index = new int[shape.size()];
            for (int at = 0; at < elements.length; at += width) {
                int from = 0;
                for (int axis = index.length - 1; axis >= 0; axis--) {
                    from = from * shape.get(axis).intValue() + index[axis];
                }
                System.arraycopy(elements, from * width, rows, at, width);
                for (int axis = index.length - 1; axis >= 0 && ++index[axis] == shape.get(axis); axis--) {
                    index[axis] = 0;
                }
            }
            return rows;
        }
    }
}
