package io.weightloom.spec.settings;

import java.util.Map;
import java.util.Optional;

/**
 * One key of a section.
 *
 * @param key kebab-case, with one meaning throughout its section
 * @param kind what it takes
 * @param absence what holds if it is not given
 * @param description one line for people
 * @param <T> type of its value
 */
public record Setting<T>(String key, Kind<T> kind, Absence<T> absence, String description) implements Part<T> {

    /** What holds if a setting is not given. */
    public sealed interface Absence<T> {

        /** It must be given. */
        record Required<T>() implements Absence<T> {}

        /**
         * It has this value.
         *
         * @param silent whether the canonical form leaves the value out, so that specs that were written before there
         *     was this setting have the hash that they had
         */
        record Default<T>(T value, boolean silent) implements Absence<T> {}

        /**
         * Its value follows from others.
         *
         * @param rule one line for people
         */
        record Derived<T>(String rule) implements Absence<T> {}
    }

    /** A setting that must be given. */
    static <T> Setting<T> required(String key, Kind<T> kind, String description) {
        return new Setting<>(key, kind, new Absence.Required<>(), description);
    }

    /** A setting with a default. */
    static <T> Setting<T> optional(String key, Kind<T> kind, T value, String description) {
        return new Setting<>(key, kind, new Absence.Default<>(value, false), description);
    }

    /** A setting with a default that the canonical form leaves out: what there was before the setting. */
    static <T> Setting<T> added(String key, Kind<T> kind, T value, String description) {
        return new Setting<>(key, kind, new Absence.Default<>(value, true), description);
    }

    /** A setting whose value follows from others if it is not given. */
    static <T> Setting<T> derived(String key, Kind<T> kind, String rule, String description) {
        return new Setting<>(key, kind, new Absence.Derived<>(rule), description);
    }

    /** Whether it must be given. */
    public boolean required() {
        return absence instanceof Absence.Required;
    }

    /** The plain form of its default, if the canonical form leaves it out. */
    Optional<Object> silence() {
        return absence instanceof Absence.Default<T> given && given.silent() ? fallback() : Optional.empty();
    }

    /** The plain form of its default; empty if it has none. */
    public Optional<Object> fallback() {
        return absence instanceof Absence.Default<T> given ? Optional.of(kind.plain(given.value())) : Optional.empty();
    }

    @Override
    public T make(Map<String, Object> plain) {
        Object value = plain.get(key);
        if (value == null) {
            throw new IllegalArgumentException("No value for '%s' in %s".formatted(key, plain.keySet()));
        }
        return kind.typed(value);
    }

    @Override
    public void put(T component, Map<String, Object> plain) {
        plain.put(key, kind.plain(component));
    }
}
