package io.weightloom.format;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an ONNX model computes, as its file says: nodes in an order in which each reads earlier values. Knows nothing of
 * what operators mean. Immutable.
 *
 * @param inputs of the graph, without those that have a value of their own
 * @param held tensors of the file by name
 * @param unreadable names of tensors whose elements are of another type than {@link ElementType} knows, with the type
 * @param nodes in order
 * @param outputs of the graph
 */
public record OnnxGraph(
        List<Value> inputs,
        Map<String, Tensor> held,
        Map<String, String> unreadable,
        List<Node> nodes,
        List<String> outputs) {

    /** Copies all. */
    public OnnxGraph {
        inputs = List.copyOf(inputs);
        held = Collections.unmodifiableMap(new LinkedHashMap<>(held));
        unreadable = Map.copyOf(unreadable);
        nodes = List.copyOf(nodes);
        outputs = List.copyOf(outputs);
    }

    /**
     * An input.
     *
     * @param axes how long each is; -1 if it is free
     */
    public record Value(String name, List<Long> axes) {

        /** Copies the list. */
        public Value {
            axes = List.copyOf(axes);
        }
    }

    /**
     * One operation.
     *
     * @param name perhaps empty
     * @param operator such as {@code Gemm}
     * @param inputs names of values; an empty one is left out
     * @param outputs names of values
     */
    public record Node(
            String name,
            String operator,
            List<String> inputs,
            List<String> outputs,
            Map<String, Attribute> attributes) {

        /** Copies all. */
        public Node {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            attributes = Map.copyOf(attributes);
        }

        /** For messages. */
        @Override
        public String toString() {
            return "node '%s' (%s)".formatted(name.isEmpty() && !outputs.isEmpty() ? outputs.get(0) : name, operator);
        }

        /** A whole number among the attributes. */
        public long number(String attribute, long otherwise) {
            Attribute found = attributes.get(attribute);
            return found == null ? otherwise : found.number();
        }

        /** A number among the attributes. */
        public double decimal(String attribute, double otherwise) {
            Attribute found = attributes.get(attribute);
            return found == null ? otherwise : found.decimal();
        }

        /** Whole numbers among the attributes; empty if there are none. */
        public Optional<List<Long>> numbers(String attribute) {
            return Optional.ofNullable(attributes.get(attribute)).map(Attribute::numbers);
        }

        /** Numbers among the attributes. */
        public List<Double> decimals(String attribute) {
            Attribute found = attributes.get(attribute);
            return found == null ? List.of() : found.decimals();
        }

        /** A text among the attributes. */
        public String text(String attribute, String otherwise) {
            Attribute found = attributes.get(attribute);
            return found == null ? otherwise : found.text();
        }

        /** A tensor among the attributes. */
        public Optional<Tensor> tensor(String attribute) {
            return Optional.ofNullable(attributes.get(attribute)).flatMap(Attribute::tensor);
        }
    }

    /** What an attribute says, one of these. */
    public record Attribute(
            long number,
            double decimal,
            String text,
            Optional<Tensor> tensor,
            List<Long> numbers,
            List<Double> decimals) {

        /** Copies the lists. */
        public Attribute {
            numbers = List.copyOf(numbers);
            decimals = List.copyOf(decimals);
        }
    }
}
