package io.weightloom.network;

import io.weightloom.layout.Slot;
import io.weightloom.network.target.TargetNetwork;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which target tensors are trained directly, from what a spec calls them. */
final class SharedTensors {

    private SharedTensors() {}

    /**
     * The names of the slots that are meant, and of the norms that the target wants shared, in the target's order; what
     * means none is left out.
     */
    static Set<String> of(List<String> words, TargetNetwork target) {
        Set<String> shared = new LinkedHashSet<>();
        for (Slot slot : target.layout().slots()) {
            boolean norm = slot.isNorm() && target.sharesNorms();
            if (norm || words.stream().anyMatch(word -> means(word, slot, target))) {
                shared.add(slot.name());
            }
        }
        return shared;
    }

    /** Whether a word means this tensor. */
    static boolean means(String word, Slot slot, TargetNetwork target) {
        return switch (word) {
            case "biases" -> slot.role() == Slot.Role.BIAS;
            case "first" -> isOf(target.layers().get(0), slot);
            case "last" -> isOf(target.layers().get(target.layers().size() - 1), slot);
            default -> slot.name().equals(word);
        };
    }

    private static boolean isOf(TargetNetwork.Layer layer, Slot slot) {
        return slot.name().equals(layer.weight())
                || layer.bias().filter(slot.name()::equals).isPresent();
    }
}
