package io.weightloom.given;

import io.weightloom.format.OnnxGraph;
import io.weightloom.format.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Walks through the nodes of an ONNX graph that its outputs need, and finds the one way from its input to its last
 * output that networks here can go. Not thread-safe.
 */
final class OnnxWalk {

    /** What may be computed of a file's constants, for each of its bytes. */
    private static final int NUMBERS_PER_BYTE = 8;

    private static final long MOST_NUMBERS = 1L << 28;

    private final OnnxGraph graph;
    private final Map<String, Term> terms = new HashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private long left;

    private OnnxWalk(OnnxGraph graph, int fileBytes) {
        this.graph = graph;
        this.left = Math.min(MOST_NUMBERS, (long) NUMBERS_PER_BYTE * fileBytes);
    }

    /**
     * The way.
     *
     * @param end its last step
     * @param notes what was left out on it
     * @param held the file's tensors by name
     */
    record Way(Flow end, List<String> notes, Map<String, Tensor> held) {

        /** Copies the list. */
        Way {
            notes = List.copyOf(notes);
        }
    }

    /** @throws GivenException naming the node that no network here can do */
    static Way of(OnnxGraph graph, int fileBytes) {
        return new OnnxWalk(graph, fileBytes).way();
    }

    private Way way() {
        if (graph.inputs().size() != 1) {
            throw new GivenException("the graph takes %s; supported is one input"
                    .formatted(
                            graph.inputs().stream().map(OnnxGraph.Value::name).toList()));
        }
        OnnxGraph.Value input = graph.inputs().get(0);
        if (input.axes().size() < 2 || input.axes().stream().anyMatch(axis -> axis > Integer.MAX_VALUE)) {
            throw new GivenException("input '%s' has the shape %s; supported are examples in rows, [batch, ...]"
                    .formatted(input.name(), input.axes()));
        }
        terms.put(
                input.name(),
                Flow.input(
                        input.name(),
                        ConstantRules.ints(input.axes().subList(1, input.axes().size()))));
        List<OnnxGraph.Node> needed = needed();
        needed.forEach(FlowRules::check);
        needed.forEach(this::take);
        Flow end = end();
        return new Way(end, List.copyOf(notes), graph.held());
    }

    /** Those that outputs need. */
    private List<OnnxGraph.Node> needed() {
        Set<String> needed = new HashSet<>(graph.outputs());
        List<OnnxGraph.Node> nodes = new ArrayList<>();
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            OnnxGraph.Node node = graph.nodes().get(i);
            if (node.outputs().stream().anyMatch(needed::contains)) {
                needed.addAll(node.inputs());
                nodes.add(node);
            }
        }
        Collections.reverse(nodes);
        return nodes;
    }

    private void take(OnnxGraph.Node node) {
        List<Term> inputs = new ArrayList<>();
        for (String name : node.inputs()) {
            if (!name.isEmpty()) {
                term(node, name).ifPresent(inputs::add);
            }
        }
        Term.Call call = new Term.Call(node, inputs, left);
        boolean constant = inputs.stream().allMatch(Constant.class::isInstance) && ConstantRules.knows(node.operator());
        Term made = constant ? ConstantRules.of(call) : FlowRules.of(call);
        if (made instanceof Constant numbers) {
            left = Math.max(0, left - numbers.length());
        }
        note(node, inputs, made).ifPresent(notes::add);
        if (node.outputs().isEmpty() || node.outputs().get(0).isEmpty()) {
            throw call.fault("has no output");
        }
        terms.put(node.outputs().get(0), made);
    }

    private Optional<Term> term(OnnxGraph.Node node, String name) {
        Term known = terms.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        Tensor tensor = graph.held().get(name);
        if (tensor != null) {
            Constant constant = Constant.of(tensor);
            terms.put(name, constant);
            return Optional.of(constant);
        }
        if (graph.unreadable().containsKey(name)) {
            if (node.operator().equals("ArrayFeatureExtractor")) {
                return Optional.empty();
            }
            throw new GivenException("%s takes '%s', whose elements are of the type %s"
                    .formatted(node, name, graph.unreadable().get(name)));
        }
        throw new GivenException("%s takes '%s', which nothing before it makes".formatted(node, name));
    }

    /** What a user should know of a node that is left out. */
    private static Optional<String> note(OnnxGraph.Node node, List<Term> inputs, Term made) {
        if (made instanceof Term.Labels) {
            return Optional.of("%s is left out: it makes labels".formatted(node));
        } else if (made instanceof Term.Gaps) {
            return Optional.of("%s is left out: gaps are filled as data.missing says".formatted(node));
        } else if (node.operator().equals("Transpose") && made instanceof Flow flow && !inputs.contains(flow)) {
            return Optional.of(
                    "%s is left out: examples must come as %s, in the order behind it".formatted(node, flow.shape()));
        }
        return Optional.empty();
    }

    /** The longest of all outputs, on the way to which the others lie. */
    private Flow end() {
        Optional<Flow> longest = Optional.empty();
        List<Flow> ends = new ArrayList<>();
        for (String output : graph.outputs()) {
            Term term = terms.get(output);
            if (term == null || term instanceof Constant || term instanceof Term.Gaps) {
                throw new GivenException(
                        "output '%s' is nothing that a network computes of its input".formatted(output));
            }
            Flow flow = term instanceof Term.Labels labels ? labels.of() : (Flow) term;
            ends.add(flow);
            if (longest.isEmpty() || flow.length() > longest.get().length()) {
                longest = Optional.of(flow);
            }
        }
        Flow end = longest.orElseThrow(() -> new GivenException("the graph has no output"));
        if (!end.steps().containsAll(ends)) {
            throw new GivenException(
                    "the outputs %s do not lie on one way; supported is one output, with others that are on the way to it"
                            .formatted(graph.outputs()));
        }
        return end;
    }
}
