package io.weightloom.verification;

import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.verification.loop.TargetLoops;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A given network whose hidden units were reordered computes what that of its file does, by {@link TargetLoops}, on a
 * few examples. Where the network itself makes rounding larger, as much as a hundred roundings of its weights move its
 * output is allowed.
 */
final class Reordering implements Check {

    private static final double TOLERANCE = 1e-12;
    private static final double NUDGE = 1e-14;
    private static final int EXAMPLES = 5;

    @Override
    public CheckKind kind() {
        return CheckKind.TARGET;
    }

    @Override
    public List<Finding> findings(ProbedNetwork probed) {
        Optional<GivenSpec> given =
                probed.trial().given().filter(known -> known.isRead() && known.order() != GivenSpec.Order.GIVEN);
        if (given.isEmpty()) {
            return List.of();
        }
        try (ProbedNetwork few = probed.few(EXAMPLES)) {
            return List.of(finding(probed.trial().target(), given.get(), few.input(), probed.random(kind())));
        }
    }

    private Finding finding(TargetSpec target, GivenSpec given, double[] x, SplittableRandom random) {
        double[] filed = given.flatAsFiled();
        double[] output = output(target, filed, x);
        double error = Numbers.relativeError(output, output(target, given.flat(), x));
        for (int i = 0; i < filed.length; i++) {
            filed[i] *= 1 + (random.nextBoolean() ? NUDGE : -NUDGE);
        }
        double allowed = Math.max(TOLERANCE, Numbers.relativeError(output, output(target, filed, x)));
        boolean same = error <= allowed;
        return new Finding(
                kind(),
                "order",
                same ? Verdict.OK : Verdict.MISMATCH,
                new Measures()
                        .with("relative-error", error)
                        .with("allowed", allowed)
                        .all(),
                same
                        ? "order: the reordered network computes what that of the file does (relative error %s)."
                                .formatted(Numbers.text(error))
                        : ("order: the reordered network computes something else than that of the file: relative error"
                                        + " %s, allowed is %s.")
                                .formatted(Numbers.text(error), Numbers.text(allowed)));
    }

    private static double[] output(TargetSpec target, double[] weights, double[] x) {
        return TargetLoops.output(
                target, weights, x, x.length / Math.toIntExact(target.input().width()));
    }
}
