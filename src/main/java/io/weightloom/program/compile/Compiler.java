package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.TrainableRange;
import io.weightloom.program.ir.Value;
import io.weightloom.program.natives.ArrayNumbers;
import io.weightloom.program.natives.Differentiation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The pipeline of passes from a SameDiff graph to what can be executed. Used once, by one thread. */
public final class Compiler {

    /** All trainables end to end; no SameDiff variable has such a name. */
    public static final String PARAMETERS = "<parameters>";

    /** All gradients end to end. */
    public static final String GRADIENTS = "<gradients>";

    /** What the gradient of a computed variable is called. */
    public static String gradientOf(String variable) {
        return "<gradient of " + variable + ">";
    }

    private final SameDiff graph;
    private final List<String> trainables;
    private final Map<String, long[]> inputShapes;
    private final DataType type;
    private final List<TrainableRange> ranges = new ArrayList<>(); // found when they are asked for

    /**
     * A pipeline for one graph, which is only read but for its gradient function.
     *
     * @param trainables names of the variables that change; all others count as constants
     * @param inputShapes the shape of each placeholder, the batch included
     * @param typed name of a variable whose type is that of the program
     * @throws IllegalArgumentException if a name is unknown or given twice, or a type is neither FLOAT nor DOUBLE
     */
    public Compiler(SameDiff graph, List<String> trainables, Map<String, long[]> inputShapes, String typed) {
        this.graph = graph;
        this.trainables = List.copyOf(trainables);
        this.inputShapes = inputShapes;
        this.type = variable(typed).dataType();
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            throw new IllegalArgumentException(
                    "Variable '%s' is %s, but only FLOAT and DOUBLE graphs can be compiled".formatted(typed, type));
        }
        if (Set.copyOf(this.trainables).size() < this.trainables.size()) {
            throw new IllegalArgumentException("A trainable is named twice in " + trainables);
        }
        for (String trainable : this.trainables) {
            if (variable(trainable).dataType() != type) {
                throw new IllegalArgumentException("Trainable '%s' is %s in a graph of %s"
                        .formatted(trainable, variable(trainable).dataType(), type));
            }
        }
    }

    /** Of the graph: FLOAT or DOUBLE. */
    public DataType type() {
        return type;
    }

    /** Where the trainables lie among all parameters, in order. */
    public List<TrainableRange> ranges() {
        if (ranges.isEmpty()) {
            int offset = 0;
            for (String trainable : trainables) {
                TrainableRange range = new TrainableRange(
                        trainable, offset, Math.toIntExact(array(trainable).length()));
                offset = range.end();
                ranges.add(range);
            }
        }
        return List.copyOf(ranges);
    }

    /** The trainables that the loss of {@link #training} reaches. */
    public Set<String> reached() {
        SameDiff gradient = graph.getFunction("grad");
        return trainables.stream()
                .filter(trainable -> gradient != null && gradientName(gradient, trainable) != null)
                .collect(Collectors.toSet());
    }

    /** All trainables' values end to end. */
    public double[] parameters() {
        double[] all = new double[Math.toIntExact(parametersShape()[0])];
        for (TrainableRange trainable : ranges()) {
            System.arraycopy(ArrayNumbers.of(array(trainable.name())), 0, all, trainable.offset(), trainable.size());
        }
        return all;
    }

    /** The loss and the gradients; {@link #PARAMETERS} and {@link #GRADIENTS} are values of the result. */
    public Executable training(String loss) {
        return training(loss, List.of());
    }

    /**
     * The same.
     *
     * @param also names of computed variables whose gradient is a value as well, called {@link #gradientOf}; of those
     *     that have none there is none
     */
    public Executable training(String loss, List<String> also) {
        SameDiff gradient = gradientFunction(loss);
        List<String> wanted = new ArrayList<>(List.of(loss));
        List<String> pieces = new ArrayList<>();
        List<Integer> at = new ArrayList<>();
        for (TrainableRange trainable : ranges()) {
            String name = gradientName(gradient, trainable.name());
            if (name != null) {
                wanted.add(name);
                pieces.add(name);
                at.add(trainable.offset());
            }
        }
        Map<String, String> others = new LinkedHashMap<>();
        for (String variable : also) {
            String name = gradientName(gradient, variable);
            if (name != null) {
                others.put(variable, name);
            }
        }
        wanted.addAll(others.values());
        OpList folded = folded(gradient, wanted);
        List<Node> nodes = new ArrayList<>(folded.nodes());
        nodes.add(new Node(new Operation.Assemble(at), pieces, List.of(GRADIENTS)));
        Map<String, Value> values = new HashMap<>(folded.values());
        values.put(GRADIENTS, new Value(parametersShape(), type, new Value.Result()));
        List<String> results = new ArrayList<>(List.of(loss, GRADIENTS));
        others.forEach((variable, name) -> {
            String copy = gradientOf(variable);
            nodes.add(new Node(new Operation.Assemble(List.of(0)), List.of(name), List.of(copy)));
            values.put(copy, new Value(folded.value(name).shape(), type, new Value.Result()));
            results.add(copy);
        });
        return executable(new OpList(nodes, values), results);
    }

    /** The named outputs; {@link #PARAMETERS} is a value of the result. */
    public Executable inference(List<String> outputs) {
        return executable(folded(graph, outputs), outputs);
    }

    private OpList folded(SameDiff source, List<String> wanted) {
        List<Node> nodes = Ordering.nodes(source, wanted, inputShapes.keySet());
        return ConstantFolding.fold(
                source,
                nodes,
                wanted,
                name -> graph.hasVariable(name)
                        ? array(name)
                        : source.getVariable(name).getArr(),
                Set.copyOf(trainables),
                inputShapes);
    }

    private Executable executable(OpList list, List<String> wanted) {
        OpList pruned = Pruning.prune(withParameters(list), wanted);
        OpList selected = Pruning.prune(KernelSelection.select(pruned, type, Set.copyOf(wanted)), wanted);
        OpList found = Pruning.prune(TaskConvolutions.find(selected, type), wanted);
        OpList fused = Fusion.fuse(ReluAfterPooling.swap(found, wanted), wanted);
        OpList stacked = SharedTransposes.share(SharedFusion.fuse(Stacking.stack(fused, type, wanted), wanted));
        OpList summed = Fusion.accumulate(stacked, wanted);
        List<String> named = new ArrayList<>(List.of(PARAMETERS));
        named.addAll(wanted);
        inputShapes.keySet().stream().filter(list.values()::containsKey).forEach(named::add);
        OpList deferred = DeferredOuterProducts.defer(DirectReads.find(summed, wanted), GRADIENTS);
        return new Executable(type == DataType.FLOAT ? ElementwiseFusion.fuse(deferred, named) : deferred, type, named);
    }

    /** Makes the trainables parts of one value. */
    private OpList withParameters(OpList list) {
        Map<String, Value> values = new HashMap<>(list.values());
        values.put(PARAMETERS, new Value(parametersShape(), type, new Value.Parameter()));
        List<Node> nodes = new ArrayList<>();
        for (TrainableRange trainable : ranges()) {
            Operation part = new Operation.Alias(trainable.offset());
            nodes.add(new Node(part, List.of(PARAMETERS), List.of(trainable.name())));
        }
        nodes.addAll(list.nodes());
        return new OpList(nodes, values);
    }

    private SameDiff gradientFunction(String loss) {
        if (!graph.getLossVariables().equals(List.of(loss))) {
            graph.setLossVariables(loss);
        }
        Differentiation.of(graph);
        return graph.getFunction("grad");
    }

    private static @Nullable String gradientName(SameDiff gradient, String trainable) {
        SDVariable variable = gradient.hasVariable(trainable) ? gradient.getGradForVariable(trainable) : null;
        return variable == null ? null : variable.name();
    }

    private SDVariable variable(String name) {
        if (!graph.hasVariable(name)) {
            throw new IllegalArgumentException("No variable '" + name + "' in the graph, which has "
                    + graph.variableMap().keySet());
        }
        return graph.getVariable(name);
    }

    private INDArray array(String name) {
        INDArray array = variable(name).getArr();
        if (array == null) {
            throw new IllegalArgumentException("Variable '" + name + "' has no value");
        }
        return array;
    }

    private long[] parametersShape() {
        return new long[] {ranges().stream().mapToInt(TrainableRange::size).sum()};
    }
}
