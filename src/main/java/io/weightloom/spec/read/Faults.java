package io.weightloom.spec.read;

import io.weightloom.spec.fault.Fault;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers faults, each once. Not thread-safe. */
final class Faults {

    private final Set<Fault> all = new LinkedHashSet<>();

    void add(String where, String key, String message) {
        all.add(new Fault(where, key, message));
    }

    void addAll(Faults others) {
        all.addAll(others.all);
    }

    boolean none() {
        return all.isEmpty();
    }

    /** All of them in the order in which they were added. */
    List<Fault> all() {
        return List.copyOf(all);
    }
}
