package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Where each value of the program's type lies in the arena. Aliases share the place of what they show; a piece of an
 * assembled vector lies inside that vector, so that whoever computes it writes it where it belongs. Immutable.
 *
 * @param offsets of the first element, by value
 * @param size of the arena in elements, at least 1
 */
record BufferAllocation(Map<String, Integer> offsets, int size) {

    /** A cache line of floats: values start on one unless they are pieces. */
    private static final int ALIGNMENT = 16;

    BufferAllocation {
        offsets = Map.copyOf(offsets);
    }

    /** Places all values of a type that nodes read or write, and those named. */
    static BufferAllocation of(OpList list, DataType type, List<String> named) {
        Builder builder = new Builder(list);
        for (Node node : list.nodes()) {
            builder.link(node);
        }
        List<String> names = new ArrayList<>(named);
        for (Node node : list.nodes()) {
            names.addAll(node.inputs());
            names.addAll(node.outputs());
        }
        names.removeIf(name -> list.value(name).type() != type);
        return builder.place(names);
    }

    int offset(String name) {
        Integer offset = offsets.get(name);
        if (offset == null) {
            throw new IllegalStateException("Value '" + name + "' has no place");
        }
        return offset;
    }

    /** Whether the elements of {@code piece} lie at {@code offset} within {@code whole} already. */
    boolean within(String piece, String whole, int offset) {
        return offset(piece) == offset(whole) + offset;
    }

    /** Links values to the values in which they lie. */
    private static final class Builder {

        private record Link(String whole, int offset) {}

        private final OpList list;
        private final Map<String, Link> links = new HashMap<>();

        Builder(OpList list) {
            this.list = list;
        }

        void link(Node node) {
            if (node.operation() instanceof Operation.Alias alias) {
                links.put(node.output(), new Link(node.inputs().get(0), alias.offset()));
            } else if (node.operation() instanceof Operation.Assemble assemble) {
                for (int i = 0; i < node.inputs().size(); i++) {
                    adopt(
                            node.inputs().get(i),
                            node.output(),
                            assemble.offsets().get(i));
                }
            }
        }

        /** Lets a piece lie in the whole, if it is all of a computed value that lies nowhere else yet. */
        private void adopt(String piece, String whole, int offset) {
            Link root = root(piece);
            Value value = list.value(root.whole());
            boolean free = value.origin() instanceof Value.Result
                    && !root.whole().equals(root(whole).whole());
            if (free && root.offset() == 0 && value.size() == list.value(piece).size()) {
                links.put(root.whole(), new Link(whole, offset));
            }
        }

        /** The outermost value in which this one lies, and where. */
        private Link root(String name) {
            Link link = links.get(name);
            if (link == null) {
                return new Link(name, 0);
            }
            Link outer = root(link.whole());
            return new Link(outer.whole(), outer.offset() + link.offset());
        }

        BufferAllocation place(List<String> names) {
            Map<String, Integer> offsets = new HashMap<>();
            int size = 0;
            for (String name : names) {
                Link root = root(name);
                if (!offsets.containsKey(root.whole())) {
                    offsets.put(root.whole(), size);
                    int length = list.value(root.whole()).size();
                    size = Math.addExact(size, (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
                }
                offsets.put(name, offsets.get(root.whole()) + root.offset());
            }
            return new BufferAllocation(offsets, Math.max(size, 1));
        }
    }
}
