package io.weightloom.spec.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A tree of settings as it was given, each part with the place that it comes from. Immutable. */
public sealed interface SettingNode {

    /** Where it comes from, such as {@code experiments/a.yml:14}. */
    String origin();

    /** What was given, for a message: text in quotes, numbers as they were read, the keys of a mapping. */
    String text();

    /**
     * One value.
     *
     * @param value a {@code String}, {@code Number} or {@code Boolean}; the empty text stands for nothing or for an
     *     empty list
     * @param origin where it comes from
     */
    record Scalar(Object value, String origin) implements SettingNode {

        @Override
        public String text() {
            return value instanceof String text ? "'" + text + "'" : value.toString();
        }
    }

    /**
     * Values in order.
     *
     * @param items the values
     * @param origin where the first of them comes from
     */
    record Sequence(List<SettingNode> items, String origin) implements SettingNode {

        /** Copies the list. */
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String text() {
            return items.stream().map(SettingNode::text).collect(Collectors.joining(", ", "[", "]"));
        }
    }

    /**
     * Values by key.
     *
     * @param entries the values, in the order in which they were given
     * @param origin where the first of them comes from
     */
    record Mapping(Map<String, SettingNode> entries, String origin) implements SettingNode {

        /** Copies the map and keeps its order. */
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public String text() {
            return "a section with " + String.join(", ", entries.keySet());
        }
    }

    /**
     * The tree made of maps, lists, texts, numbers and booleans, all from one place.
     *
     * @throws IllegalArgumentException if it is made of anything else
     */
    static SettingNode of(Object tree, String origin) {
        if (tree instanceof Map<?, ?> map) {
            Map<String, SettingNode> entries = new LinkedHashMap<>();
            map.forEach((key, value) -> entries.put(String.valueOf(key), of(value, origin)));
            return new Mapping(entries, origin);
        }
        if (tree instanceof List<?> list) {
            List<SettingNode> items = new ArrayList<>();
            list.forEach(item -> items.add(of(item, origin)));
            return new Sequence(items, origin);
        }
        if (tree instanceof String || tree instanceof Number || tree instanceof Boolean) {
            return new Scalar(tree, origin);
        }
        throw new IllegalArgumentException("A setting must be a map, list, text, number or boolean but is " + tree);
    }
}
