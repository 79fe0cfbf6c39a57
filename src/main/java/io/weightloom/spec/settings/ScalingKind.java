package io.weightloom.spec.settings;

import io.weightloom.spec.DataSpec.Standardise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The kind of what data are scaled by: a word, or a mapping of numbers, whose plain form is a map. */
record ScalingKind() implements Kind<Standardise> {

    private static final Kind<Standardise.Usual> WORD = Kind.word(Standardise.Usual.class);

    /** The numbers, each with what it is where it is not given; in the order of the alphabet. */
    private static final Map<String, Double> NUMBERS = numbers();

    private static final Kind<Double> ANY = Kind.decimal("(-1e300, 1e300)");
    private static final Kind<Double> POSITIVE = Kind.decimal("[0, 1e300)");
    private static final Kind<Double> ABOVE = Kind.decimal("(0, 1e300)");

    private static Map<String, Double> numbers() {
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("deviation", 1.0);
        numbers.put("label-deviation", 1.0);
        numbers.put("label-mean", 0.0);
        numbers.put("mean", 0.0);
        return numbers;
    }

    @Override
    public Optional<Object> read(SettingNode given) {
        if (!(given instanceof SettingNode.Mapping mapping)) {
            return WORD.read(given);
        }
        Map<String, Object> plain = new LinkedHashMap<>();
        NUMBERS.forEach(
                (key, otherwise) -> Optional.ofNullable(mapping.entries().get(key))
                        .map(node -> row(key, node))
                        .orElse(Optional.of(List.of(otherwise)))
                        .ifPresent(row -> plain.put(key, row)));
        return plain.size() == NUMBERS.size()
                        && NUMBERS.keySet().containsAll(mapping.entries().keySet())
                ? Optional.of(plain)
                : Optional.empty();
    }

    /** One number, or a list of them. */
    private static Optional<List<Object>> row(String key, SettingNode given) {
        Kind<Double> kind = kind(key);
        List<SettingNode> parts = given instanceof SettingNode.Scalar scalar && scalar.value() instanceof Number
                ? List.of(given)
                : ListOf.parts(given).orElse(List.of());
        List<Object> row = new ArrayList<>();
        parts.forEach(part -> kind.read(part).ifPresent(row::add));
        return row.isEmpty() || row.size() < parts.size() ? Optional.empty() : Optional.of(List.copyOf(row));
    }

    private static Kind<Double> kind(String key) {
        return switch (key) {
            case "deviation" -> POSITIVE;
            case "label-deviation" -> ABOVE;
            default -> ANY;
        };
    }

    @Override
    public Standardise typed(Object plain) {
        return plain instanceof Map<?, ?> map
                ? new Standardise.By(
                        row(map, "mean"), row(map, "deviation"), row(map, "label-mean"), row(map, "label-deviation"))
                : WORD.typed(plain);
    }

    private static List<Double> row(Map<?, ?> plain, String key) {
        return ((List<?>) Objects.requireNonNull(plain.get(key), key))
                .stream().map(Double.class::cast).toList();
    }

    @Override
    public Object plain(Standardise typed) {
        if (typed instanceof Standardise.By by) {
            Map<String, Object> plain = new LinkedHashMap<>();
            plain.put("deviation", by.deviations());
            plain.put("label-deviation", by.labelDeviations());
            plain.put("label-mean", by.labelMeans());
            plain.put("mean", by.means());
            return plain;
        }
        return WORD.plain((Standardise.Usual) typed);
    }

    @Override
    public String allowed() {
        return WORD.allowed()
                + ", or {mean, deviation, label-mean, label-deviation}, each a number, or a list of numbers (deviations not negative)";
    }

    @Override
    public List<String> words() {
        return WORD.words();
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        NUMBERS.keySet()
                .forEach(key -> properties.put(
                        key,
                        JsonSchema.ordered(
                                "anyOf",
                                List.of(
                                        kind(key).schema(),
                                        JsonSchema.ordered(
                                                "type",
                                                "array",
                                                "minItems",
                                                1,
                                                "items",
                                                kind(key).schema())))));
        return JsonSchema.ordered(
                "anyOf",
                List.of(
                        WORD.schema(),
                        JsonSchema.ordered("type", "object", "properties", properties, "additionalProperties", false)));
    }
}
