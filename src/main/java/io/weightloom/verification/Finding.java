package io.weightloom.verification;

import java.util.List;
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
 * @param samples gradients that were compared with central differences, in the order in which they were drawn; none of
 *     checks that sample nothing
 */
public record Finding(
        CheckKind check,
        String subject,
        Verdict verdict,
        Map<String, Double> measures,
        String message,
        List<Sample> samples) {

    /** Copies the measures and samples. */
    public Finding {
        measures = Map.copyOf(measures);
        samples = List.copyOf(samples);
    }

    /** One of a check that samples nothing. */
    public Finding(CheckKind check, String subject, Verdict verdict, Map<String, Double> measures, String message) {
        this(check, subject, verdict, measures, message, List.of());
    }

    /**
     * The gradient at one element, both finite.
     *
     * @param analytic as SameDiff computes it
     * @param numeric as the central difference that came nearest says it
     */
    public record Sample(double analytic, double numeric) {}
}
