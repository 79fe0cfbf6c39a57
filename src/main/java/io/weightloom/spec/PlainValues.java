package io.weightloom.spec;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Settings in plain form, each a {@code Long}, {@code Double}, {@code String} or a list of these: as JSON without white
 * space, which is the same on every JDK, and as text for people.
 */
public final class PlainValues {

    /** Before release 19, the JDK's own {@code Double.toString} does not always give the shortest text. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .build())
            .build();

    private PlainValues() {}

    /** The JSON of a value, or of a map of values, whose order it keeps. */
    public static String json(Object value) {
        return JSON.writeValueAsString(value);
    }

    /** The decimal number that the shortest text of a number says. */
    public static BigDecimal exact(double number) {
        return new BigDecimal(json(number));
    }

    /** What this JSON holds, as maps, lists, texts, numbers and booleans. */
    public static Object ofJson(String json) {
        return JSON.readValue(json, Object.class);
    }

    /**
     * The settings that this JSON object holds, in its order and in plain form.
     *
     * @throws IllegalArgumentException if it is not the JSON of such an object
     */
    public static Map<String, Object> settingsOfJson(String json) {
        if (!(ofJson(json) instanceof Map<?, ?> entries)) {
            throw new IllegalArgumentException("Not an object: " + json);
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        entries.forEach((path, value) -> settings.put((String) path, plain(value)));
        return settings;
    }

    private static Object plain(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(PlainValues::plain).toList();
        }
        return value instanceof Integer whole ? (Object) whole.longValue() : value;
    }

    /** A setting's value for people: {@code 0.003}, {@code chunked} or {@code [256, 32, 10]}. */
    public static String text(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(PlainValues::text).collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof String text ? text : json(value);
    }
}
