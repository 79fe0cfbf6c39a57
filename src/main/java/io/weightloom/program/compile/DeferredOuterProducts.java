package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A pass that leaves outer products among the gradients to the updater, which can make each page of them when it needs
 * it. The gradient of a head that makes all target weights from one row is of that kind: as large as the head itself,
 * and made of two vectors; to write and to read it was measured to take as long as the rest of the step.
 *
 * <p>A vector that changes before the updater has read it to the end (a parameter, an input) is copied first.
 */
final class DeferredOuterProducts {

    private final OpList list;
    private final Map<String, Value> values;
    private final Map<String, Integer> readers = new HashMap<>();
    private final Map<String, Node> producers = new HashMap<>();
    private final Set<String> deferred = new HashSet<>();
    private final List<Node> nodes = new ArrayList<>();

    private DeferredOuterProducts(OpList list) {
        this.list = list;
        this.values = new HashMap<>(list.values());
        for (Node node : list.nodes()) {
            node.inputs().forEach(name -> readers.merge(name, 1, Integer::sum));
            node.outputs().forEach(name -> producers.put(name, node));
        }
    }

    /** @param gradients name of the assembled gradients */
    static OpList defer(OpList list, String gradients) {
        DeferredOuterProducts pass = new DeferredOuterProducts(list);
        for (Node node : list.nodes()) {
            if (node.outputs().contains(gradients) && node.operation() instanceof Operation.Assemble assemble) {
                pass.defer(node, assemble);
            } else {
                pass.nodes.add(node);
            }
        }
        pass.nodes.removeIf(node -> node.outputs().size() == 1 && pass.deferred.contains(node.output()));
        return new OpList(pass.nodes, pass.values);
    }

    private void defer(Node gradients, Operation.Assemble assemble) {
        List<String> pieces = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        for (int i = 0; i < gradients.inputs().size(); i++) {
            String piece = gradients.inputs().get(i);
            int offset = assemble.offsets().get(i);
            Node producer = producers.get(piece);
            if (producer != null && isOuter(producer) && readers.getOrDefault(piece, 0) == 1) {
                List<String> vectors =
                        producer.inputs().stream().map(this::lasting).toList();
                nodes.add(new Node(new Operation.Outer(offset), vectors, List.of()));
                deferred.add(piece);
            } else {
                pieces.add(piece);
                offsets.add(offset);
            }
        }
        nodes.add(new Node(new Operation.Assemble(offsets), pieces, gradients.outputs()));
    }

    /** Whether a node multiplies a column and a row. */
    private boolean isOuter(Node node) {
        return node.operation() instanceof Operation.Product
                && list.value(node.output()).shape().length == 2
                && list.value(node.inputs().get(0)).size()
                        == list.value(node.output()).shape()[0]
                && list.value(node.inputs().get(1)).size()
                        == list.value(node.output()).shape()[1];
    }

    /** The vector itself, or a copy if it may change between two steps or during an update. */
    private String lasting(String vector) {
        Value.Origin origin = list.value(root(vector)).origin();
        if (origin instanceof Value.Result || origin instanceof Value.Constant) {
            return vector;
        }
        String copy = "<copy of " + vector + ">";
        if (!values.containsKey(copy)) {
            Value value = list.value(vector);
            values.put(copy, new Value(value.shape(), value.type(), new Value.Result()));
            nodes.add(new Node(new Operation.Assemble(List.of(0)), List.of(vector), List.of(copy)));
        }
        return copy;
    }

    /** The value that an alias shows. */
    private String root(String name) {
        Node producer = producers.get(name);
        return producer != null && producer.operation() instanceof Operation.Alias
                ? root(producer.inputs().get(0))
                : name;
    }
}
