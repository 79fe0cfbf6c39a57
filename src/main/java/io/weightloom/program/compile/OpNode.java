package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;

/**
 * A node that ND4J would run, as a {@link Rule} reads it. Immutable.
 *
 * @param op what it would run
 */
record OpNode(Node node, DifferentialFunction op) {

    /** A node as this; none if it is an operation of ours. */
    static Optional<OpNode> of(Node node) {
        return node.operation() instanceof Operation.Generic generic
                ? Optional.of(new OpNode(node, generic.op()))
                : Optional.empty();
    }

    /** ND4J's name of the kind of op. */
    String name() {
        return op.opName();
    }

    List<String> inputs() {
        return node.inputs();
    }

    String input(int number) {
        return node.inputs().get(number);
    }

    List<String> outputs() {
        return node.outputs();
    }

    String output(int number) {
        return node.outputs().get(number);
    }

    /** The only output. */
    String output() {
        return node.output();
    }

    /** The op, which has numbers as arguments. */
    DynamicCustomOp custom() {
        return (DynamicCustomOp) op;
    }

    /** An argument that is a whole number; 0 if there are not as many. */
    int argument(int number) {
        DynamicCustomOp custom = custom();
        return number < custom.numIArguments() ? Math.toIntExact(custom.getIArgument(number)) : 0;
    }

    boolean flag(int number) {
        return argument(number) != 0;
    }

    /** The number that the op works with on each element. */
    double scalar() {
        return ((ScalarOp) op).scalar().getDouble(0);
    }

    /**
     * An operation in this one's place, with the same outputs.
     *
     * @param inputs numbers of the inputs that it reads; without any, it reads all
     */
    List<Node> becomes(Operation operation, int... inputs) {
        List<String> names = inputs.length == 0
                ? node.inputs()
                : Arrays.stream(inputs).mapToObj(this::input).toList();
        return List.of(new Node(operation, names, node.outputs()));
    }
}
