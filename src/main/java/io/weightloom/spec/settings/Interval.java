package io.weightloom.spec.settings;

import java.util.Map;

/**
 * A range of numbers.
 *
 * @param text in bracket notation, such as {@code (0, 10]} or {@code [1, inf)}
 * @param least lower bound
 * @param most upper bound; infinite if there is none
 */
record Interval(String text, double least, double most) {

    /** The interval of this text. */
    static Interval of(String text) {
        String[] bounds = text.substring(1, text.length() - 1).split(", ", -1);
        double most = bounds[1].equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bounds[1]);
        return new Interval(text, Double.parseDouble(bounds[0]), most);
    }

    /** Whether the number lies inside; never so for NaN and infinities. */
    boolean contains(double number) {
        return Double.isFinite(number)
                && (includesLeast() ? number >= least : number > least)
                && (includesMost() ? number <= most : number < most);
    }

    /** The interval in the words of a message. */
    String words() {
        if (Double.isFinite(most)) {
            return "in " + text;
        }
        return (includesLeast() ? "of at least " : "above ") + text.substring(1, text.indexOf(','));
    }

    /** The JSON Schema of numbers of this type that lie inside. */
    Map<String, Object> schema(String type) {
        Map<String, Object> schema = JsonSchema.ordered("type", type);
        schema.put(includesLeast() ? "minimum" : "exclusiveMinimum", number(least));
        if (Double.isFinite(most)) {
            schema.put(includesMost() ? "maximum" : "exclusiveMaximum", number(most));
        }
        return schema;
    }

    private static Object number(double bound) {
        if (bound == Math.rint(bound)) {
            return (long) bound;
        }
        return bound;
    }

    private boolean includesLeast() {
        return text.startsWith("[");
    }

    private boolean includesMost() {
        return text.endsWith("]");
    }
}
