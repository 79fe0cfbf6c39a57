package io.weightloom.verification;

import java.util.Map;

/**
 * One fact of a verification.
 *
 * @param check what was looked at
 * @param subject the trainable, slot or output it was looked at in, by its name in the graph
 * @param verdict what it says
 * @param measures the numbers behind it by kebab-case name, such as {@code relative-error}, {@code norm-0} (before any
 *     update), {@code norm-2} (after two), {@code zeros-0}, {@code weight-ratio-0}, {@code movement-0},
 *     {@code second-moment}, {@code intended}
 * @param message one sentence for the user
 */
public record Finding(CheckKind check, String subject, Verdict verdict, Map<String, Double> measures, String message) {

    /** Copies the measures. */
    public Finding {
        measures = Map.copyOf(measures);
    }
}
