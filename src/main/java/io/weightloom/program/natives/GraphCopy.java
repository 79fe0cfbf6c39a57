package io.weightloom.program.natives;

import com.google.flatbuffers.FlatBufferBuilder;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.concurrent.atomic.AtomicInteger;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.serde.FlatBuffersMapper;
import org.nd4j.graph.FlatNode;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies a graph into an empty one, as {@link SameDiff#invokeGraphOn} does, by the same copies of ops, but in linear
 * time: SameDiff makes three collections of all its variables for each op that it copies, and looks through one. For an
 * LSTM of 50 steps whose weights are made anew at each, 4,500 ops, that was seen to take nine tenths of building it.
 */
final class GraphCopy {

    /** Bytes of an op in between; more where that is too few. */
    private static final int OP = 1024;

    private final SameDiff graph;
    private final SameDiff copy;
    private final Variables variables;
    private final Map<String, Integer> numbers = new HashMap<>();

    private GraphCopy(SameDiff graph, SameDiff copy) {
        this.graph = graph;
        this.copy = copy;
        this.variables = new Variables(graph.variables());
        graph.getVariables().keySet().forEach(name -> numbers.put(name, numbers.size()));
    }

    /** Copies variables with the arrays that they hold, and ops. */
    static void of(SameDiff graph, SameDiff copy) {
        GraphCopy copying = new GraphCopy(graph, copy);
        copying.variables.forEach(copying::add);
        graph.getOps().values().stream().map(SameDiffOp::getOp).forEach(copying::add);
    }

    private void add(SDVariable variable) {
        SDVariable own = variable.clone(graph);
        SDVariable added = copy.var(own);
        if (variable.getVariableType() != VariableType.ARRAY) {
            INDArray array = variable.getArr();
            if (array != null && !array.isEmpty()) {
                copy.associateArrayWithVariable(array, added);
            }
        }
        own.setSameDiff(copy);
    }

    private void add(DifferentialFunction op) {
        DifferentialFunction own = clone(op);
        own.setOwnName(op.getOwnName());
        own.setSameDiff(copy);
        copy.addArgsFor(op.args(), own);
        copy.addOutgoingFor(op.outputVariables(), op);
        for (SDVariable arg : own.args()) {
            arg.setSameDiff(copy);
        }
        for (SDVariable output : own.outputVariables()) {
            output.setSameDiff(copy);
        }
        own.configureWithSameDiff(copy);
    }

    /** By way of bytes, as SameDiff does it. */
    private DifferentialFunction clone(DifferentialFunction op) {
        FlatBufferBuilder bytes = new FlatBufferBuilder(OP);
        bytes.finish(FlatBuffersMapper.asFlatNode(
                graph, op, bytes, variables, numbers, new HashMap<>(), new HashMap<>(), new AtomicInteger(), 0));
        return FlatBuffersMapper.fromFlatNode(FlatNode.getRootAsFlatNode(bytes.dataBuffer()));
    }

    /** A list of variables that knows where each of them is. */
    private static final class Variables extends AbstractList<SDVariable> implements RandomAccess {

        private final List<SDVariable> variables;
        private final Map<String, Integer> places = new HashMap<>();

        Variables(List<SDVariable> variables) {
            this.variables = variables;
            variables.forEach(variable -> places.put(variable.name(), places.size()));
        }

        @Override
        public SDVariable get(int index) {
            return variables.get(index);
        }

        @Override
        public int size() {
            return variables.size();
        }

        @Override
        public int indexOf(Object variable) {
            return variable instanceof SDVariable one ? Objects.requireNonNullElse(places.get(one.name()), -1) : -1;
        }
    }
}
