package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Value;
import io.weightloom.program.kernel.Spans;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A pass that spares values as large as all pictures of a batch where what is computed from them needs less: a product
 * that is only summed up, and shared numbers that are only spread out to be added to others or multiplied by them.
 * Batch norms and their gradients are full of these. Sums of many short rows, of which those of layer norms are, become
 * products with a vector instead.
 */
final class SharedFusion {

    /** Sums that are worth a product: of a single row OpenBLAS makes one number after the other. */
    private static final int FEWEST = 8;

    /** Numbers of a row that are summed up in single precision. */
    private static final int LONGEST = 1024;

    private final OpList list;
    private final Map<String, Integer> readers = new HashMap<>();
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, Value> values;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<List<String>, String> products = new HashMap<>(); // of a value and what it shares

    private SharedFusion(OpList list, Collection<String> wanted) {
        this.list = list;
        this.values = new HashMap<>(list.values());
        wanted.forEach(name -> readers.merge(name, 1, Integer::sum));
        list.nodes().forEach(node -> node.inputs().forEach(name -> readers.merge(name, 1, Integer::sum)));
    }

    /** The emptied nodes are pruned. */
    static OpList fuse(OpList list, Collection<String> wanted) {
        SharedFusion fusion = new SharedFusion(list, wanted);
        for (Node node : list.nodes()) {
            Node fused = fusion.fused(node);
            fused.outputs().forEach(name -> fusion.producers.put(name, fused));
            fusion.nodes.add(fused);
        }
        return Pruning.prune(new OpList(fusion.nodes, fusion.values), wanted);
    }

    private Node fused(Node node) {
        Operation operation = node.operation();
        if (operation instanceof Operation.SumShared sum && isOfRows(node)) {
            return sumOfRows(node, sum.factor());
        } else if (operation instanceof Operation.SumShared && node.inputs().size() == 1) {
            Node product = producers.get(node.inputs().get(0));
            return product != null
                            && product.operation() instanceof Operation.Multiply
                            && readers.getOrDefault(node.inputs().get(0), 0) == 1
                    ? new Node(operation, product.inputs(), node.outputs())
                    : node;
        } else if (operation instanceof Operation.Add) {
            return added(node, 1).or(() -> added(node, 0)).orElse(node);
        } else if (operation instanceof Operation.Multiply) {
            return multiplied(node, 1).or(() -> multiplied(node, 0)).orElse(node);
        }
        return node;
    }

    /** Whether each sum is that of a stretch of its own, and these are many and short. */
    private boolean isOfRows(Node sum) {
        int[] shared = Spans.of(
                        list.value(sum.inputs().get(0)).shape(),
                        list.value(sum.output()).shape())
                .orElseThrow()
                .shared();
        int sums = list.value(sum.output()).size();
        int length = list.value(sum.inputs().get(0)).size() / sums;
        return shared.length == sums && sums >= FEWEST && length <= LONGEST;
    }

    /** A product with a vector, because BLAS adds faster than a loop. */
    private Node sumOfRows(Node sum, double factor) {
        String x = sum.inputs().size() == 1 ? sum.inputs().get(0) : product(sum);
        Value sums = list.value(sum.output());
        int length = list.value(sum.inputs().get(0)).size() / sums.size();
        String rows = "<rows of " + length + " of " + x + ">";
        String vector = "<" + factor + " [" + length + ", 1]>";
        String products = "<sums of rows for " + sum.output() + ">";
        values.computeIfAbsent(
                vector,
                none -> new Value(
                        new long[] {length, 1},
                        sums.type(),
                        new Value.Constant(Nd4j.valueArrayOf(new long[] {length, 1}, factor, sums.type()))));
        values.put(products, new Value(new long[] {sums.size(), 1}, sums.type(), new Value.Result()));
        if (values.put(rows, new Value(new long[] {sums.size(), length}, sums.type(), new Value.Result())) == null) {
            nodes.add(new Node(new Operation.Alias(0), List.of(x), List.of(rows)));
        }
        nodes.add(new Node(
                new Operation.Product(Operation.Order.PLAIN, Operation.Order.PLAIN),
                List.of(rows, vector),
                List.of(products)));
        return new Node(new Operation.Alias(0), List.of(products), sum.outputs());
    }

    /** What a sum is taken of. */
    private String product(Node sum) {
        Value factor = list.value(sum.inputs().get(0));
        String product = "<products for " + sum.output() + ">";
        values.put(product, new Value(factor.shape(), factor.type(), new Value.Result()));
        nodes.add(new Node(new Operation.Multiply(), sum.inputs(), List.of(product)));
        return product;
    }

    /** A sum of which one part has been spread out. */
    private Optional<Node> added(Node node, int which) {
        Node spread = spread(node, which);
        return spread != null && spread.operation() instanceof Operation.SpreadShared of
                ? Optional.of(new Node(
                        new Operation.AddShared(of.factor()),
                        List.of(node.inputs().get(1 - which), spread.inputs().get(0)),
                        node.outputs()))
                : Optional.empty();
    }

    /** A product of which one part has been spread out; the same as another one, if there is one. */
    private Optional<Node> multiplied(Node node, int which) {
        Node spread = spread(node, which);
        if (spread == null || !(spread.operation() instanceof Operation.SpreadShared spreading)) {
            return Optional.empty();
        }
        List<String> parts = List.of(node.inputs().get(1 - which), spread.output());
        String same = products.putIfAbsent(parts, node.output());
        if (same != null) {
            return Optional.of(new Node(new Operation.Alias(0), List.of(same), node.outputs()));
        }
        String shared = spread.inputs().get(0);
        String scaled = "<share of " + spread.output() + ">";
        if (!values.containsKey(scaled)) {
            Value of = list.value(shared);
            values.put(scaled, new Value(of.shape(), of.type(), new Value.Result()));
            nodes.add(new Node(new Operation.Scale(spreading.factor(), 0), List.of(shared), List.of(scaled)));
        }
        return Optional.of(new Node(new Operation.MultiplyShared(), List.of(parts.get(0), scaled), node.outputs()));
    }

    /** The node that has spread out an input; null if it is none of those. */
    private @Nullable Node spread(Node node, int which) {
        Node spread = producers.get(node.inputs().get(which));
        return spread != null && spread.operation() instanceof Operation.SpreadShared ? spread : null;
    }
}
