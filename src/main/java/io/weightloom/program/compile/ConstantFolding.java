package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Value;
import io.weightloom.program.kernel.GenericCall;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * The second pass: asks each node for the shape of its outputs (SameDiff knows shapes only as far as placeholders do),
 * and runs those whose outputs never change, such as shapes and what is computed from constants; they disappear. All
 * values that change have elements of zero meanwhile, and those of one shape share them: the gradients of the steps of
 * a long sequence are each as large as the whole.
 */
final class ConstantFolding {

    /** Ops whose output never changes although their input does: they look at its shape only. */
    private static final Set<String> SHAPE_ONLY =
            Set.of("shape_of", "ones_as", "oneslike", "zeros_as", "zeroslike", "size", "rank", "size_at");

    private final SameDiff graph;
    private final Function<String, INDArray> leaves;
    private final Set<String> parameters;
    private final Map<String, long[]> inputShapes;
    private final Map<String, INDArray> arrays = new HashMap<>();
    private final Map<List<Object>, INDArray> zeros = new HashMap<>(); // by type and shape
    private final Map<String, Value> values = new HashMap<>();
    private final Set<String> missing = new TreeSet<>();

    private ConstantFolding(
            SameDiff graph,
            Function<String, INDArray> leaves,
            Set<String> parameters,
            Map<String, long[]> inputShapes) {
        this.graph = graph;
        this.leaves = leaves;
        this.parameters = parameters;
        this.inputShapes = inputShapes;
    }

    /**
     * Folds the nodes.
     *
     * @param graph the one that the nodes are of
     * @param wanted values that must be known even if no node reads them
     * @param leaves gives the elements of the graph's variables and constants
     * @param parameters names of the variables that change; all others count as constants
     * @param inputShapes the shapes of the placeholders
     * @throws IllegalArgumentException if a placeholder's shape is missing, or an op cannot be compiled
     */
    static OpList fold(
            SameDiff graph,
            List<Node> nodes,
            List<String> wanted,
            Function<String, INDArray> leaves,
            Set<String> parameters,
            Map<String, long[]> inputShapes) {
        ConstantFolding folding = new ConstantFolding(graph, leaves, parameters, inputShapes);
        try {
            return folding.folded(nodes, wanted);
        } finally {
            folding.free();
        }
    }

    private OpList folded(List<Node> nodes, List<String> wanted) {
        parameters.forEach(this::leaf);
        Set<String> computed = new HashSet<>();
        nodes.forEach(node -> computed.addAll(node.outputs()));
        nodes.forEach(node ->
                node.inputs().stream().filter(name -> !computed.contains(name)).forEach(this::leaf));
        wanted.stream().filter(name -> !computed.contains(name)).forEach(this::leaf);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("The shapes of the placeholders %s are missing; given were those of %s"
                    .formatted(missing, new TreeSet<>(inputShapes.keySet())));
        }
        List<Node> changing = nodes.stream().filter(node -> !isFolded(node)).toList();
        arrays.keySet().removeIf(this::isConstant); // the values own them now
        return new OpList(changing, values);
    }

    private void leaf(String name) {
        if (arrays.containsKey(name) || missing.contains(name)) {
            return;
        }
        SDVariable variable = graph.getVariable(name);
        if (variable.getVariableType() == VariableType.PLACEHOLDER || inputShapes.containsKey(name)) {
            long[] shape = inputShapes.get(name);
            if (shape == null) {
                missing.add(name);
            } else {
                change(name, LongShapeDescriptor.fromShape(shape, variable.dataType()), new Value.Input());
            }
        } else if (parameters.contains(name)) {
            change(name, leaves.apply(name).shapeDescriptor(), new Value.Parameter());
        } else {
            keep(name, leaves.apply(name).dup('c'));
        }
    }

    /** Learns of a node's outputs; whether they never change. */
    private boolean isFolded(Node node) {
        List<INDArray> inputs = node.inputs().stream().map(this::array).toList();
        Operation.Generic operation = (Operation.Generic) node.operation();
        GenericCall call = GenericCall.of(operation.op(), inputs);
        List<LongShapeDescriptor> shapes = call.outputShapes();
        if (shapes.size() != node.outputs().size()) {
            throw new IllegalArgumentException("Op '%s' of kind %s has %s outputs but tells %s shapes"
                    .formatted(
                            operation.op().getOwnName(),
                            operation,
                            node.outputs().size(),
                            shapes.size()));
        }
        boolean constant = SHAPE_ONLY.contains(operation.op().opName())
                || node.inputs().stream().allMatch(this::isConstant);
        for (int i = 0; i < shapes.size(); i++) {
            String output = node.outputs().get(i);
            if (constant) {
                keep(
                        output,
                        GenericCall.allocate(
                                shapes.get(i), graph.getVariable(output).dataType()));
            } else {
                change(output, shapes.get(i), new Value.Result());
            }
        }
        if (constant) {
            call.into(node.outputs().stream().map(this::array).toList()).run();
        }
        return constant;
    }

    private INDArray array(String name) {
        INDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalStateException("Value '" + name + "' is read before it is computed");
        }
        return array;
    }

    private boolean isConstant(String name) {
        Value value = values.get(name);
        return value != null && value.isConstant();
    }

    private void keep(String name, INDArray array) {
        define(name, array, new Value.Constant(array));
    }

    private void change(String name, LongShapeDescriptor shape, Value.Origin origin) {
        DataType type = graph.getVariable(name).dataType();
        List<Object> key = List.of(type, Arrays.stream(shape.getShape()).boxed().toList());
        define(name, zeros.computeIfAbsent(key, absent -> GenericCall.allocate(shape, type)), origin);
    }

    private void define(String name, INDArray array, Value.Origin origin) {
        arrays.put(name, array);
        values.put(name, new Value(array.shape().clone(), array.dataType(), origin));
    }

    private void free() {
        arrays.keySet().removeIf(name -> !isConstant(name));
        arrays.values().forEach(INDArray::close);
        zeros.values().forEach(INDArray::close);
    }
}
