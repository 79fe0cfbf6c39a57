package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Order;
import io.weightloom.program.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A pass that transposes a matrix once where many products read it transposed, such as the weights of a recurrent cell
 * in the gradient of each step in time: OpenBLAS multiplies 32x512 by 512x128 in 44 us, by 128x512 transposed in 60.
 */
final class SharedTransposes {

    /**
     * Products that make up for transposing: each of few rows gains about a quarter, and transposing takes as long as
     * one.
     */
    private static final int WORTH = 8;

    private SharedTransposes() {}

    static OpList share(OpList list) {
        Map<String, Integer> readers = new HashMap<>();
        list.nodes().stream()
                .filter(node -> readsTransposed(node, list))
                .forEach(node -> readers.merge(node.inputs().get(1), 1, Integer::sum));
        Map<String, Value> values = new HashMap<>(list.values());
        Set<String> made = new HashSet<>();
        List<Node> nodes = new ArrayList<>();
        for (Node node : list.nodes()) {
            String b = node.inputs().size() < 2 ? "" : node.inputs().get(1);
            if (!readsTransposed(node, list) || readers.getOrDefault(b, 0) < WORTH) {
                nodes.add(node);
                continue;
            }
            String transposed = "<transpose of " + b + ">";
            if (made.add(transposed)) {
                Value value = list.value(b);
                long[] shape = {value.shape()[1], value.shape()[0]};
                values.put(transposed, new Value(shape, value.type(), new Value.Result()));
                nodes.add(new Node(new Operation.Permute(List.of(1, 0)), List.of(b), List.of(transposed)));
            }
            Operation.Product product = (Operation.Product) node.operation();
            nodes.add(new Node(
                    new Operation.Product(product.a(), Order.PLAIN),
                    List.of(node.inputs().get(0), transposed),
                    node.outputs()));
        }
        return new OpList(nodes, values);
    }

    private static boolean readsTransposed(Node node, OpList list) {
        return node.operation() instanceof Operation.Product product
                && product.b() == Order.TRANSPOSED
                && list.value(node.inputs().get(1)).shape().length == 2;
    }
}
