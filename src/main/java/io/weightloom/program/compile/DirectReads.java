package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Function;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A pass that lets nodes read what they need where it is. Work that is done element by element asks for no shape, so it
 * reads a value itself and not what shows it in another shape: nothing stands between such work any more. And a ReLU's
 * derivative reads what the ReLU made and not what it was made of, because others read that, too: what it was made of
 * need not be written.
 */
final class DirectReads {

    private final OpList list;
    private final Map<String, String> shown = new HashMap<>(); // what an alias shows all of
    private final Map<String, String> positive = new HashMap<>(); // what a ReLU has made of a value

    private DirectReads(OpList list) {
        this.list = list;
        for (Node node : list.nodes()) {
            if (node.operation() instanceof Operation.Alias
                    && list.value(node.inputs().get(0)).size()
                            == list.value(node.output()).size()) {
                shown.put(node.output(), root(node.inputs().get(0)));
            }
        }
    }

    /**
     * The same list with fewer aliases.
     *
     * @param wanted values that are read beside those that nodes read
     */
    static OpList find(OpList list, Collection<String> wanted) {
        DirectReads pass = new DirectReads(list);
        List<Node> nodes = new ArrayList<>();
        for (Node node : list.nodes()) {
            List<String> inputs = new ArrayList<>();
            for (int input = 0; input < node.inputs().size(); input++) {
                inputs.add(pass.read(node, input));
            }
            nodes.add(new Node(node.operation(), inputs, node.outputs()));
            if (node.operation().equals(new Operation.Map(Function.RELU))) {
                pass.positive.put(inputs.get(0), node.output());
            }
        }
        return Pruning.prune(new OpList(nodes, list.values()), wanted);
    }

    private String read(Node node, int input) {
        String name = node.inputs().get(input);
        String root = root(name);
        if (input == 0 && node.operation().equals(new Operation.Derivative(Function.RELU))) {
            return positive.getOrDefault(root, root);
        }
        boolean shaped =
                !ElementwiseFusion.isStep(node.operation()) || !ElementwiseFusion.isRead(node.operation(), input);
        boolean alike = Arrays.equals(list.value(name).shape(), list.value(root).shape());
        return node.operation() instanceof Operation.Alias || (shaped && !alike) ? name : root;
    }

    private String root(String name) {
        return shown.getOrDefault(name, name);
    }
}
