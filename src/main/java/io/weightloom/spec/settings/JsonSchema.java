package io.weightloom.spec.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pieces of a JSON Schema. */
public final class JsonSchema {

    /** Types of a column's name. */
    static final List<String> TEXT_OR_NUMBER = List.of("string", "integer");

    private JsonSchema() {}

    /** A map of names and values in turn, in this order. */
    public static Map<String, Object> ordered(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }
}
