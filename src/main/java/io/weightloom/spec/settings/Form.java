package io.weightloom.spec.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How a record is made of settings, and taken apart into settings again. Immutable.
 *
 * @param <R> the record
 */
final class Form<R> {

    private final List<Component<R>> components;
    private final List<? extends Part<?>> parts;
    private final Function<Values, R> maker;

    private Form(List<Component<R>> components, Function<Values, R> maker) {
        this.components = List.copyOf(components);
        this.parts = components.stream().<Part<?>>map(Component::part).toList();
        this.maker = maker;
    }

    /** Starts the form of a record. */
    static <R> Draft<R> of(Class<R> type) {
        return new Draft<>(type);
    }

    /** The parts in the order in which people are told of them. */
    List<? extends Part<?>> parts() {
        return parts;
    }

    /** Makes the record from plain values by key; there may be others among them. */
    R make(Map<String, Object> plain) {
        return maker.apply(new Values(plain));
    }

    /** Puts the record's plain values into a map, by key. */
    void put(R whole, Map<String, Object> plain) {
        components.forEach(component -> component.putter().accept(whole, plain));
    }

    /**
     * A form that can be chosen among several.
     *
     * @param name value of the key that decides it
     * @param type the record that this variant is
     * @param form how the record is made of settings
     */
    record Variant<V>(String name, Class<V> type, Form<V> form) {

        /** Puts the plain values of a component, which must be of this variant, into a map, by key. */
        void putChosen(Object component, Map<String, Object> plain) {
            form.put(type.cast(component), plain);
        }
    }

    /** What a maker takes its components from. */
    record Values(Map<String, Object> plain) {

        /** The component that this part describes. */
        <T> T get(Part<T> part) {
            return part.make(plain);
        }
    }

    /** A form without its maker. */
    static final class Draft<R> {

        private final Class<R> type;
        private final List<Component<R>> components = new ArrayList<>();

        private Draft(Class<R> type) {
            this.type = type;
        }

        /** Adds a part and where the record keeps it. */
        <T> Draft<R> with(Part<T> part, Function<R, T> accessor) {
            components.add(new Component<>(part, (whole, plain) -> part.put(accessor.apply(whole), plain)));
            return this;
        }

        /** Adds a setting that the record does not keep, because others follow from it. */
        Draft<R> asked(Setting<?> setting) {
            components.add(new Component<>(setting, (whole, plain) -> {}));
            return this;
        }

        /** The form, with what makes the record. */
        Form<R> made(Function<Values, R> maker) {
            return new Form<>(components, maker);
        }

        /** The form as a variant. */
        Variant<R> variant(String name, Function<Values, R> maker) {
            return new Variant<>(name, type, made(maker));
        }
    }

    /** @param putter puts its plain values into a map */
    private record Component<R>(Part<?> part, BiConsumer<R, Map<String, Object>> putter) {}
}
