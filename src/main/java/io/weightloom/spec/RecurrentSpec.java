package io.weightloom.spec;

import io.weightloom.spec.fault.Misfit;
import java.util.List;

/**
 * A network that reads a sequence step by step, from a state of zeros, and gives out a dense layer of its state at each
 * of the last steps. Of one layer, its cell computes {@code y = x wx + h wh + b} of the input and its own output of the
 * step before.
 */
public sealed interface RecurrentSpec extends TargetSpec {

    /** Numbers that it reads at a step, and that it gives out. */
    int width();

    /** Of the state. */
    int units();

    /** Layers, each of which reads the state of the one before. */
    int depth();

    /** Of what its cells compute. */
    Norm cellNorm();

    /** Steps that are read first, for which nothing is given out. */
    int unscored();

    /** Steps behind these, for each of which something is given out. */
    int steps();

    /** The same over other sequences. */
    RecurrentSpec over(int unscored, int steps);

    /** Steps that are read. */
    default int length() {
        return unscored() + steps();
    }

    /** Parts of {@code y}, each as wide as the state: 4 of an LSTM. */
    int gates();

    /** Share of what an LSTM's state is given anew that training leaves out, at each step, in [0, 1). */
    default double dropout() {
        return 0;
    }

    @Override
    default int widest() {
        return units();
    }

    @Override
    default TargetEnd input() {
        return new TargetEnd(Keys.WIDTH, "be", width(), width());
    }

    @Override
    default TargetEnd output() {
        return new TargetEnd(Keys.WIDTH, "be", width(), width());
    }

    @Override
    default List<Misfit> misfits() {
        return length() >= 2
                ? List.of()
                : List.of(Misfit.of(
                        Keys.TARGET,
                        Keys.KIND,
                        "must not be recurrent where sequences are one step long: there is no step before"));
    }

    /** Whether a cell's sums are normalised. */
    enum Norm {
        NONE,
        /**
         * Each part of {@code y}, and of an LSTM what its output is made of, has mean 0 and variance 1 over the units,
         * before a scale and a shift of its own (Ba, Kiros, Hinton 2016, arXiv 1607.06450).
         */
        LAYER
    }

    /**
     * {@code h = tanh(y)}.
     *
     * @param units at least 1
     * @param depth at least 1
     */
    record Rnn(int width, int units, int depth, Norm cellNorm, int unscored, int steps) implements RecurrentSpec {

        @Override
        public int gates() {
            return 1;
        }

        @Override
        public Rnn scaled(int widest) {
            return new Rnn(width, widest, depth, cellNorm, unscored, steps);
        }

        @Override
        public Rnn over(int first, int others) {
            return new Rnn(width, units, depth, cellNorm, first, others);
        }
    }

    /**
     * {@code y = [i, f, g, o]}, the order of PyTorch's {@code LSTM}; {@code c = sigmoid(f) c' + sigmoid(i) tanh(g)},
     * {@code h = sigmoid(o) tanh(c)} with {@code c'} of the step before. While it trains, {@code tanh(g)} is left out
     * at random, number by number, and what stays is so much larger that the mean is the same: recurrent dropout
     * (Semeniuta, Severyn, Barth 2016, arXiv 1603.05118, equation 13).
     *
     * @param units at least 1
     * @param depth at least 1
     * @param dropout share that is left out, in [0, 1)
     */
    record Lstm(int width, int units, int depth, Norm cellNorm, int unscored, int steps, double dropout)
            implements RecurrentSpec {

        /** Of which nothing is left out. */
        public Lstm(int width, int units, int depth, Norm cellNorm, int unscored, int steps) {
            this(width, units, depth, cellNorm, unscored, steps, 0);
        }

        @Override
        public int gates() {
            return 4;
        }

        @Override
        public Lstm scaled(int widest) {
            return new Lstm(width, widest, depth, cellNorm, unscored, steps, dropout);
        }

        @Override
        public Lstm over(int first, int others) {
            return new Lstm(width, units, depth, cellNorm, first, others, dropout);
        }

        /** The same of which another share is left out. */
        public Lstm leavingOut(double share) {
            return new Lstm(width, units, depth, cellNorm, unscored, steps, share);
        }

        @Override
        public Lstm trained() {
            return leavingOut(0);
        }
    }
}
