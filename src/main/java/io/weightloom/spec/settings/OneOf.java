package io.weightloom.spec.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One of a few whole numbers.
 *
 * @param numbers in the order in which they are told
 */
record OneOf(List<Integer> numbers) implements Kind<Integer> {

    @Override
    public Optional<Object> read(SettingNode given) {
        int most = numbers.stream().mapToInt(Integer::intValue).max().orElse(0);
        return Kind.whole("[0, %s]".formatted(most)).read(given).filter(read -> numbers.contains(typed(read)));
    }

    @Override
    public Integer typed(Object plain) {
        return Math.toIntExact((Long) plain);
    }

    @Override
    public Object plain(Integer typed) {
        return typed.longValue();
    }

    @Override
    public String allowed() {
        return "one of " + numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of("enum", numbers);
    }
}
