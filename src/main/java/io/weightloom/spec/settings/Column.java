package io.weightloom.spec.settings;

import java.util.Map;
import java.util.Optional;

/**
 * The kind of a column's name: text, or its number where columns have no names; and of a cell's text.
 *
 * @param allowed what is allowed, to stand after "must be"
 * @param least smallest number of characters without white space at the ends
 */
record Column(String allowed, int least) implements Kind<String> {

    /** A name, or a number in its place. */
    static Column name(int least) {
        return new Column(
                "a column's name (in quotes if it looks like a yes or no or a decimal), or its number if columns have no names",
                least);
    }

    /** What a cell holds. */
    static Column cell() {
        return new Column("text, in quotes if it looks like a yes or no or a decimal", 0);
    }

    @Override
    public Optional<Object> read(SettingNode given) {
        return Kind.text(given)
                .or(() -> number(given))
                .map(String::strip)
                .filter(text -> text.length() >= least)
                .map(Object.class::cast);
    }

    private static Optional<String> number(SettingNode given) {
        return given instanceof SettingNode.Scalar scalar
                        && (scalar.value() instanceof Integer || scalar.value() instanceof Long)
                ? Optional.of(scalar.value().toString())
                : Optional.empty();
    }

    @Override
    public String typed(Object plain) {
        return (String) plain;
    }

    @Override
    public Object plain(String typed) {
        return typed;
    }

    @Override
    public Map<String, Object> schema() {
        return least == 0
                ? JsonSchema.ordered("type", JsonSchema.TEXT_OR_NUMBER)
                : JsonSchema.ordered("type", JsonSchema.TEXT_OR_NUMBER, "minLength", least);
    }
}
