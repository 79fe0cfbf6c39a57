package io.weightloom.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The format of Hugging Face's safetensors: 8 bytes with the length of the header, little-endian; the header, which is
 * JSON and says type, shape and first and last byte of each tensor; then the tensors' bytes, end to end. Source: its
 * {@code README.md} and {@code safetensors/src/tensor.rs}, github.com/huggingface/safetensors.
 *
 * <p>What is written begins each tensor at a multiple of its elements' width, names them in their order, and is the
 * same for the same tensors. What is read must be exact: no gap, no overlap, no key that means nothing.
 */
public final class Safetensors {

    private static final String METADATA = "__metadata__";
    private static final String TYPE = "dtype";
    private static final String SHAPE = "shape";
    private static final String RANGE = "data_offsets";

    /** As in the library of the format's authors. */
    private static final int LONGEST_HEADER = 100_000_000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(LONGEST_HEADER)
                            .maxNameLength(LONGEST_HEADER)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Safetensors() {}

    /**
     * The bytes of such a file.
     *
     * @throws IllegalArgumentException if a tensor's name is the one that the format keeps for metadata
     */
    public static byte[] write(NamedTensors contents) {
        if (contents.tensors().containsKey(METADATA)) {
            throw new IllegalArgumentException("No tensor can be named " + METADATA);
        }
        Map<String, Long> starts = starts(contents.tensors());
        byte[] header = header(contents, starts);
        int length = (header.length + 7) / 8 * 8;
        int begin = Long.BYTES + length;
        long data = contents.tensors().values().stream()
                .mapToLong(tensor -> tensor.bytes().length)
                .sum();
        byte[] bytes = new byte[Math.toIntExact(begin + data)];
        ByteBuffer file = Tensor.littleEndian(bytes);
        file.putLong(length).put(header);
        Arrays.fill(bytes, file.position(), begin, (byte) ' ');
        contents.tensors()
                .forEach((name, tensor) ->
                        file.position(begin + start(starts, name)).put(tensor.bytes()));
        return bytes;
    }

    /** Where each begins: the widest elements first, so that all are aligned. */
    private static Map<String, Long> starts(Map<String, Tensor> tensors) {
        Map<String, Long> starts = new LinkedHashMap<>();
        long next = 0;
        List<Map.Entry<String, Tensor>> widest = tensors.entrySet().stream()
                .sorted(Comparator.comparing(entry -> -entry.getValue().type().bytes()))
                .toList();
        for (Map.Entry<String, Tensor> entry : widest) {
            starts.put(entry.getKey(), next);
            next += entry.getValue().bytes().length;
        }
        return starts;
    }

    private static int start(Map<String, Long> starts, String name) {
        return Math.toIntExact(Objects.requireNonNull(starts.get(name), name));
    }

    private static byte[] header(NamedTensors contents, Map<String, Long> starts) {
        Map<String, Object> entries = new LinkedHashMap<>();
        if (!contents.metadata().isEmpty()) {
            entries.put(METADATA, contents.metadata());
        }
        contents.tensors().forEach((name, tensor) -> {
            int start = start(starts, name);
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put(TYPE, tensor.type().safetensors());
            entry.put(SHAPE, tensor.shape());
            entry.put(RANGE, List.of((long) start, (long) start + tensor.bytes().length));
            entries.put(name, entry);
        });
        return JSON.writeValueAsBytes(entries);
    }

    /**
     * What such a file holds.
     *
     * @throws FormatException if it is damaged, or has tensors of a type that {@link ElementType} does not
     */
    public static NamedTensors read(byte[] file) {
        if (file.length < Long.BYTES) {
            throw new FormatException(
                    "a safetensors file begins with the 8 bytes of its header's length, but has %s bytes"
                            .formatted(file.length));
        }
        long length = Tensor.littleEndian(file).getLong();
        if (length < 0 || length > LONGEST_HEADER || length > file.length - Long.BYTES) {
            throw new FormatException("the header's length is %s, but %s bytes follow, and it may have at most %s"
                    .formatted(Long.toUnsignedString(length), file.length - Long.BYTES, LONGEST_HEADER));
        }
        int begin = Long.BYTES + (int) length;
        SortedMap<String, String> metadata = new TreeMap<>();
        Map<String, Entry> entries = new LinkedHashMap<>();
        parsed(file, (int) length).properties().forEach(property -> {
            if (property.getKey().equals(METADATA)) {
                metadata.putAll(texts(property.getValue()));
            } else {
                entries.put(property.getKey(), Entry.of(property.getKey(), property.getValue()));
            }
        });
        checkRanges(entries, file.length - begin);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        entries.forEach((name, entry) -> tensors.put(
                name,
                new Tensor(
                        entry.type(),
                        entry.shape(),
                        Arrays.copyOfRange(file, begin + (int) entry.start(), begin + (int) entry.end()))));
        return new NamedTensors(tensors, metadata);
    }

    private static JsonNode parsed(byte[] file, int length) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file, Long.BYTES, length))
                    .toString();
            JsonNode header = JSON.readTree(text);
            if (!header.isObject()) {
                throw new FormatException("the header is not a JSON object");
            }
            return header;
        } catch (CharacterCodingException e) {
            throw new FormatException("the header is not UTF-8", e);
        } catch (JacksonException e) {
            throw new FormatException("the header is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Map<String, String> texts(JsonNode node) {
        if (!node.isObject()
                || !node.properties().stream()
                        .allMatch(entry -> entry.getValue().isString())) {
            throw new FormatException("%s must be an object whose values are texts".formatted(METADATA));
        }
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().stringValue()));
        return texts;
    }

    /** That they lie end to end, and end where the file ends. */
    private static void checkRanges(Map<String, Entry> entries, long data) {
        long expected = 0;
        List<Map.Entry<String, Entry>> inOrder = entries.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Entry> entry) ->
                                entry.getValue().start())
                        .thenComparing(entry -> entry.getValue().end()))
                .toList();
        for (Map.Entry<String, Entry> each : inOrder) {
            Entry entry = each.getValue();
            if (entry.start() != expected) {
                throw new FormatException("tensor '%s' begins at byte %s of the data, but what is before it ends at %s"
                        .formatted(each.getKey(), entry.start(), expected));
            }
            expected = entry.end();
        }
        if (expected != data) {
            throw new FormatException(
                    "the header tells of %s bytes of data, but the file has %s".formatted(expected, data));
        }
    }

    /**
     * What the header says of a tensor.
     *
     * @param start of its bytes, counted from the end of the header
     * @param end behind its last byte
     */
    private record Entry(ElementType type, List<Long> shape, long start, long end) {

        static Entry of(String name, JsonNode node) {
            List<String> keys = List.of(TYPE, SHAPE, RANGE);
            if (!node.isObject() || node.size() != keys.size() || !keys.stream().allMatch(node::has)) {
                throw new FormatException(
                        "what the header says of tensor '%s' must be an object with the keys %s and no other"
                                .formatted(name, String.join(", ", keys)));
            }
            ElementType type = type(name, node.get(TYPE));
            List<Long> shape = wholeNumbers(name, SHAPE, node.get(SHAPE));
            List<Long> range = wholeNumbers(name, RANGE, node.get(RANGE));
            if (range.size() != 2 || range.get(0) > range.get(1)) {
                throw new FormatException(
                        "the %s of tensor '%s' must be two numbers, the first not above the second, but are %s"
                                .formatted(RANGE, name, range));
            }
            long wanted = byteCount(name, type, shape);
            long given = range.get(1) - range.get(0);
            if (wanted != given) {
                throw new FormatException("tensor '%s', %s of the shape %s, takes %s bytes, but its %s span %s"
                        .formatted(name, type.safetensors(), shape, wanted, RANGE, given));
            }
            return new Entry(type, shape, range.get(0), range.get(1));
        }

        private static ElementType type(String name, JsonNode node) {
            String given = node.isString() ? node.stringValue() : node.toString();
            return ElementType.called(given, ElementType::safetensors)
                    .orElseThrow(() -> new FormatException("the %s of tensor '%s' is %s; known are %s"
                            .formatted(TYPE, name, given, ElementType.names(ElementType::safetensors))));
        }

        private static List<Long> wholeNumbers(String name, String key, JsonNode node) {
            if (!node.isArray()
                    || !node.values().stream()
                            .allMatch(value ->
                                    value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0)) {
                throw new FormatException("the %s of tensor '%s' must be a list of whole numbers, at least 0, but is %s"
                        .formatted(key, name, node));
            }
            return node.values().stream().map(JsonNode::longValue).toList();
        }

        private static long byteCount(String name, ElementType type, List<Long> shape) {
            try {
                return Tensor.byteCount(type, shape);
            } catch (IllegalArgumentException e) {
                throw new FormatException("tensor '%s': %s".formatted(name, e.getMessage()), e);
            }
        }
    }
}
