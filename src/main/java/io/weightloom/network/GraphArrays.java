package io.weightloom.network;

import io.weightloom.program.natives.Differentiation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The arrays that a graph holds, from its making to its end. */
final class GraphArrays {

    private GraphArrays() {}

    /** A graph that one thread at a time works with. */
    static SameDiff empty() {
        SameDiff graph = SameDiff.create();
        graph.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), false);
        return graph;
    }

    /** Without the variables' arrays meanwhile: SameDiff copies each, and leaves the copy to the garbage collector. */
    static void differentiate(SameDiff graph) {
        Map<String, INDArray> arrays = new HashMap<>();
        for (String name : List.copyOf(graph.getVariablesArrays().arrayNames())) {
            arrays.put(name, graph.getVariablesArrays().removeArray(name));
        }
        Differentiation.of(graph);
        SameDiff gradient = graph.getFunction("grad");
        arrays.forEach((name, array) -> {
            graph.associateArrayWithVariable(array, name);
            gradient.associateArrayWithVariable(array, name);
        });
    }

    /** Frees the arrays that a graph holds. */
    static void free(SameDiff graph) {
        graph.variables().stream()
                .filter(variable -> variable.getVariableType() == VariableType.VARIABLE
                        || variable.getVariableType() == VariableType.CONSTANT)
                .map(SDVariable::getArr)
                .filter(array -> array != null && array.closeable())
                .forEach(INDArray::close);
    }
}
