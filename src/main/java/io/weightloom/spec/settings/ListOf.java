package io.weightloom.spec.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kind of lists.
 *
 * @param item what an item may be
 * @param items what items are called in messages
 * @param least smallest number of items
 * @param most largest number of items
 */
record ListOf<T>(Kind<T> item, String items, int least, int most) implements Kind<List<T>> {

    @Override
    public Optional<Object> read(SettingNode given) {
        List<Object> plain = new ArrayList<>();
        Optional<List<SettingNode>> parts = parts(given);
        for (SettingNode part : parts.orElse(List.of())) {
            item.read(part).ifPresent(plain::add);
        }
        return parts.filter(all -> all.size() == plain.size() && plain.size() >= least && plain.size() <= most)
                .map(all -> List.copyOf(plain));
    }

    /** Text is what a command line can give: items with commas between them. */
    static Optional<List<SettingNode>> parts(SettingNode given) {
        if (given instanceof SettingNode.Sequence sequence) {
            return Optional.of(sequence.items());
        }
        return Kind.text(given).map(text -> Kind.separated(text, given.origin()));
    }

    @Override
    public List<T> typed(Object plain) {
        return ((List<?>) plain).stream().<T>map(item::typed).toList();
    }

    @Override
    public Object plain(List<T> typed) {
        return typed.stream().map(item::plain).toList();
    }

    @Override
    public String allowed() {
        String count = least == most ? least + " " : least == 0 ? "" : "at least %s ".formatted(least);
        return "a list of %s%s, each %s".formatted(count, items, item.allowed());
    }

    @Override
    public List<String> words() {
        return item.words();
    }

    @Override
    public Map<String, Object> schema() {
        return least == most
                ? JsonSchema.ordered("type", "array", "minItems", least, "maxItems", most, "items", item.schema())
                : JsonSchema.ordered("type", "array", "minItems", least, "items", item.schema());
    }
}
