package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Value;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Where each value of the program's type lies in the arena. Aliases share the place of what they show; a piece of an
 * assembled vector lies inside that vector, so that whoever computes it writes it where it belongs. Values that nobody
 * reads any more leave their place to later ones: a step of a deep network then touches less memory than the caches
 * hold, or fewer megabytes beyond them. Immutable.
 *
 * @param offsets of the first element, by value
 * @param lasting names of values that are there between two runs, too
 * @param size of the arena in elements, at least 1
 */
record BufferAllocation(Map<String, Integer> offsets, Set<String> lasting, int size) {

    BufferAllocation {
        offsets = Map.copyOf(offsets);
        lasting = Set.copyOf(lasting);
    }

    /** Places all values of a type that nodes read or write, and those named, which last. */
    static BufferAllocation of(OpList list, DataType type, List<String> named) {
        Builder builder = new Builder(list, type);
        for (Node node : list.nodes()) {
            builder.link(node);
        }
        return builder.place(named);
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
        private final DataType type;
        private final Map<String, Link> links = new HashMap<>();
        private final Set<String> kept = new LinkedHashSet<>(); // of outermost values, as are the next two
        private final Map<String, Integer> ends = new HashMap<>(); // number of the last node that touches each
        private final Map<String, Integer> begins = new HashMap<>();
        private final Stretches stretches = new Stretches();

        Builder(OpList list, DataType type) {
            this.list = list;
            this.type = type;
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

        BufferAllocation place(List<String> named) {
            Set<String> names = new LinkedHashSet<>(typed(named));
            names.forEach(this::keep);
            List<Node> nodes = list.nodes();
            for (int number = 0; number < nodes.size(); number++) {
                for (String name : touched(nodes.get(number))) {
                    names.add(name);
                    ends.put(root(name).whole(), number);
                    if (!(list.value(name).origin() instanceof Value.Result)) {
                        keep(name);
                    }
                }
                typed(Lasting.of(nodes.get(number), list)).forEach(this::keep);
            }
            kept.forEach(this::begin);
            for (int number = 0; number < nodes.size(); number++) {
                List<String> touched = touched(nodes.get(number));
                touched.forEach(name -> begin(root(name).whole()));
                for (String name : touched) {
                    String whole = root(name).whole();
                    if (!kept.contains(whole) && ends.remove(whole, number)) { // once, however often touched
                        stretches.give(begin(whole));
                    }
                }
            }
            Map<String, Integer> offsets = new HashMap<>();
            names.forEach(name ->
                    offsets.put(name, begin(root(name).whole()) + root(name).offset()));
            names.removeIf(name -> !kept.contains(root(name).whole()));
            return new BufferAllocation(offsets, names, Math.max(stretches.size(), 1));
        }

        private void keep(String name) {
            kept.add(root(name).whole());
        }

        /** Where an outermost value begins, which takes its place when that is asked first. */
        private int begin(String whole) {
            return begins.computeIfAbsent(
                    whole, name -> stretches.take(list.value(name).size()));
        }

        private List<String> touched(Node node) {
            return typed(Stream.concat(node.inputs().stream(), node.outputs().stream())
                    .toList());
        }

        private List<String> typed(List<String> names) {
            return names.stream()
                    .filter(name -> list.value(name).type() == type)
                    .toList();
        }
    }
}
