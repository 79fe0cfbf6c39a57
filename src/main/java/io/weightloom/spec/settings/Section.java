package io.weightloom.spec.settings;

import io.weightloom.spec.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The settings under one key of an experiment.
 *
 * @param name the key
 * @param description one line for people
 * @param form what they make
 * @param presets records that a word stands for; empty if there are no such words
 * @param <R> the record
 */
public record Section<R>(String name, String description, Form<R> form, Map<String, R> presets) {

    /** Without presets. */
    Section(String name, String description, Form<R> form) {
        this(name, description, form, Map.of());
    }

    /**
     * A setting in its place.
     *
     * @param section key of the section
     * @param setting the setting
     * @param owners the variants that have it, each by the choice that it is one of; none if it is always there
     */
    public record Placed(String section, Setting<?> setting, List<Owner> owners) {

        /** Full name within an experiment, such as {@code hypernet.z-dim}. */
        public String path() {
            return section + "." + setting.key();
        }

        private Placed or(Placed other) {
            List<Owner> all = new ArrayList<>(owners);
            other.owners.stream().filter(owner -> !all.contains(owner)).forEach(all::add);
            return new Placed(section, setting, all);
        }
    }

    /**
     * A variant that has a setting.
     *
     * @param selector path of the choice's key
     * @param variant its name
     */
    public record Owner(String selector, String variant) {}

    /** The key that takes a preset's name; empty if there are none. */
    public Optional<Setting<String>> preset() {
        return presets.isEmpty()
                ? Optional.empty()
                : Optional.of(Setting.derived(
                        "preset",
                        Kind.word(List.copyOf(presets.keySet())),
                        "none",
                        "A well-known network in place of its settings; those that are given as well win"));
    }

    /** The plain values that a preset stands for, by path. */
    public Map<String, Object> values(String preset) {
        R whole = presets.get(preset);
        if (whole == null) {
            throw new IllegalArgumentException("No preset '%s' in %s".formatted(preset, presets.keySet()));
        }
        Map<String, Object> plain = new LinkedHashMap<>();
        form.put(whole, plain);
        Map<String, Object> values = new LinkedHashMap<>();
        plain.forEach((key, value) -> values.put(name + "." + key, value));
        return values;
    }

    /** All settings that any variant has, each once, by path. */
    public Map<String, Placed> settings() {
        Map<String, Placed> settings = new LinkedHashMap<>();
        collect(form, List.of(), choice -> choice.variants(), settings);
        return settings;
    }

    /** The settings that count when a choice, told by the path of its key, can only fall on these variants. */
    public Map<String, Placed> settings(Function<String, List<String>> variants) {
        Map<String, Placed> settings = new LinkedHashMap<>();
        collect(
                form,
                List.of(),
                choice -> {
                    List<String> possible =
                            variants.apply(name + "." + choice.selector().key());
                    return choice.variants().stream()
                            .filter(variant -> possible.contains(variant.name()))
                            .toList();
                },
                settings);
        return settings;
    }

    /** The record, if all that it needs is there. */
    public Optional<R> made(Settings settings) {
        Map<String, Object> plain = settings.section(name);
        return isComplete(plain) ? Optional.of(form.make(plain)) : Optional.empty();
    }

    /** Whether all settings of these by key are there, but for those that may follow from others. */
    boolean isComplete(Map<String, Object> plain) {
        return isComplete(form, plain);
    }

    private static boolean isComplete(Form<?> part, Map<String, Object> plain) {
        for (Part<?> component : part.parts()) {
            if (component instanceof Setting<?> setting && !isThere(setting, plain)) {
                return false;
            } else if (component instanceof Choice<?> choice) {
                if (!isThere(choice.selector(), plain)) {
                    return false;
                }
                for (Form.Variant<?> chosen : choice.chosen(plain)) {
                    if (!isComplete(chosen.form(), plain)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean isThere(Setting<?> setting, Map<String, Object> plain) {
        return plain.containsKey(setting.key()) || setting.absence() instanceof Setting.Absence.Derived;
    }

    /**
     * Puts what is missing of these by key, and belongs there.
     *
     * @param otherwise what stands for a setting that is missing, if anything does
     */
    void complete(Map<String, Object> plain, Function<Setting<?>, Optional<Object>> otherwise) {
        complete(form, plain, otherwise);
    }

    private static void complete(
            Form<?> part, Map<String, Object> plain, Function<Setting<?>, Optional<Object>> otherwise) {
        for (Part<?> component : part.parts()) {
            if (component instanceof Setting<?> setting) {
                put(setting, plain, otherwise);
            } else if (component instanceof Choice<?> choice) {
                put(choice.selector(), plain, otherwise);
                choice.chosen(plain).forEach(chosen -> complete(chosen.form(), plain, otherwise));
            }
        }
    }

    private static void put(
            Setting<?> setting, Map<String, Object> plain, Function<Setting<?>, Optional<Object>> otherwise) {
        if (!plain.containsKey(setting.key())) {
            otherwise.apply(setting).ifPresent(value -> plain.put(setting.key(), value));
        }
    }

    private void collect(
            Form<?> part,
            List<Owner> owners,
            Function<Choice<?>, List<? extends Form.Variant<?>>> possible,
            Map<String, Placed> settings) {
        for (Part<?> component : part.parts()) {
            if (component instanceof Setting<?> setting) {
                add(setting, owners, settings);
            } else if (component instanceof Choice<?> choice) {
                add(choice.selector(), owners, settings);
                for (Form.Variant<?> variant : possible.apply(choice)) {
                    Owner owner = new Owner(name + "." + choice.selector().key(), variant.name());
                    collect(variant.form(), List.of(owner), possible, settings);
                }
            }
        }
    }

    private void add(Setting<?> setting, List<Owner> owners, Map<String, Placed> settings) {
        Placed placed = new Placed(name, setting, owners);
        settings.merge(placed.path(), placed, Placed::or);
    }
}
