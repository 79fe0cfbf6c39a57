package io.weightloom.spec.settings;

import java.util.List;
import java.util.Map;

/**
 * A key that decides which other keys its section has.
 *
 * @param selector the key; its words are the names of the variants
 * @param variants what can be chosen
 * @param <T> type of what is chosen
 */
public record Choice<T>(Setting<String> selector, List<Form.Variant<? extends T>> variants) implements Part<T> {

    /** A choice that must be made. */
    static <T> Choice<T> required(String key, String description, List<Form.Variant<? extends T>> variants) {
        return new Choice<>(Setting.required(key, names(variants), description), variants);
    }

    /** A choice with a default. */
    static <T> Choice<T> optional(
            String key, String name, String description, List<Form.Variant<? extends T>> variants) {
        return new Choice<>(Setting.optional(key, names(variants), name, description), variants);
    }

    /** A choice with a default that the canonical form leaves out: what there was before the choice. */
    static <T> Choice<T> added(String key, String name, String description, List<Form.Variant<? extends T>> variants) {
        return new Choice<>(Setting.added(key, names(variants), name, description), variants);
    }

    private static Kind<String> names(List<? extends Form.Variant<?>> variants) {
        return Kind.word(variants.stream().map(Form.Variant::name).toList());
    }

    /** The variant of this name, which must be among them. */
    Form.Variant<? extends T> named(String name) {
        for (Form.Variant<? extends T> variant : variants) {
            if (variant.name().equals(name)) {
                return variant;
            }
        }
        throw new IllegalArgumentException("No %s '%s' in %s"
                .formatted(selector.key(), name, selector.kind().words()));
    }

    /** The variant that these values by key choose; none if they choose none. */
    List<Form.Variant<? extends T>> chosen(Map<String, Object> plain) {
        Object name = plain.get(selector.key());
        for (Form.Variant<? extends T> variant : variants) {
            if (variant.name().equals(name)) {
                return List.of(variant);
            }
        }
        return List.of();
    }

    @Override
    public T make(Map<String, Object> plain) {
        return named(selector.make(plain)).form().make(plain);
    }

    @Override
    public void put(T component, Map<String, Object> plain) {
        Form.Variant<? extends T> chosen = variantOf(component);
        selector.put(chosen.name(), plain);
        chosen.putChosen(component, plain);
    }

    /** What the selector says where this is chosen. */
    public String name(T component) {
        return variantOf(component).name();
    }

    private Form.Variant<? extends T> variantOf(T component) {
        for (Form.Variant<? extends T> variant : variants) {
            if (variant.type().isInstance(component)) {
                return variant;
            }
        }
        throw new IllegalArgumentException("No %s for %s".formatted(selector.key(), component));
    }
}
