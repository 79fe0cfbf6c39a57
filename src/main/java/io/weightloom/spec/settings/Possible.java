package io.weightloom.spec.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kind of a value that may be absent, for which the empty text stands.
 *
 * @param kind of the value
 */
public record Possible<T>(Kind<T> kind) implements Kind<Optional<T>> {

    /** The plain form of what is absent. */
    private static final String ABSENT = "";

    @Override
    public Optional<Object> read(SettingNode given) {
        return kind.read(given);
    }

    @Override
    public Optional<T> typed(Object plain) {
        return plain.equals(ABSENT) ? Optional.empty() : Optional.of(kind.typed(plain));
    }

    @Override
    public Object plain(Optional<T> typed) {
        return typed.map(kind::plain).orElse(ABSENT);
    }

    @Override
    public String allowed() {
        return kind.allowed();
    }

    @Override
    public List<String> words() {
        return kind.words();
    }

    @Override
    public Optional<Kind<?>> numeric() {
        return kind.numeric();
    }

    @Override
    public Map<String, Object> schema() {
        return kind.schema();
    }
}
