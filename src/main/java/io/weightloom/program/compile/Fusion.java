package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A pass that makes one node of two where the first one's output has no other reader: a product and what is added to
 * it, and sums of padded slices of one vector, which need neither padding nor sum when the slices lie side by side.
 */
final class Fusion {

    private final OpList list;
    private final Map<String, Integer> readers = new HashMap<>();
    private final Map<String, Node> producers = new HashMap<>();

    private Fusion(OpList list, Collection<String> wanted) {
        this.list = list;
        wanted.forEach(name -> readers.merge(name, 1, Integer::sum));
        list.nodes().forEach(node -> node.inputs().forEach(name -> readers.merge(name, 1, Integer::sum)));
    }

    /** The emptied nodes stay until they are pruned. */
    static OpList fuse(OpList list, Collection<String> wanted) {
        Fusion fusion = new Fusion(list, wanted);
        List<Node> nodes = new ArrayList<>();
        for (Node node : list.nodes()) {
            Node fused = fusion.fused(node);
            fused.outputs().forEach(name -> fusion.producers.put(name, fused));
            nodes.add(fused);
        }
        return Pruning.prune(new OpList(nodes, list.values()), wanted);
    }

    /** Lets products that are only added to something be added where that has been copied to. */
    static OpList accumulate(OpList list, Collection<String> wanted) {
        Fusion fusion = new Fusion(list, wanted);
        List<Node> nodes = new ArrayList<>();
        for (Node node : list.nodes()) {
            Node fused = node.operation() instanceof Operation.Add
                    ? fusion.added(node, 1).or(() -> fusion.added(node, 0)).orElse(node)
                    : node;
            fused.outputs().forEach(name -> fusion.producers.put(name, fused));
            nodes.add(fused);
        }
        return Pruning.prune(new OpList(nodes, list.values()), wanted);
    }

    /** A sum of which one part is a product. */
    private Optional<Node> added(Node sum, int which) {
        Node product = producer(sum.inputs().get(which));
        return product != null && product.operation() instanceof Operation.Product of
                ? Optional.of(new Node(
                        new Operation.Affine(of.a(), of.b()),
                        List.of(
                                product.inputs().get(0),
                                product.inputs().get(1),
                                sum.inputs().get(1 - which)),
                        sum.outputs()))
                : Optional.empty();
    }

    private Node fused(Node node) {
        if (node.operation() instanceof Operation.AddRow) {
            Node first = producer(node.inputs().get(0));
            if (first != null && first.operation() instanceof Operation.Product product) {
                List<String> inputs = new ArrayList<>(first.inputs());
                inputs.add(node.inputs().get(1));
                return new Node(new Operation.Affine(product.a(), product.b()), inputs, node.outputs());
            }
        } else if (node.operation() instanceof Operation.Add) {
            Node x = producer(node.inputs().get(0));
            Node y = producer(node.inputs().get(1));
            if (x != null
                    && y != null
                    && x.operation() instanceof Operation.Assemble a
                    && y.operation() instanceof Operation.Assemble b) {
                return sideBySide(node, x, a.offsets(), y, b.offsets(), this::size, Operation.Assemble::new);
            }
            if (x != null
                    && y != null
                    && x.operation() instanceof Operation.Join a
                    && y.operation() instanceof Operation.Join b) {
                return sideBySide(node, x, a.columns(), y, b.columns(), this::width, Operation.Join::new);
            }
        }
        return node;
    }

    /** The only node that makes and only node that reads a value meet here; none if there are more readers. */
    private @Nullable Node producer(String name) {
        return readers.getOrDefault(name, 0) == 1 ? producers.get(name) : null;
    }

    /**
     * The sum of two nodes that put pieces side by side, as one such node, if no two pieces overlap.
     *
     * @param size how far a piece reaches
     * @param operation makes the operation of where the pieces come
     */
    private static Node sideBySide(
            Node sum,
            Node x,
            List<Integer> a,
            Node y,
            List<Integer> b,
            ToIntFunction<String> size,
            Function<List<Integer>, Operation> operation) {
        List<String> pieces = new ArrayList<>(x.inputs());
        pieces.addAll(y.inputs());
        List<Integer> offsets = new ArrayList<>(a);
        offsets.addAll(b);
        for (int i = 0; i < x.inputs().size(); i++) { // those of each lie side by side already
            for (int j = x.inputs().size(); j < pieces.size(); j++) {
                boolean apart = offsets.get(i) + size.applyAsInt(pieces.get(i)) <= offsets.get(j)
                        || offsets.get(j) + size.applyAsInt(pieces.get(j)) <= offsets.get(i);
                if (!apart) {
                    return sum;
                }
            }
        }
        return new Node(operation.apply(offsets), pieces, sum.outputs());
    }

    private int size(String name) {
        return list.value(name).size();
    }

    private int width(String matrix) {
        return Math.toIntExact(list.value(matrix).shape()[1]);
    }
}
