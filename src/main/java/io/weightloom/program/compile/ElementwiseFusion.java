package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Elementwise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * The pass that makes one node of neighbours that work element by element on as many elements. Nodes are put into an
 * order that has many such neighbours: all others that can run come first, then all of one size.
 */
final class ElementwiseFusion {

    private final OpList list;
    private final Set<String> wanted;
    private final Map<String, List<Integer>> readers = new HashMap<>(); // of a value, by number of node
    private final int[] missing; // inputs that are still to be computed, of each node
    private final PriorityQueue<Integer> ready = new PriorityQueue<>();
    private final Map<Integer, PriorityQueue<Integer>> readySteps = new TreeMap<>(); // by number of elements
    private final List<Node> nodes = new ArrayList<>();

    private ElementwiseFusion(OpList list, Collection<String> wanted) {
        this.list = list;
        this.wanted = Set.copyOf(wanted);
        this.missing = new int[list.nodes().size()];
        Set<String> computed = new HashSet<>();
        list.nodes().forEach(node -> computed.addAll(node.outputs()));
        for (int number = 0; number < missing.length; number++) {
            for (String name : new LinkedHashSet<>(node(number).inputs())) {
                if (computed.contains(name)) {
                    missing[number]++;
                    readers.computeIfAbsent(name, n -> new ArrayList<>()).add(number);
                }
            }
        }
    }

    /**
     * The same list, of floats, with fewer nodes.
     *
     * @param wanted values that are read beside those that nodes read
     */
    static OpList fuse(OpList list, Collection<String> wanted) {
        ElementwiseFusion pass = new ElementwiseFusion(list, wanted);
        for (int number = 0; number < pass.missing.length; number++) {
            if (pass.missing[number] == 0) {
                pass.enqueue(number);
            }
        }
        for (Optional<PriorityQueue<Integer>> next = pass.next(); next.isPresent(); next = pass.next()) {
            pass.take(next.get());
        }
        return new OpList(pass.nodes, list.values());
    }

    /**
     * Whether an input has as many elements as the output, each of which is computed from the one of the same number:
     * others must be complete before.
     */
    static boolean isRead(Operation operation, int input) {
        boolean alone = operation instanceof Operation.Cut
                || operation instanceof Operation.Fill
                || operation instanceof Operation.SpreadShared;
        boolean shared = operation instanceof Operation.AddRow
                || operation instanceof Operation.MultiplyRow
                || operation instanceof Operation.AddShared
                || operation instanceof Operation.MultiplyShared;
        return input == 0 ? !alone : !shared;
    }

    /** Whether it is of this kind. */
    static boolean isStep(Operation operation) {
        return operation instanceof Operation.Add
                || operation instanceof Operation.Multiply
                || operation instanceof Operation.Scale
                || operation instanceof Operation.Power
                || operation instanceof Operation.Map
                || operation instanceof Operation.Derivative
                || !isRead(operation, 0)
                || !isRead(operation, 1);
    }

    private Node node(int number) {
        return list.nodes().get(number);
    }

    private void enqueue(int number) {
        if (isStep(node(number).operation())) {
            int size = list.value(node(number).output()).size();
            readySteps.computeIfAbsent(size, s -> new PriorityQueue<>()).add(number);
        } else {
            ready.add(number);
        }
    }

    private void done(int number) {
        for (String output : node(number).outputs()) {
            for (int reader : readers.getOrDefault(output, List.of())) {
                if (--missing[reader] == 0) {
                    enqueue(reader);
                }
            }
        }
    }

    /** What comes next; none at the end. */
    private Optional<PriorityQueue<Integer>> next() {
        return ready.isEmpty()
                ? readySteps.values().stream()
                        .filter(queue -> !queue.isEmpty())
                        .min(Comparator.comparing(PriorityQueue::element))
                : Optional.of(ready);
    }

    private void take(PriorityQueue<Integer> queue) {
        if (queue == ready) {
            int number = queue.remove();
            nodes.add(node(number));
            done(number);
        } else {
            group(queue);
        }
    }

    /** Makes a node of all that can be done together; what must wait for it is put back. */
    private void group(PriorityQueue<Integer> queue) {
        List<Integer> group = new ArrayList<>();
        List<Integer> waiting = new ArrayList<>();
        Set<String> made = new HashSet<>();
        while (!queue.isEmpty()) {
            int number = queue.remove();
            if (mustWait(node(number), made)) {
                waiting.add(number);
            } else {
                group.add(number);
                made.add(node(number).output());
                done(number);
            }
        }
        queue.addAll(waiting);
        nodes.addAll(fused(group, made));
    }

    private static boolean mustWait(Node node, Set<String> made) {
        for (int input = 0; input < node.inputs().size(); input++) {
            if (!isRead(node.operation(), input) && made.contains(node.inputs().get(input))) {
                return true;
            }
        }
        return false;
    }

    private List<Node> fused(List<Integer> group, Set<String> made) {
        List<Node> members = group.stream().map(this::node).toList();
        if (members.stream().allMatch(node -> node.operation() instanceof Operation.Cut)) {
            return members; // copied best as they lie
        }
        List<Elementwise.Step> steps = new ArrayList<>();
        Set<String> inputs = new LinkedHashSet<>();
        List<String> outputs = new ArrayList<>();
        Set<Integer> inside = Set.copyOf(group);
        for (Node node : members) {
            steps.add(new Elementwise.Step(node.operation(), node.inputs(), node.output()));
            node.inputs().stream().filter(name -> !made.contains(name)).forEach(inputs::add);
            boolean read = wanted.contains(node.output())
                    || !inside.containsAll(readers.getOrDefault(node.output(), List.of()));
            if (read) {
                outputs.add(node.output());
            }
        }
        return List.of(new Node(new Elementwise(steps), List.copyOf(inputs), outputs));
    }
}
