package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** Vectors end to end, and matrices side by side or one above the other. */
record ConcatenationRules(Values values) {

    /** By ND4J's names. */
    Map<String, Rule> rules() {
        return Map.of("concat", this::concatenation, "concat_bp", this::gradient);
    }

    private List<Node> concatenation(OpNode op) {
        int axis = axis(op, op.inputs());
        if (axis == 0) {
            return op.becomes(new Operation.Assemble(offsets(op.inputs())));
        }
        return axis == 1 ? op.becomes(new Operation.Join(columns(op.inputs()))) : List.of();
    }

    /** The outputs are the parts of the last input that belong to the inputs before it. */
    private List<Node> gradient(OpNode op) {
        List<String> inputs = op.inputs().subList(0, op.outputs().size());
        int axis = axis(op, inputs);
        if (axis < 0 || op.inputs().size() != inputs.size() + 1) {
            return List.of();
        }
        List<String> gradient = List.of(op.input(inputs.size()));
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Operation part = axis == 0
                    ? new Operation.Alias(offsets(inputs).get(i))
                    : new Operation.Cut(columns(inputs).get(i));
            nodes.add(new Node(part, gradient, List.of(op.output(i))));
        }
        return nodes;
    }

    /** Along which axis matrices are joined, 0 for vectors and single rows; -1 if that is not plain to see. */
    private int axis(OpNode op, List<String> inputs) {
        DynamicCustomOp custom = op.custom();
        boolean vectors = inputs.stream().allMatch(name -> values.shape(name).length == 1);
        boolean plain =
                (vectors || values.areMatrices(inputs)) && custom.numIArguments() == 1 && custom.numBArguments() == 0;
        if (!plain || op.argument(0) < 0) {
            return -1;
        }
        boolean endToEnd =
                vectors || inputs.stream().allMatch(name -> values.shape(name)[0] == 1 && op.argument(0) == 1);
        return endToEnd ? 0 : op.argument(0);
    }

    private List<Integer> offsets(List<String> inputs) {
        return begins(inputs, values::size);
    }

    /** Where each of some matrices begins that lie side by side. */
    private List<Integer> columns(List<String> inputs) {
        return begins(inputs, input -> {
            long[] shape = values.shape(input);
            return Math.toIntExact(shape[shape.length - 1]);
        });
    }

    private static List<Integer> begins(List<String> inputs, ToIntFunction<String> length) {
        List<Integer> begins = new ArrayList<>();
        int begin = 0;
        for (String input : inputs) {
            begins.add(begin);
            begin += length.applyAsInt(input);
        }
        return begins;
    }
}
