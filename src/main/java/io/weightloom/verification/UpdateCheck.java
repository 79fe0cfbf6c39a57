package io.weightloom.verification;

import io.weightloom.network.Trainable;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.training.Step;
import io.weightloom.verification.loop.UpdateLoops;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * An update of the float program that trains is that of {@link UpdateLoops}, in double precision from the same
 * gradients: learning rate, parameters and moments.
 *
 * @param perEpoch steps in an epoch
 */
record UpdateCheck(TrainingSpec spec, List<Trainable> trainables, long perEpoch) {

    /**
     * Of a move relative to the largest of its trainable, and of a moment. Rounding was seen below 1e-5; decay and
     * clipping show in the moments where Adam's first step would hide them.
     */
    private static final double TOLERANCE = 1e-4;

    /** Smaller numbers may be nothing in single precision, squared ones too. */
    private static final double NOTHING = 1e-15;

    private static final double NO_MOMENT = 1e-30;

    List<Finding> findings(Step step) {
        List<Finding> findings = new ArrayList<>();
        double rate = UpdateLoops.rate(spec, step.number(), perEpoch);
        boolean agrees = Math.abs(rate - step.learningRate()) <= 1e-9 * rate;
        findings.add(new Finding(
                CheckKind.UPDATE,
                "learning-rate",
                agrees ? Verdict.OK : Verdict.MISMATCH,
                new Measures()
                        .with("step", (double) step.number())
                        .with("rate", step.learningRate())
                        .all(),
                agrees
                        ? "learning-rate: at the first steps it is what the schedule says."
                        : "learning-rate: at step %s it is %s, but the schedule says %s."
                                .formatted(step.number() + 1, step.learningRate(), rate)));
        UpdateLoops loops = UpdateLoops.of(
                spec,
                step.number(),
                rate,
                step.before().parameters(),
                step.before().moments(),
                step.gradient());
        for (int i = 0; i < trainables.size(); i++) {
            findings.add(finding(step, i, Math.max(moved(step, loops, i), moments(step, loops, i))));
        }
        return findings;
    }

    private Finding finding(Step step, int trainable, double error) {
        String name = trainables.get(trainable).name();
        boolean agrees = error < TOLERANCE;
        Map<String, Double> measures =
                new Measures().with("relative-error", error).all();
        String text = Numbers.text(error);
        return new Finding(
                CheckKind.UPDATE,
                name,
                agrees ? Verdict.OK : Verdict.MISMATCH,
                measures,
                agrees
                        ? "%s: the first updates are those of the optimiser's formula (relative error %s)."
                                .formatted(name, text)
                        : "%s: update %s is not that of the optimiser's formula: relative error %s, allowed is %s."
                                .formatted(name, step.number() + 1, text, Numbers.text(TOLERANCE)));
    }

    /** By how much a trainable goes elsewhere, relative to the largest move. */
    private double moved(Step step, UpdateLoops loops, int trainable) {
        double[] before = part(step.before().parameters(), trainables, trainable);
        double[] gradient = part(step.gradient(), trainables, trainable);
        double[] own = part(step.after().parameters(), trainables, trainable);
        double[] formula = part(loops.parameters(), trainables, trainable);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < own.length; i++) {
            largest = Math.max(largest, Math.abs(formula[i] - before[i]));
            if (isTold(gradient[i], before[i])) {
                double rounding = 2 * Math.ulp((float) Math.max(Math.abs(formula[i]), Math.abs(before[i])));
                difference = Math.max(difference, Math.abs(own[i] - formula[i]) - rounding);
            }
        }
        return difference <= 0 ? 0 : difference / largest;
    }

    /** Whether an update does not hang on rounding: Adam makes a whole step of the sign of next to nothing. */
    private boolean isTold(double gradient, double value) {
        double decay = spec.optimizer().weightDecay() * value;
        return Math.abs(gradient) > NOTHING && Math.abs(gradient + decay) > 1e-3 * Math.abs(decay);
    }

    private double moments(Step step, UpdateLoops loops, int trainable) {
        double error = 0;
        for (int moment = 0; moment < loops.moments().size(); moment++) {
            double[] own = part(step.after().moments().get(moment), trainables, trainable);
            double[] formula = part(loops.moments().get(moment), trainables, trainable);
            if (Numbers.largest(formula) > NO_MOMENT) {
                error = Math.max(error, Numbers.relativeError(own, formula));
            }
        }
        return error;
    }

    /** What belongs to one of some trainables that lie end to end. */
    static double[] part(double[] all, List<Trainable> trainables, int trainable) {
        int from = trainables.subList(0, trainable).stream()
                .mapToInt(before -> Math.toIntExact(before.shape().length()))
                .sum();
        return Arrays.copyOfRange(
                all,
                from,
                from + Math.toIntExact(trainables.get(trainable).shape().length()));
    }
}
