package io.weightloom.program.update;

import io.weightloom.program.kernel.Elements;
import io.weightloom.program.kernel.Outer;
import java.util.ArrayList;
import java.util.List;

/**
 * An updater at work: applies gradients to parameters and keeps its moments between updates.
 *
 * <p>The moments live on the Java heap in pages that start at index 0, and parameters and gradients are staged through
 * pages of the same size, because C2 of JDK 17 vectorises such a loop only if all its arrays are read at the same
 * index: measured on 1.6 million weights, Adam takes 0.96 ms on heap arrays, 6 ms on direct buffers, and 4 ms on heap
 * arrays read at different offsets.
 *
 * <p>Not thread-safe.
 */
public abstract sealed class UpdateRule permits FloatDescent, DoubleDescent {

    /** Elements of a page; four pages of floats fill a first-level cache of 32 KB. */
    public static final int PAGE = 2048;

    private final Updater updater;
    private final Elements parameters;
    private final int size;
    private long steps;

    UpdateRule(Updater updater, Elements parameters) {
        this.updater = updater;
        this.parameters = parameters;
        this.size = parameters.size();
    }

    /**
     * For these parameters, which it changes, and gradients, which it only reads.
     *
     * @param outers gradients that are not among {@code gradients}
     */
    public static UpdateRule of(Updater updater, Elements parameters, Elements gradients, List<Outer> outers) {
        if (parameters instanceof Elements.Floats w && gradients instanceof Elements.Floats g) {
            return new FloatDescent(updater, w, g.buffer, outers);
        }
        if (parameters instanceof Elements.Doubles w && gradients instanceof Elements.Doubles g) {
            return new DoubleDescent(updater, w, g.buffer, outers);
        }
        throw new IllegalArgumentException("Parameters and gradients must be of one type");
    }

    /** How many moments an updater keeps. */
    static int moments(Updater updater) {
        if (updater instanceof Updater.Sgd sgd) {
            return sgd.momentum() > 0 ? 1 : 0;
        }
        return 2;
    }

    /** One update. */
    public final void step(double learningRate) {
        step(learningRate, List.of());
    }

    /**
     * One update by the sum of these gradients and others.
     *
     * @param added of the same type and size, whose gradients are only read
     */
    public final void step(double learningRate, List<UpdateRule> added) {
        move(learningRate, new Way(parameters, added));
        steps++;
    }

    /**
     * Where {@link #step} would lead, without going there: the same arithmetic, to the bit.
     *
     * @param into takes the parameters
     */
    public final void ahead(double learningRate, Elements into) {
        move(learningRate, new Way(into, List.of()));
    }

    /**
     * What an update reads beside its own gradients, and what it writes.
     *
     * @param into takes the new parameters; if these are not the descent's own, its moments stay as they are too
     * @param added whose gradients are added
     */
    record Way(Elements into, List<UpdateRule> added) {}

    private void move(double learningRate, Way way) {
        double scale = scale(way);
        if (updater instanceof Updater.Sgd sgd) {
            sgd(scale, sgd.weightDecay(), sgd.momentum(), learningRate, way);
        } else if (updater instanceof Updater.Adam adam) {
            adam(scale, adam.weightDecay(), 1, rates(learningRate, adam.beta1(), adam.beta2(), adam.epsilon()), way);
        } else if (updater instanceof Updater.AdamW adam) {
            double shrinkage = 1 - learningRate * adam.weightDecay();
            adam(scale, 0, shrinkage, rates(learningRate, adam.beta1(), adam.beta2(), adam.epsilon()), way);
        }
    }

    /** The factor that brings the gradient's norm down to where it is clipped. */
    private double scale(Way way) {
        return updater.clipNorm() == 0
                ? 1
                : Math.min(1, updater.clipNorm() / (Math.sqrt(squaredNorm(way.added())) + 1e-6));
    }

    /** Of the next step. */
    private Rates rates(double learningRate, double beta1, double beta2, double epsilon) {
        double correction1 = 1 - Math.pow(beta1, (double) (steps + 1));
        double correction2 = 1 - Math.pow(beta2, (double) (steps + 1));
        return new Rates(learningRate / correction1, beta1, beta2, 1 / Math.sqrt(correction2), epsilon);
    }

    /**
     * Adam's numbers for one step.
     *
     * @param stepSize {@code lr / (1 - beta1^t)}
     * @param root {@code 1 / sqrt(1 - beta2^t)}
     */
    record Rates(double stepSize, double beta1, double beta2, double root, double epsilon) {}

    /** Elements {@code [from, to)} of all gradients, widened. */
    public abstract double[] gradients(int from, int to);

    /** The sum of the squares of all gradients, others added. */
    abstract double squaredNorm(List<UpdateRule> added);

    /** {@code g = scale g + decay w; v = momentum v + g; w -= lr v}. */
    abstract void sgd(double scale, double decay, double momentum, double learningRate, Way way);

    /**
     * {@code g = scale g + decay w; m = b1 m + (1-b1) g; v = b2 v + (1-b2) g^2; w = shrinkage w - stepSize m / (sqrt(v)
     * root + epsilon)}.
     */
    abstract void adam(double scale, double decay, double shrinkage, Rates rates, Way way);

    /** A moment, widened; {@code [size]}. */
    abstract double[] moment(int number);

    abstract void restoreMoment(int number, double[] values);

    public final State state(double[] parameters) {
        List<double[]> moments = new ArrayList<>();
        for (int moment = 0; moment < moments(updater); moment++) {
            moments.add(moment(moment));
        }
        return new State(steps, parameters, moments);
    }

    public final void restore(State state) {
        if (state.parameters().length != size || state.moments().size() != moments(updater)) {
            throw new IllegalArgumentException(
                    "A state of %s parameters and %s moments does not fit a program of %s parameters and %s moments"
                            .formatted(
                                    state.parameters().length, state.moments().size(), size, moments(updater)));
        }
        steps = state.steps();
        for (int moment = 0; moment < state.moments().size(); moment++) {
            restoreMoment(moment, state.moments().get(moment));
        }
    }
}
