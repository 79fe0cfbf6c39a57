package io.weightloom.spec.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kind of a list of widths whose first and last may be the word {@link #AUTO}. Such a list has no typed form until
 * numbers are in the word's place.
 *
 * @param numbers the kind of lists without the word
 */
record LayerWidths(ListOf<Integer> numbers) implements Kind<List<Integer>> {

    /** Stands for the width of the data. */
    static final String AUTO = "auto";

    @Override
    public Optional<Object> read(SettingNode given) {
        List<SettingNode> parts = ListOf.parts(given).orElse(List.of());
        List<Object> plain = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            boolean end = i == 0 || i == parts.size() - 1;
            if (end && Kind.text(parts.get(i)).filter(AUTO::equals).isPresent()) {
                plain.add(AUTO);
            } else {
                numbers.item().read(parts.get(i)).ifPresent(plain::add);
            }
        }
        return parts.size() == plain.size() && plain.size() >= numbers.least()
                ? Optional.of(List.copyOf(plain))
                : Optional.empty();
    }

    @Override
    public List<Integer> typed(Object plain) {
        return numbers.typed(plain);
    }

    @Override
    public Object plain(List<Integer> typed) {
        return numbers.plain(typed);
    }

    @Override
    public String allowed() {
        return numbers.allowed();
    }

    @Override
    public List<String> words() {
        return List.of(AUTO);
    }

    @Override
    public Map<String, Object> schema() {
        return JsonSchema.ordered(
                "type",
                "array",
                "minItems",
                numbers.least(),
                "items",
                Map.of("anyOf", List.of(numbers.item().schema(), Map.of("const", AUTO))));
    }

    /** The kind of a width that may be the word {@link #AUTO}, in whose place that of the data is put. */
    record One() implements Kind<Integer> {

        /** Stands for the word until the width is known. */
        static final int OF_THE_DATA = 0;

        private static final Kind<Integer> NUMBER = Kind.whole("[1, 1000000]");

        @Override
        public Optional<Object> read(SettingNode given) {
            return Kind.text(given).filter(AUTO::equals).isPresent() ? Optional.of(AUTO) : NUMBER.read(given);
        }

        @Override
        public Integer typed(Object plain) {
            return plain.equals(AUTO) ? Integer.valueOf(OF_THE_DATA) : NUMBER.typed(plain);
        }

        @Override
        public Object plain(Integer typed) {
            return typed == OF_THE_DATA ? AUTO : NUMBER.plain(typed);
        }

        @Override
        public String allowed() {
            return NUMBER.allowed() + ", or " + AUTO;
        }

        @Override
        public List<String> words() {
            return List.of(AUTO);
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("anyOf", List.of(Map.of("const", AUTO), NUMBER.schema()));
        }
    }
}
