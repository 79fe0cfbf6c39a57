package io.weightloom.given;

import io.weightloom.spec.TargetSpec;
import java.util.List;
import java.util.Map;

/**
 * A network that a user has. Immutable by agreement.
 *
 * @param target its layers and activations
 * @param weights values by the name of the target's slot, each row by row
 * @param scaling of its inputs
 * @param notes sentences: what the file has beside that was skipped or folded
 */
public record GivenNetwork(TargetSpec target, Map<String, double[]> weights, GivenScaling scaling, List<String> notes) {

    /** Copies map and list. */
    public GivenNetwork {
        weights = Map.copyOf(weights);
        notes = List.copyOf(notes);
    }
}
