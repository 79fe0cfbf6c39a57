package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A pass that replaces ops of ND4J by our own operations where a {@link Rule} knows both to compute the same, and that
 * splits gradients of several inputs into one operation for each, so that those which nobody needs can be pruned. What
 * no rule knows stays as it is. There is a class of rules for each family of ops.
 */
final class KernelSelection {

    private final Values values;
    private final LossRules losses;
    private final Map<String, Rule> rules = new HashMap<>(); // by ND4J's name of the op

    private KernelSelection(OpList list, DataType type, Set<String> wanted) {
        this.values = new Values(list.values(), type);
        this.losses = new LossRules(list, values, wanted);
        rules.putAll(new ProductRules(values).rules());
        rules.putAll(new ArithmeticRules(values).rules());
        rules.putAll(new FunctionRules().rules());
        rules.putAll(new ShapeRules(values).rules());
        rules.putAll(new SliceRules(values).rules());
        rules.putAll(new ConcatenationRules(values).rules());
        rules.putAll(new ReductionRules(values).rules());
        rules.putAll(new ConvolutionRules(values).rules());
        rules.putAll(new PoolingRules(values).rules());
        rules.putAll(losses.rules());
    }

    /** @param wanted values that are read beside those that nodes read */
    static OpList select(OpList list, DataType type, Set<String> wanted) {
        KernelSelection selection = new KernelSelection(list, type, wanted);
        List<Node> nodes = new ArrayList<>();
        for (Node node : list.nodes()) {
            if (!selection.losses.give(node)) {
                List<Node> selected = selection.selected(node);
                nodes.addAll(selected.isEmpty() ? List.of(node) : selected);
            }
        }
        return new OpList(nodes, selection.values.all());
    }

    /** The nodes that stand for a node; none if it stays. */
    private List<Node> selected(Node node) {
        return OpNode.of(node)
                .filter(this::isTyped)
                .map(op -> rules.getOrDefault(op.name(), unknown -> List.of()).nodes(op))
                .orElse(List.of());
    }

    /** Whether all that matters is of the program's type; axes and shapes are constants of other types. */
    private boolean isTyped(OpNode op) {
        return op.outputs().stream().allMatch(name -> values.get(name).type() == values.type())
                && op.inputs().stream()
                        .map(values::get)
                        .allMatch(value -> value.type() == values.type() || value.isConstant());
    }
}
