package io.weightloom.program.ir;

import java.util.List;
import java.util.Map;

/**
 * What a program computes, between two passes of the compiler: nodes in an order in which they can run, and all values
 * that they read and write. Immutable.
 *
 * @param nodes each reads only constants, parameters, inputs and outputs of nodes before it
 * @param values by name
 */
public record OpList(List<Node> nodes, Map<String, Value> values) {

    public OpList {
        nodes = List.copyOf(nodes);
        values = Map.copyOf(values);
    }

    /**
     * The value of this name.
     *
     * @throws IllegalStateException if there is no such value
     */
    public Value value(String name) {
        Value value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("No value '" + name + "' in " + values.keySet());
        }
        return value;
    }
}
