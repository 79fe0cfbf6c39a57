package io.weightloom.spec.settings;

import java.util.Map;

/**
 * One component of a record, as settings: a single one, a choice with all that belongs to the chosen variant, or none
 * of its own.
 *
 * @param <T> type of the component
 */
sealed interface Part<T> permits Setting, Choice, Told {

    /** Makes the component from plain values by key. */
    T make(Map<String, Object> plain);

    /** Puts the component's plain values into a map, by key. */
    void put(T component, Map<String, Object> plain);
}
