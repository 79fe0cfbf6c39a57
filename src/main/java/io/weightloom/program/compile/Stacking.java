package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Order;
import io.weightloom.program.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A pass that makes one product of a sum of products that nobody else reads, {@code A1' B1 + A2' B2 + ...}: rows that
 * lie one above the other, {@code [A1; A2; ...]' [B1; B2; ...]}, where they are assembled already if they are.
 * Gradients of matrices that are used at each step in time are such sums, and small products cost more than their
 * arithmetic.
 */
final class Stacking {

    private final Values values;
    private final Map<String, Integer> readers = new HashMap<>();
    private final Map<String, Node> producers = new HashMap<>();
    private final Set<String> summands = new HashSet<>(); // of one sum, and read by nobody else
    private final Assemblies assemblies;
    private final Map<String, List<String>> awaited = new HashMap<>(); // by a sum, of what is assembled anyway
    private final List<Node> nodes = new ArrayList<>();

    private Stacking(OpList list, DataType type, Collection<String> wanted) {
        this.values = new Values(list.values(), type);
        this.assemblies = new Assemblies(list);
        wanted.forEach(name -> readers.merge(name, 1, Integer::sum));
        for (Node node : list.nodes()) {
            node.inputs().forEach(name -> readers.merge(name, 1, Integer::sum));
            node.outputs().forEach(name -> producers.put(name, node));
        }
        list.nodes().stream()
                .filter(node -> node.operation() instanceof Operation.Add)
                .flatMap(node -> node.inputs().stream())
                .filter(name -> readers.getOrDefault(name, 0) == 1)
                .forEach(summands::add);
    }

    /** @param wanted values that are read beside those that nodes read */
    static OpList stack(OpList list, DataType type, Collection<String> wanted) {
        Stacking pass = new Stacking(list, type, wanted);
        for (Node node : list.nodes()) {
            pass.nodes.addAll(pass.stacked(node));
        }
        return Pruning.prune(new OpList(inTurn(pass.nodes), pass.values.all()), wanted);
    }

    /** The same nodes, each as soon as its inputs have been computed, but in that order else. */
    private static List<Node> inTurn(List<Node> nodes) {
        Set<String> missing = new HashSet<>();
        nodes.forEach(node -> missing.addAll(node.outputs()));
        List<Node> sorted = new ArrayList<>();
        List<Node> waiting = new ArrayList<>();
        for (Node node : nodes) {
            waiting.add(node);
            for (boolean more = true; more; ) {
                more = false;
                for (Iterator<Node> all = waiting.iterator(); all.hasNext(); ) {
                    Node next = all.next();
                    if (Collections.disjoint(next.inputs(), missing)) {
                        all.remove();
                        sorted.add(next);
                        more |= missing.removeAll(next.outputs());
                    }
                }
            }
        }
        if (!waiting.isEmpty()) {
            throw new IllegalStateException("Nodes need each other: " + waiting);
        }
        return sorted;
    }

    /** What stands for a node; of a sum within a larger one, itself, until it is pruned. */
    private List<Node> stacked(Node node) {
        if (!(node.operation() instanceof Operation.Add) || summands.contains(node.output())) {
            return List.of(node);
        }
        List<String> others = new ArrayList<>();
        Map<List<Object>, List<Node>> products = new LinkedHashMap<>();
        collect(node, others, products);
        List<String> terms = new ArrayList<>(others);
        List<Node> made = new ArrayList<>();
        boolean any = false;
        for (List<Node> alike : products.values()) {
            if (alike.size() < 2) {
                terms.add(alike.get(0).output());
            } else {
                any = true;
                terms.add(stacked(alike, node.output(), made));
            }
        }
        if (!any) {
            return List.of(node);
        }
        made.addAll(sum(terms, node.output()));
        return made;
    }

    /** The summands of a sum: products by what must be the same of those that can be stacked, and others. */
    private void collect(Node sum, List<String> others, Map<List<Object>, List<Node>> products) {
        for (String summand : sum.inputs()) {
            Node producer = producers.get(summand);
            if (producer == null || readers.getOrDefault(summand, 0) > 1) {
                others.add(summand);
            } else if (producer.operation() instanceof Operation.Add) {
                collect(producer, others, products);
            } else if (isStackable(producer)) {
                String a = producer.inputs().get(0);
                products.computeIfAbsent(
                                List.of(producer.operation(), values.get(a).isConstant()), key -> new ArrayList<>())
                        .add(producer);
            } else {
                others.add(summand);
            }
        }
    }

    /** Whether what is summed over are rows of both, or all of a first one that is a single row. */
    private boolean isStackable(Node node) {
        return node.operation() instanceof Operation.Product product
                && product.b() == Order.PLAIN
                && values.areMatrices(node.inputs())
                && (product.a() == Order.TRANSPOSED
                        || values.shape(node.inputs().get(0))[0] == 1);
    }

    /** One product of some that are alike, as a part of a sum; its name. */
    private String stacked(List<Node> unordered, String sum, List<Node> made) {
        String name = sum + " " + made.size();
        List<Node> products =
                assemblies
                        .order(unordered.stream()
                                .map(product -> product.inputs().get(1))
                                .toList())
                        .stream()
                        .map(unordered::get)
                        .toList();
        String b = assembled(products, 1, sum, "<stack of " + name + ">", made);
        String a = assembled(products, 0, sum, "<stack for " + name + ">", made);
        String result = values.define(
                "<sum of products " + name + ">", values.shape(products.get(0).output()));
        made.add(new Node(products.get(0).operation(), List.of(a, b), List.of(result)));
        return result;
    }

    private String assembled(List<Node> products, int input, String sum, String name, List<Node> made) {
        List<String> pieces =
                products.stream().map(product -> product.inputs().get(input)).toList();
        long[] shape = shape(products, input);
        if (input == 0 && pieces.stream().allMatch(piece -> values.get(piece).isConstant())) {
            values.define(name, constant(pieces), shape);
            return name;
        }
        values.define(name, shape);
        Optional<Assemblies.Place> place =
                assemblies.behindEachOther(pieces).filter(found -> !needs(found.whole(), sum));
        if (place.isPresent()) {
            String whole = place.get().whole();
            awaited.computeIfAbsent(sum, s -> new ArrayList<>()).add(whole);
            made.add(new Node(new Operation.Alias(place.get().offset()), List.of(whole), List.of(name)));
            return name;
        }
        List<Integer> offsets = new ArrayList<>();
        int offset = 0;
        for (String piece : pieces) {
            offsets.add(offset);
            offset += values.size(piece);
        }
        made.add(new Node(new Operation.Assemble(offsets), pieces, List.of(name)));
        return name;
    }

    /** Whether a value is computed from another one, by the list or by what has been made of it. */
    private boolean needs(String name, String other) {
        Set<String> seen = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(name));
        while (!next.isEmpty()) {
            String value = next.pop();
            if (value.equals(other)) {
                return true;
            }
            if (seen.add(value)) {
                Optional.ofNullable(producers.get(value)).ifPresent(node -> next.addAll(node.inputs()));
                next.addAll(awaited.getOrDefault(value, List.of()));
            }
        }
        return false;
    }

    /** Of factors one above the other, or, of single rows, side by side. */
    private long[] shape(List<Node> products, int input) {
        long[] first = values.shape(products.get(0).inputs().get(input));
        long all = products.stream()
                .mapToLong(product -> values.size(product.inputs().get(input)))
                .sum();
        boolean row = input == 0
                && products.get(0).operation() instanceof Operation.Product product
                && product.a() == Order.PLAIN;
        return row ? new long[] {1, all} : new long[] {all / first[1], first[1]};
    }

    private INDArray constant(List<String> pieces) {
        double[] all = pieces.stream()
                .map(piece -> (Value.Constant) values.get(piece).origin())
                .flatMapToDouble(constant ->
                        Arrays.stream(constant.array().dup('c').data().asDouble()))
                .toArray();
        return Nd4j.createFromArray(all).castTo(values.type());
    }

    private List<Node> sum(List<String> summands, String output) {
        if (summands.size() == 1) {
            return List.of(new Node(new Operation.Alias(0), summands, List.of(output)));
        }
        List<Node> sums = new ArrayList<>();
        String sum = summands.get(0);
        for (int i = 1; i < summands.size(); i++) {
            String next = i + 1 < summands.size()
                    ? values.define("<sum " + i + " of " + output + ">", values.shape(output))
                    : output;
            sums.add(new Node(new Operation.Add(), List.of(sum, summands.get(i)), List.of(next)));
            sum = next;
        }
        return sums;
    }
}
