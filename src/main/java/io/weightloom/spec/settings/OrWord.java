package io.weightloom.spec.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A kind that reads a word as well, and says so.
 *
 * @param kind what it is otherwise; it must read the word
 * @param word the word
 */
record OrWord<T>(Kind<T> kind, String word) implements Kind<T> {

    @Override
    public Optional<Object> read(SettingNode given) {
        return kind.read(given);
    }

    @Override
    public T typed(Object plain) {
        return kind.typed(plain);
    }

    @Override
    public Object plain(T typed) {
        return kind.plain(typed);
    }

    @Override
    public String allowed() {
        return kind.allowed() + ", or " + word;
    }

    @Override
    public List<String> words() {
        return List.of(word);
    }

    @Override
    public Optional<Kind<?>> numeric() {
        return kind.numeric();
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of("anyOf", List.of(Map.of("const", word), kind.schema()));
    }
}
