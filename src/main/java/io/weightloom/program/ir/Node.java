package io.weightloom.program.ir;

import java.util.List;

/**
 * One entry of an op list. Immutable.
 *
 * @param operation what it computes
 * @param inputs names of the values it reads, in the operation's order
 * @param outputs names of the values it writes; no other node writes them
 */
public record Node(Operation operation, List<String> inputs, List<String> outputs) {

    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** The only output. */
    public String output() {
        if (outputs.size() != 1) {
            throw new IllegalStateException("One output was wanted but there are " + outputs);
        }
        return outputs.get(0);
    }
}
