package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Function;
import io.weightloom.program.ir.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pass that takes the largest elements before a ReLU and not after it, because the ReLU and its derivative then have
 * fewer elements to work on: {@code max(relu(x)) = relu(max(x))}, and where the largest element is not above zero, both
 * orders give no gradient at all.
 */
final class ReluAfterPooling {

    private final Map<String, Value> values;
    private final Map<String, List<Node>> readers = new HashMap<>();
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<Node, Node> replaced = new HashMap<>();

    private ReluAfterPooling(OpList list) {
        this.values = new HashMap<>(list.values());
        for (Node node : list.nodes()) {
            node.inputs()
                    .forEach(name -> readers.computeIfAbsent(name, n -> new ArrayList<>())
                            .add(node));
            node.outputs().forEach(name -> producers.put(name, node));
        }
    }

    static OpList swap(OpList list, Collection<String> wanted) {
        ReluAfterPooling pass = new ReluAfterPooling(list);
        for (Node node : list.nodes()) {
            if (node.operation() instanceof Operation.MaxPool
                    && !wanted.contains(node.inputs().get(0))) {
                pass.swap(node);
            }
        }
        List<Node> nodes = list.nodes().stream()
                .map(node -> pass.replaced.getOrDefault(node, node))
                .toList();
        return new OpList(nodes, pass.values);
    }

    /** Each of the two nodes, and of the two that go back, takes the other's place. */
    private void swap(Node pool) {
        String positive = pool.inputs().get(0);
        String places = pool.outputs().get(1);
        Node relu = producers.get(positive);
        if (relu == null || !isRelu(relu) || only(positive) == null) {
            return;
        }
        String x = relu.inputs().get(0);
        String largest =
                like(pool.outputs().get(0), "<before ReLU " + pool.outputs().get(0) + ">");
        if (readers.containsKey(places) && !swapBack(places, x, largest)) {
            return;
        }
        replaced.put(relu, new Node(pool.operation(), List.of(x), List.of(largest, places)));
        replaced.put(
                pool,
                new Node(relu.operation(), List.of(largest), pool.outputs().subList(0, 1)));
    }

    /** Whether the way back is that of the ReLU after that of the pooling, and nobody else reads between them. */
    private boolean swapBack(String places, String x, String largest) {
        Node back = only(places);
        Node derivative = back == null ? null : only(back.output());
        if (back == null
                || derivative == null
                || !derivative.operation().equals(new Operation.Derivative(Function.RELU))
                || !derivative.inputs().equals(List.of(x, back.output()))) {
            return false;
        }
        String gradient = like(largest, "<gradient of " + largest + ">");
        replaced.put(
                back,
                new Node(derivative.operation(), List.of(largest, back.inputs().get(1)), List.of(gradient)));
        replaced.put(derivative, new Node(back.operation(), List.of(places, gradient), derivative.outputs()));
        return true;
    }

    /** A new value of the shape and type of another. */
    private String like(String other, String name) {
        Value value = Objects.requireNonNull(values.get(other));
        values.put(name, new Value(value.shape(), value.type(), new Value.Result()));
        return name;
    }

    private static boolean isRelu(Node node) {
        return node.operation().equals(new Operation.Map(Function.RELU));
    }

    private @Nullable Node only(String name) {
        List<Node> nodes = readers.getOrDefault(name, List.of());
        return nodes.size() == 1 ? nodes.get(0) : null;
    }
}
