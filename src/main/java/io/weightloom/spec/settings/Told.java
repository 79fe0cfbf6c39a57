package io.weightloom.spec.settings;

import java.util.Map;

/**
 * A component that nobody sets, because the settings of another section tell it.
 *
 * @param key unlike that of any setting
 * @param type of the component
 * @param otherwise what holds as long as nothing is told
 * @param <T> type of the component
 */
record Told<T>(String key, Class<T> type, T otherwise) implements Part<T> {

    @Override
    public T make(Map<String, Object> plain) {
        return type.cast(plain.getOrDefault(key, otherwise));
    }

    @Override
    public void put(T component, Map<String, Object> plain) {} // it will be told again
}
