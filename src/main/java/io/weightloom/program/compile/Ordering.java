package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.ops.custom.Invoke;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.BaseCompatOp;
import org.nd4j.linalg.api.ops.impl.shape.tensorops.BaseTensorOp;

/** The first pass: the ops of a graph that some wanted values need, in an order in which they can run. */
public final class Ordering {

    private Ordering() {}

    /**
     * Walks from the wanted values back to the leaves, or to values that are given; among ops that could run, the one
     * made first comes first.
     *
     * @throws IllegalArgumentException if there is no such value, or an op's work depends on values (loops, branches)
     */
    public static List<Node> nodes(SameDiff graph, List<String> wanted, Set<String> given) {
        Set<String> needed = needed(graph, wanted, given);
        List<SameDiffOp> waiting = new ArrayList<>();
        for (SameDiffOp op : graph.getOps().values()) {
            if (needed.contains(op.getName())) {
                waiting.add(op);
            }
        }
        List<Node> nodes = new ArrayList<>();
        Set<String> made = new HashSet<>();
        while (!waiting.isEmpty()) {
            int before = waiting.size();
            waiting.removeIf(op -> {
                boolean ready = inputs(op).stream()
                        .allMatch(name -> made.contains(name) || producer(graph, name, given) == null);
                if (ready) {
                    nodes.add(new Node(new Operation.Generic(checked(op)), inputs(op), op.getOutputsOfOp()));
                    made.addAll(op.getOutputsOfOp());
                }
                return ready;
            });
            if (waiting.size() == before) {
                throw new IllegalArgumentException(
                        "The graph has a cycle through " + waiting.get(0).getName());
            }
        }
        return nodes;
    }

    private static Set<String> needed(SameDiff graph, List<String> wanted, Set<String> given) {
        Set<String> needed = new HashSet<>();
        Deque<String> names = new ArrayDeque<>(wanted);
        while (!names.isEmpty()) {
            SameDiffOp op = producer(graph, names.pop(), given);
            if (op != null && needed.add(op.getName())) {
                names.addAll(inputs(op));
            }
        }
        return needed;
    }

    /** The op that computes a variable; none for leaves and what is given. */
    private static @Nullable SameDiffOp producer(SameDiff graph, String name, Set<String> given) {
        Variable variable = graph.getVariables().get(name);
        if (variable == null) {
            throw new IllegalArgumentException("No variable '" + name + "' in the graph, which has "
                    + graph.getVariables().keySet());
        }
        return variable.getOutputOfOp() == null || given.contains(name)
                ? null
                : graph.getOps().get(variable.getOutputOfOp());
    }

    private static List<String> inputs(SameDiffOp op) {
        return op.getInputsToOp() == null ? List.of() : op.getInputsToOp();
    }

    private static DifferentialFunction checked(SameDiffOp op) {
        DifferentialFunction function = op.getOp();
        if (function instanceof BaseCompatOp || function instanceof BaseTensorOp || function instanceof Invoke) {
            throw new IllegalArgumentException("Cannot compile op '%s' of kind %s: only graphs without loops, branches"
                            .formatted(op.getName(), function.opName())
                    + " and tensor arrays have a fixed list of ops");
        }
        return function;
    }
}
