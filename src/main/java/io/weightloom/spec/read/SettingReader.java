package io.weightloom.spec.read;

import io.weightloom.spec.settings.Kind;
import io.weightloom.spec.settings.Setting;
import io.weightloom.spec.settings.SettingNode;
import io.weightloom.text.Nearest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads single settings and the mappings that they stand in.
 *
 * @param faults takes what is wrong with them
 */
record SettingReader(Faults faults) {

    /** The entries of a mapping; faults for keys that are not known, and if it is no mapping at all. */
    Optional<Map<String, SettingNode>> entries(SettingNode part, String place, Collection<String> keys) {
        if (!(part instanceof SettingNode.Mapping mapping)) {
            faults.add(
                    part.origin(),
                    place,
                    "must hold settings (" + String.join(", ", keys) + "), but is " + emptyOr(part));
            return Optional.empty();
        }
        mapping.entries().forEach((unknown, value) -> {
            if (!keys.contains(unknown)) {
                faults.add(value.origin(), place + "." + unknown, "is not known; " + Nearest.hint(unknown, keys));
            }
        });
        return Optional.of(mapping.entries());
    }

    /**
     * The same where keys may have two parts, such as {@code missing.as}: those stand in a mapping of their own, and
     * come back in one with the others.
     */
    Optional<Map<String, SettingNode>> flatEntries(SettingNode part, String place, Collection<String> keys) {
        List<String> outer = keys.stream()
                .map(key -> key.replaceFirst("\\..*", ""))
                .distinct()
                .toList();
        return entries(part, place, outer).map(entries -> {
            Map<String, SettingNode> flat = new LinkedHashMap<>();
            entries.forEach((key, value) -> {
                List<String> inner = keys.stream()
                        .filter(other -> other.startsWith(key + "."))
                        .map(other -> other.substring(key.length() + 1))
                        .toList();
                if (inner.isEmpty()) {
                    flat.put(key, value);
                } else {
                    entries(value, place + "." + key, inner)
                            .ifPresent(own -> own.forEach((name, node) -> flat.put(key + "." + name, node)));
                }
            });
            return flat;
        });
    }

    /** The value of a setting with a default, which it has too if it is at fault. */
    <T> T value(Setting<T> setting, Map<String, SettingNode> entries, String place) {
        Optional<Object> plain = Optional.ofNullable(entries.get(setting.key()))
                .flatMap(value -> plain(setting, value, place + "." + setting.key(), ""))
                .map(Given::plain);
        return setting.kind().typed(plain.or(setting::fallback).orElseThrow());
    }

    /**
     * The value of a setting; empty, with a fault, if it is not allowed.
     *
     * @param place full name of the place where it stands
     * @param mention what the message begins with, if the place does not tell which setting it is
     */
    Optional<Given> plain(Setting<?> setting, SettingNode value, String place, String mention) {
        Optional<Object> plain = setting.kind().read(value);
        if (plain.isEmpty()) {
            List<String> words = setting.kind().words();
            String hint = texts(value)
                    .filter(text -> !words.contains(text))
                    .flatMap(text -> Nearest.of(text, words).stream())
                    .findFirst()
                    .map(word -> "; did you mean '" + word + "'?")
                    .or(() -> setting.kind().reason(value).map(reason -> ": " + reason))
                    .orElse("");
            faults.add(
                    value.origin(),
                    place,
                    "%smust be %s, but is %s%s"
                            .formatted(mention, setting.kind().allowed(), emptyOr(value), hint));
        }
        return plain.map(read -> new Given(read, value.origin(), place));
    }

    private static Stream<String> texts(SettingNode value) {
        return value instanceof SettingNode.Sequence sequence
                ? sequence.items().stream().flatMap(SettingReader::texts)
                : Kind.text(value).stream();
    }

    /** Whether an entry's key may be a misspelt form of this one. */
    static boolean meant(String key, Map<String, SettingNode> entries) {
        return entries.keySet().stream()
                .anyMatch(entry -> Nearest.of(entry, List.of(key)).isPresent());
    }

    /** The message about a setting that must be given. */
    static String missing(Setting<?> setting) {
        return "is missing; it must be " + setting.kind().allowed();
    }

    /** What was given, for a message. */
    static String emptyOr(SettingNode value) {
        return value instanceof SettingNode.Scalar scalar && scalar.value().equals("") ? "empty" : value.text();
    }
}
