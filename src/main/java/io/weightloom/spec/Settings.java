package io.weightloom.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Checked settings, perhaps of a part of a trial.
 *
 * @param values by path, such as {@code hypernet.z-dim}, in the order of the paths; each a {@code Long},
 *     {@code Double}, {@code String} or a list of these
 */
public record Settings(SortedMap<String, Object> values) {

    /** What sorts behind all that begins with a dot. */
    private static final char AFTER_DOT = '.' + 1;

    /** Copies the map. */
    public Settings {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** Copies the map. */
    public Settings(Map<String, Object> values) {
        this(new TreeMap<>(values));
    }

    /** These settings with others laid over them. */
    public Settings with(Map<String, Object> others) {
        SortedMap<String, Object> all = new TreeMap<>(values);
        all.putAll(others);
        return new Settings(all);
    }

    /** These settings without one. */
    public Settings without(String path) {
        SortedMap<String, Object> others = new TreeMap<>(values);
        others.remove(path);
        return new Settings(others);
    }

    /** The values of one section, by key, in a map of its own. */
    public Map<String, Object> section(String name) {
        String prefix = name + ".";
        Map<String, Object> plain = new LinkedHashMap<>();
        values.subMap(prefix, name + AFTER_DOT)
                .forEach((path, value) -> plain.put(path.substring(prefix.length()), value));
        return plain;
    }
}
