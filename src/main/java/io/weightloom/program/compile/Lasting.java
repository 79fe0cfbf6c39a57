package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import java.util.List;

/** Which values must not share their place with others, although a node computes them. */
final class Lasting {

    private Lasting() {}

    /**
     * Of what a node reads and writes, what is read behind the last node, and what keeps, from one run to the next,
     * zeros that nobody writes: the gaps of what is put together, the padding in a convolution's scratch, and whatever
     * an op of ND4J does not write.
     */
    static List<String> of(Node node, OpList list) {
        Operation operation = node.operation();
        if (operation instanceof Operation.Outer) {
            return node.inputs();
        } else if (operation instanceof Operation.Generic) {
            return node.outputs();
        } else if (operation instanceof Operation.Convolution
                || operation instanceof Operation.WeightGradient
                || operation instanceof Operation.ImageGradient) {
            return node.outputs().subList(1, node.outputs().size());
        } else if (operation instanceof Operation.Assemble || operation instanceof Operation.Join) {
            int filled = node.inputs().stream()
                    .mapToInt(name -> list.value(name).size())
                    .sum();
            return filled < list.value(node.output()).size() ? node.outputs() : List.of();
        }
        return List.of();
    }
}
