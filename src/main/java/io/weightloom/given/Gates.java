package io.weightloom.given;

import io.weightloom.spec.Activation;
import java.util.Optional;

/** Activations that consist of several nodes, and what a classifier of two classes ends with. */
final class Gates {

    private static final double TOLERANCE = 1e-6;

    private Gates() {}

    /** What x times a gate of x is; empty if it is no activation. */
    static Optional<Flow> product(Flow x, Flow gate, String node) {
        if (gate.step() instanceof Step.Activate activate
                && activate.activation() == Activation.SIGMOID
                && same(gate.before(), x)) {
            return Optional.of(x.then(new Step.Activate(Activation.SILU), node));
        }
        boolean half = isTimes(x, 0.5);
        Flow from = half ? x.before().orElseThrow() : x;
        Optional<Flow> inside = undone(gate, 1, Kind.PLUS)
                .filter(erf -> erf.step() instanceof Step.Erf)
                .flatMap(Flow::before)
                .flatMap(scaled -> undone(scaled, Math.sqrt(0.5), Kind.TIMES));
        if (!same(inside, from)) {
            return Optional.empty();
        }
        return Optional.of(from.then(half ? new Step.Activate(Activation.GELU) : new Step.TwiceGelu(), node));
    }

    /** Gelu, if this is half of twice gelu. */
    static Optional<Flow> halved(Flow flow, String node) {
        return isTimes(flow, 0.5)
                ? flow.before()
                        .filter(twice -> twice.step() instanceof Step.TwiceGelu)
                        .flatMap(Flow::before)
                        .map(x -> x.then(new Step.Activate(Activation.GELU), node))
                : Optional.empty();
    }

    /** Whether one is 1 less the other, a probability. */
    static boolean isRest(Flow rest, Flow probability) {
        return probability.step() instanceof Step.Activate activate
                && activate.activation() == Activation.SIGMOID
                && same(undone(rest, 1, Kind.PLUS).flatMap(negative -> undone(negative, -1, Kind.TIMES)), probability);
    }

    private enum Kind {
        PLUS,
        TIMES
    }

    private static boolean isTimes(Flow flow, double factor) {
        return undone(flow, factor, Kind.TIMES).isPresent();
    }

    /** What was there before a step with this number; empty if the last step is another one. */
    private static Optional<Flow> undone(Flow flow, double number, Kind kind) {
        double said = Double.NaN;
        if (kind == Kind.PLUS
                && flow.step() instanceof Step.Plus plus
                && plus.shift().isScalar()) {
            said = plus.shift().values()[0];
        } else if (kind == Kind.TIMES
                && flow.step() instanceof Step.Times times
                && times.factor().isScalar()) {
            said = times.factor().values()[0];
        } else if (kind == Kind.TIMES
                && flow.step() instanceof Step.Over over
                && over.divisor().isScalar()) {
            said = 1 / over.divisor().values()[0];
        }
        return Math.abs(said - number) < TOLERANCE ? flow.before() : Optional.empty();
    }

    private static boolean same(Optional<Flow> one, Flow other) {
        return one.isPresent() && one.get().equals(other); // which no other is
    }
}
