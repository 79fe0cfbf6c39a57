package io.weightloom.verification;

import io.weightloom.network.graph.Names;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The slope of the loss along one element {@code x} of a trainable, by central differences {@code (f(x+h) - f(x-h)) /
 * 2h} in double precision.
 *
 * <p>Their error is about {@code h^2 f'''/6} from cutting off Taylor's series and about {@code 1e-16 f / h} from
 * rounding, so no single {@code h} suits all: three are tried, and the gradient agrees if it agrees with one of them. A
 * wrong gradient agrees with none, but by a chance of about 1e-5. Where the two points lie on different sides of a
 * {@linkplain Kinks kink}, the difference says nothing, and where even the best difference is no more accurate than
 * what it is compared with, it says nothing either: both are told, never counted as agreement.
 *
 * <p>The loss is computed by the compiled forward pass, in double precision: what is compared with SameDiff's gradient
 * is what will run. Not thread-safe. Close it: it owns native memory.
 */
final class Slope implements AutoCloseable {

    /** Largest relative error of a gradient that agrees. */
    static final double TOLERANCE = 1e-5;

    private static final double[] STEPS = {1e-4, 1e-5, 1e-6};

    /** Rounding of a loss, relative to what it is made of: some thousand roundings, which add up as a random walk. */
    private static final double ROUNDING = 32 * Math.ulp(1.0);

    private final Forward forward;
    private final Kinks kinks;
    private final double[] sides;
    private final double rounding;

    /** Of the loss at the trainables' present values. */
    Slope(ProbedNetwork probed) {
        this.kinks = Kinks.of(probed);
        Set<String> wanted = new LinkedHashSet<>(kinks.variables());
        wanted.add(Names.LOSS);
        if (probed.has(Names.OUTPUT)) {
            wanted.add(Names.OUTPUT);
        }
        this.forward = probed.forward(wanted);
        Tensors tensors = forward.compute();
        this.sides = kinks.sides(tensors);
        double output = probed.has(Names.OUTPUT) ? Numbers.largest(tensors.values(Names.OUTPUT)) : 0;
        this.rounding = ROUNDING * Math.max(Math.abs(loss(tensors)), output);
    }

    /** What differences say of a gradient. */
    enum Word {
        AGREES,
        /** They are as near as rounding lets them come, but the gradient is too small for that to be near enough. */
        HIDDEN,
        DISAGREES,
        /** Each pair of points lies on two sides of a kink. */
        KINK
    }

    /**
     * One comparison.
     *
     * @param word what it says
     * @param difference the central difference that came nearest; NaN at a kink
     * @param error {@code |gradient - difference|} relative to the larger of the two; NaN at a kink
     */
    record Comparison(Word word, double difference, double error) {}

    /** Compares a gradient with differences; at the trainables' first values. */
    Comparison compare(String trainable, int element, double value, double gradient) {
        Comparison best = new Comparison(Word.KINK, Double.NaN, Double.NaN);
        for (double step : STEPS) {
            Comparison next = compare(trainable, element, value, gradient, step);
            if (next.word() == Word.AGREES || next.word() == Word.HIDDEN) {
                return next; // a smaller step would hide it the more
            }
            if (next.word() == Word.DISAGREES && !(best.error() <= next.error())) {
                best = next;
            }
        }
        return best;
    }

    private Comparison compare(String trainable, int element, double value, double gradient, double step) {
        double right = value + step;
        double left = value - step;
        Tensors above = at(trainable, element, right);
        Tensors below = at(trainable, element, left);
        forward.set(trainable, element, value);
        if (!Arrays.equals(sides, kinks.sides(above)) || !Arrays.equals(sides, kinks.sides(below))) {
            return new Comparison(Word.KINK, Double.NaN, Double.NaN);
        }
        double up = loss(above);
        double down = loss(below);
        double difference = (up - down) / (right - left);
        double distance = Math.abs(gradient - difference);
        double error = distance == 0 ? 0 : distance / Math.max(Math.abs(gradient), Math.abs(difference));
        if (error < TOLERANCE) {
            return new Comparison(Word.AGREES, difference, error);
        }
        return new Comparison(distance <= rounding / step ? Word.HIDDEN : Word.DISAGREES, difference, error);
    }

    private Tensors at(String trainable, int element, double value) {
        forward.set(trainable, element, value);
        return forward.compute();
    }

    private static double loss(Tensors tensors) {
        return tensors.values(Names.LOSS)[0];
    }

    @Override
    public void close() {
        forward.close();
    }
}
