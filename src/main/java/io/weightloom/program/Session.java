package io.weightloom.program;

import io.weightloom.program.compile.Ordering;
import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.kernel.GenericCall;
import io.weightloom.program.natives.Differentiation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs a graph op by op as it stands, by ND4J alone: what SameDiff's own session computes, to the last bit, but without
 * its bookkeeping, which grows with the square of the number of ops. Nothing of our own is in between, so that a
 * compiled program can be held to it. An array is freed as soon as nobody reads it any more. Not thread-safe.
 */
public final class Session {

    private final SameDiff graph;
    private final Function<String, @Nullable INDArray> given;
    private final Map<String, INDArray> instead;
    private final Map<String, Integer> readers = new HashMap<>();
    private final Map<String, INDArray> computed = new HashMap<>();

    /** @param instead what is taken in place of what would be computed, by variable; it stays open */
    private Session(SameDiff graph, Map<String, INDArray> instead, Function<String, @Nullable INDArray> given) {
        this.graph = graph;
        this.given = given;
        this.instead = instead;
    }

    /**
     * Computes variables of a graph.
     *
     * @param placeholders at least those that are needed, by name
     * @param read called with the array of each variable, which must not be kept
     * @return what it made of them, in the order in which they are wanted
     * @throws IllegalArgumentException if there is no such variable, or no value for one that is needed
     */
    public static <T> Map<String, T> output(
            SameDiff graph, Map<String, INDArray> placeholders, Collection<String> wanted, Function<INDArray, T> read) {
        return new Session(graph, Map.of(), name -> {
                    INDArray placeholder = placeholders.get(name);
                    return placeholder == null ? graph.getVariable(name).getArr() : placeholder;
                })
                .run(wanted, read);
    }

    /**
     * Computes the gradients of the loss of a graph. Variables that the loss does not reach are absent.
     *
     * @param of names of variables of the graph
     */
    public static <T> Map<String, T> gradients(
            SameDiff graph, Map<String, INDArray> placeholders, Collection<String> of, Function<INDArray, T> read) {
        return gradients(graph, placeholders, Map.of(), of, read);
    }

    /**
     * The same, as if the loss had other gradients by some variables than it has: what its backward pass makes of
     * these.
     *
     * @param instead the gradient by a variable, in its shape; those of variables that the loss does not reach count
     *     for nothing
     */
    public static <T> Map<String, T> gradients(
            SameDiff graph,
            Map<String, INDArray> placeholders,
            Map<String, INDArray> instead,
            Collection<String> of,
            Function<INDArray, T> read) {
        Differentiation.of(graph);
        SameDiff gradient = graph.getFunction("grad");
        Map<String, String> names = gradientNames(gradient, of);
        Map<String, INDArray> replaced = new HashMap<>();
        gradientNames(gradient, instead.keySet())
                .forEach((name, ofIt) -> replaced.put(ofIt, Objects.requireNonNull(instead.get(name))));
        Map<String, T> values = new Session(gradient, replaced, name -> {
                    INDArray placeholder = placeholders.get(name);
                    return placeholder != null
                            ? placeholder
                            : graph.hasVariable(name)
                                    ? graph.getVariable(name).getArr()
                                    : gradient.getVariable(name).getArr();
                })
                .run(names.values(), read);
        Map<String, T> gradients = new LinkedHashMap<>();
        names.forEach((name, ofIt) -> gradients.put(name, values.get(ofIt)));
        return gradients;
    }

    /** The names of gradients by the names of variables that have one. */
    private static Map<String, String> gradientNames(SameDiff gradient, Collection<String> of) {
        Map<String, String> names = new LinkedHashMap<>();
        of.stream()
                .filter(name ->
                        gradient.hasVariable(name) && gradient.getVariable(name).hasGradient())
                .forEach(name ->
                        names.put(name, gradient.getVariable(name).getGradient().name()));
        return names;
    }

    private <T> Map<String, T> run(Collection<String> wanted, Function<INDArray, T> read) {
        List<Node> nodes = Ordering.nodes(graph, List.copyOf(wanted), instead.keySet());
        nodes.forEach(node -> node.inputs().forEach(name -> readers.merge(name, 1, Integer::sum)));
        Set<String> asked = Set.copyOf(wanted);
        Map<String, T> values = new HashMap<>();
        try {
            for (Node node : nodes) {
                compute(node);
                for (String output : node.outputs()) {
                    if (asked.contains(output)) {
                        values.put(output, read.apply(array(output)));
                    }
                    freeIfUnread(output);
                }
                node.inputs().forEach(this::wasRead);
            }
            Map<String, T> inOrder = new LinkedHashMap<>();
            for (String name : wanted) {
                T value = values.get(name);
                inOrder.put(name, value == null ? read.apply(array(name)) : value);
            }
            return inOrder;
        } finally {
            computed.values().forEach(INDArray::close);
        }
    }

    private void compute(Node node) {
        Operation.Generic operation = (Operation.Generic) node.operation();
        GenericCall call = GenericCall.of(
                operation.op(), node.inputs().stream().map(this::array).toList());
        List<LongShapeDescriptor> shapes = call.outputShapes();
        if (shapes.size() != node.outputs().size()) {
            throw new IllegalArgumentException("Op '%s' has %s outputs but tells %s shapes"
                    .formatted(operation.op().getOwnName(), node.outputs().size(), shapes.size()));
        }
        List<INDArray> outputs = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            String name = node.outputs().get(i);
            INDArray output =
                    Nd4j.create(shapes.get(i).asDataType(graph.getVariable(name).dataType()));
            computed.put(name, output);
            outputs.add(output);
        }
        call.into(outputs).run();
    }

    private void wasRead(String name) {
        readers.merge(name, -1, Integer::sum);
        freeIfUnread(name);
    }

    private void freeIfUnread(String name) {
        if (readers.getOrDefault(name, 0) == 0) {
            INDArray array = computed.remove(name);
            if (array != null) {
                array.close();
            }
        }
    }

    private INDArray array(String name) {
        INDArray array = instead.containsKey(name) ? instead.get(name) : computed.get(name);
        if (array == null) {
            array = given.apply(name);
        }
        if (array == null) {
            throw new IllegalArgumentException("Variable '%s' has no value".formatted(name));
        }
        return array;
    }
}
