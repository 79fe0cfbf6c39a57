package io.weightloom.layout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The slots that tile the flat vector of all target weights, end to end, in order. Immutable. */
public final class Layout {

    private final List<Slot> slots;
    private @Nullable Map<String, Slot> byName; // made when it is first asked; whoever is first, it is the same

    private Layout(List<Slot> slots) {
        this.slots = List.copyOf(slots);
    }

    /** A layout without slots. */
    public static Layout empty() {
        return new Layout(List.of());
    }

    /** A layout of exactly these slots, which may be wrong: {@link #faults()} tells. */
    public static Layout of(List<Slot> slots) {
        return new Layout(slots);
    }

    /** This layout with one more tensor at its end. */
    public Layout with(String name, Shape shape, long fanIn, long fanOut, Slot.Role role) {
        List<Slot> more = new ArrayList<>(slots);
        more.add(new Slot(name, shape, fanIn, fanOut, role, size()));
        return new Layout(more);
    }

    /** The layout of some of these tensors, end to end in the same order. */
    public Layout only(Predicate<Slot> wanted) {
        List<Slot> some = new ArrayList<>();
        long offset = 0;
        for (Slot slot : slots) {
            if (wanted.test(slot)) {
                Slot moved = new Slot(slot.name(), slot.shape(), slot.fanIn(), slot.fanOut(), slot.role(), offset);
                some.add(moved);
                offset = moved.end();
            }
        }
        return new Layout(some);
    }

    /** The slots in the order of their offsets. */
    public List<Slot> slots() {
        return slots;
    }

    /** Number of target weights, Theta. */
    public long size() {
        return slots.isEmpty() ? 0 : slots.get(slots.size() - 1).end();
    }

    /**
     * The slot of the tensor {@code name}.
     *
     * @throws IllegalArgumentException if there is no tensor of that name
     */
    public Slot slot(String name) {
        Slot slot = byName().get(name);
        if (slot == null) {
            throw new IllegalArgumentException("No tensor '%s' in %s"
                    .formatted(name, slots.stream().map(Slot::name).toList()));
        }
        return slot;
    }

    private Map<String, Slot> byName() {
        Map<String, Slot> known = byName;
        if (known == null) {
            Map<String, Slot> made = new HashMap<>();
            slots.forEach(slot -> made.putIfAbsent(slot.name(), slot));
            known = made;
            byName = known;
        }
        return known;
    }

    /** Every gap, overlap and doubled name, as sentences; empty if the slots tile the flat vector. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        long expected = 0;
        for (Slot slot : slots) {
            if (slot.offset() != expected) {
                faults.add("%s starts at %s, but the slot before it ends at %s"
                        .formatted(slot.name(), slot.offset(), expected));
            }
            expected = slot.end();
        }
        Set<String> names = new HashSet<>();
        slots.stream()
                .map(Slot::name)
                .filter(name -> !names.add(name))
                .distinct()
                .forEach(name -> faults.add("two slots are named " + name));
        return faults;
    }
}
