package io.weightloom.verification;

import java.util.Map;
import java.util.stream.Collectors;

/** What may keep gradients, or a condition, from having any effect. */
final class Suspects {

    private Suspects() {}

    /**
     * As sentences, each with a space before it.
     *
     * @param values of the trainables at the start, which are also the present ones
     */
    static String of(ProbedNetwork probed, Map<String, double[]> values) {
        String zero = values.entrySet().stream()
                .filter(entry -> Numbers.largest(entry.getValue()) == 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        return (zero.isEmpty() ? "" : " Zero at the start: %s.".formatted(zero)) + silent(probed, "");
    }

    /** Which ReLUs let nothing pass, at the trainables' present values, as a sentence with a space before it. */
    static String silent(ProbedNetwork probed, String when) {
        String silent = String.join(", ", Kinks.of(probed.network().graph()).silent(probed));
        return silent.isEmpty()
                ? ""
                : " ReLUs that let nothing pass%s: those of %s.".formatted(when.isEmpty() ? "" : " " + when, silent);
    }
}
