package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A pass that removes nodes none of whose outputs is wanted or read. */
final class Pruning {

    private Pruning() {}

    static OpList prune(OpList list, Collection<String> wanted) {
        Set<String> read = new HashSet<>(wanted);
        List<Node> kept = new ArrayList<>();
        for (int i = list.nodes().size() - 1; i >= 0; i--) {
            Node node = list.nodes().get(i);
            if (node.outputs().stream().anyMatch(read::contains)) {
                kept.add(node);
                read.addAll(node.inputs());
            }
        }
        Collections.reverse(kept);
        return new OpList(kept, list.values());
    }
}
