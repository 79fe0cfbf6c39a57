package io.weightloom.verification;

import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import io.weightloom.program.GradientProgram;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What trains is what was verified: the compiled program, in single precision, computes the loss and the gradients that
 * SameDiff computes in double precision, which is where the other checks look.
 *
 * <p>In single precision an example may fall on the other side of a ReLU's kink, and where a gradient is zero at first,
 * as behind a head that starts at zero, agreement proves little. Such numbers are looked at again, at most
 * {@value #MORE} times, with all trainables displaced by random numbers: a program that is wrong is wrong there, too.
 */
final class Compilation implements Check {

    /**
     * Largest relative error of numbers that agree, as a share of the largest of their tensor. Rounding was seen to
     * stay below 5e-6, in 17,000 comparisons over all kinds of networks; what a wrong program computes differs by about
     * 1.
     */
    static final double TOLERANCE = 1e-3;

    /** What is smaller than this may be nothing in single precision. */
    private static final double NOTHING = 1e-30;

    private static final int MORE = 3;

    @Override
    public CheckKind kind() {
        return CheckKind.PROGRAM;
    }

    @Override
    public List<Finding> findings(ProbedNetwork probed) {
        SplittableRandom random = probed.random(kind());
        if (!isSameDiffs(probed)) {
            return List.of(
                    new Finding(
                            kind(),
                            "gradients",
                            Verdict.MISMATCH,
                            Map.of(),
                            "The program that is compiled in double precision, by which trials of this structure are verified, does not compute SameDiff's gradients, neither at the first values nor with all trainables displaced."));
        }
        try (Network single = probed.single();
                GradientProgram program = probed.program(single)) {
            Map<String, Comparison> all = compared(probed, program, probed.firstGradients(), "");
            for (int more = 0; more < MORE && all.values().stream().anyMatch(Comparison::provesLittle); more++) {
                probed.displaced(
                                random,
                                () -> compared(probed, program, probed.gradients(), " with all trainables displaced"))
                        .forEach((subject, another) ->
                                all.computeIfPresent(subject, (same, comparison) -> comparison.or(another)));
            }
            boolean compiled = probed.computed().compiles();
            return all.values().stream()
                    .map(comparison -> finding(comparison, compiled))
                    .toList();
        }
    }

    /**
     * Whether gradients in double precision are SameDiff's: they are by SameDiff, or by a program that has given the
     * same at least once, here or for a trial of the same structure before.
     */
    private boolean isSameDiffs(ProbedNetwork probed) {
        probed.firstGradients();
        SplittableRandom random = probed.random(kind()).split();
        for (int more = 0; more < MORE && !probed.computed().isProved(); more++) {
            probed.displaced(random, probed::gradients);
        }
        return probed.computed().isProved();
    }

    /**
     * One number, or tensor, in both.
     *
     * @param where at which values of the trainables, as words with a space before them
     * @param error relative to the largest; NaN if a number is not finite
     * @param largest absolute value, in SameDiff's
     */
    private record Comparison(String subject, String where, double error, double largest) {

        /**
         * @param scale of the largest gradient: where those of a tensor cancel to nothing, what is left in single
         *     precision is a rounding of that
         */
        static Comparison of(String subject, String where, double[] program, double[] sameDiff, double scale) {
            double largest = Numbers.largest(sameDiff);
            double error = Math.max(largest, Numbers.largest(program)) < NOTHING
                    ? 0
                    : Numbers.isRounding(largest, scale)
                            ? Numbers.largest(program) / scale
                            : Numbers.relativeError(program, sameDiff);
            return new Comparison(subject, where, error, largest);
        }

        boolean agrees() {
            return error < TOLERANCE;
        }

        /** Whether it says nothing for the program, or only that a kink may lie between the two. */
        boolean provesLittle() {
            return !agrees() || isNothing();
        }

        /** This one if it proves something, else the other one if that compares anything. */
        Comparison or(Comparison other) {
            return provesLittle() && !other.isNothing() ? other : this;
        }

        private boolean isNothing() {
            return largest < NOTHING;
        }
    }

    /** @param compiled whether it was compared with a program in double precision */
    private Finding finding(Comparison comparison, boolean compiled) {
        String what = comparison.subject().equals(Names.LOSS)
                ? "The compiled program's loss"
                : "The compiled program's gradient of " + comparison.subject();
        Map<String, Double> measures = new Measures()
                .with("relative-error", comparison.error())
                .with("largest", comparison.largest())
                .all();
        if (Double.isNaN(comparison.error())) {
            return new Finding(
                    kind(),
                    comparison.subject(),
                    Verdict.NON_FINITE,
                    measures,
                    "%s, or SameDiff's, is not finite.".formatted(what));
        }
        String error = Numbers.text(comparison.error());
        return comparison.agrees()
                ? new Finding(
                        kind(),
                        comparison.subject(),
                        Verdict.OK,
                        measures,
                        compiled
                                ? "%s is that of double precision%s (relative error %s), which has been held to SameDiff's for this structure."
                                        .formatted(what, comparison.where(), error)
                                : "%s is SameDiff's%s (relative error %s).".formatted(what, comparison.where(), error))
                : new Finding(
                        kind(),
                        comparison.subject(),
                        Verdict.MISMATCH,
                        measures,
                        "%s differs from %s, also with all trainables displaced: relative error %s, allowed is %s."
                                .formatted(
                                        what,
                                        compiled ? "that of double precision" : "SameDiff's",
                                        error,
                                        Numbers.text(TOLERANCE)));
    }

    /** The loss and the gradients at the network's present values, by subject. */
    private static Map<String, Comparison> compared(
            ProbedNetwork probed, GradientProgram program, Map<String, double[]> gradients, String where) {
        Map<String, Comparison> comparisons = new LinkedHashMap<>();
        program.parameters(Numbers.joined(probed.values().values()));
        double loss = program.gradients();
        comparisons.put(
                Names.LOSS, Comparison.of(Names.LOSS, where, new double[] {loss}, probed.compute(Names.LOSS), 0));
        double scale =
                gradients.values().stream().mapToDouble(Numbers::largest).max().orElse(0);
        for (String trainable : probed.network().trainableNames()) {
            double[] own = program.gradient(trainable);
            double[] sameDiff = gradients.getOrDefault(trainable, new double[own.length]); // zero if it is not reached
            comparisons.put(trainable, Comparison.of(trainable, where, own, sameDiff, scale));
        }
        return comparisons;
    }
}
