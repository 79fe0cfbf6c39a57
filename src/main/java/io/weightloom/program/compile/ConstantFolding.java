package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Value;
import io.weightloom.program.kernel.GenericCall;
import java.util.ArrayList;
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
 * The second pass: runs the nodes once, on inputs of zeros, and so learns the shape of every value (SameDiff knows
 * shapes only as far as placeholders do) and the elements of those that never change, such as shapes and what is
 * computed from constants; nodes that compute only such values disappear.
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
    private final Map<String, Value> values = new HashMap<>();
    private final Set<String> missing = new TreeSet<>();
    private final Map<String, Integer> readers = new HashMap<>(); // places where a value is still to be read

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
     * Runs the nodes.
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
        nodes.forEach(node -> node.inputs().forEach(name -> readers.merge(name, 1, Integer::sum)));
        List<Node> changing = new ArrayList<>();
        for (Node node : nodes) {
            if (!run(node)) {
                changing.add(node);
            }
            node.inputs().forEach(this::read);
        }
        OpList list = new OpList(changing, values);
        arrays.keySet().removeIf(this::isConstant); // the values own them now
        return list;
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
                define(
                        name,
                        GenericCall.allocate(
                                LongShapeDescriptor.fromShape(shape, variable.dataType()), variable.dataType()),
                        new Value.Input());
            }
        } else {
            INDArray array = leaves.apply(name).dup('c');
            define(name, array, parameters.contains(name) ? new Value.Parameter() : new Value.Constant(array));
        }
    }

    /** Runs a node; whether its outputs never change. */
    private boolean run(Node node) {
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
        List<INDArray> outputs = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            DataType type = graph.getVariable(node.outputs().get(i)).dataType();
            outputs.add(GenericCall.allocate(shapes.get(i), type));
        }
        call.into(outputs).run();
        boolean constant = SHAPE_ONLY.contains(operation.op().opName())
                || node.inputs().stream().allMatch(name -> isConstant(name));
        for (int i = 0; i < outputs.size(); i++) {
            INDArray output = outputs.get(i);
            define(node.outputs().get(i), output, constant ? new Value.Constant(output) : new Value.Result());
        }
        return constant;
    }

    /** Frees what nobody reads any more: of many steps, the gradient of each is as large as what all of them read. */
    private void read(String name) {
        if (readers.merge(name, -1, Integer::sum) == 0 && !isConstant(name)) {
            array(name).close();
            arrays.remove(name);
        }
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

    private void define(String name, INDArray array, Value.Origin origin) {
        arrays.put(name, array);
        values.put(name, new Value(array.shape().clone(), array.dataType(), origin));
    }

    private void free() {
        arrays.values().forEach(INDArray::close);
    }
}
