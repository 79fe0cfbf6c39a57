package io.weightloom.training;

import io.weightloom.data.Dataset;
import io.weightloom.network.Network;
import io.weightloom.program.Work;
import java.util.List;
import java.util.function.Supplier;

/**
 * A stretch of a training on one network. A training is a list of these; each begins with its network's own first
 * values, a fresh optimiser and the learning rate's whole course, and what it has learned is handed to the next.
 *
 * <p>Its network is a function of nothing but the trial and what the phase before has learned. So a checkpoint needs to
 * hold no more than these numbers to build the same network again, whatever it makes of them: first values, a mask, or
 * constants in the loss.
 *
 * @param epochs at most, at least 1
 * @param data gives what it learns from and is validated by
 * @param network makes the network from the best parameters of the phase before, its trainables end to end; from no
 *     numbers in the first phase. Close what it makes
 * @param before numbers of the tasks that were learned before, and that the weights generated for them are held to;
 *     none if these may change as they like
 * @param rounded whether its network computes with numbers of the width that the trial asks for, if it asks for any
 */
record Phase(int epochs, Supplier<Dataset> data, Builder network, List<Integer> before, boolean rounded) {

    /** Makes a network. */
    @FunctionalInterface
    interface Builder {

        /**
         * Close what it makes.
         *
         * @param learned the best parameters of the phase before; none in the first phase
         * @param work hears how far it is
         */
        Network build(double[] learned, Work work);
    }

    /** The same in single precision. */
    Phase unrounded() {
        return new Phase(epochs, data, network, before, false);
    }

    /** Held to nothing. */
    Phase(int epochs, Supplier<Dataset> data, Builder network) {
        this(epochs, data, network, List.of(), true);
    }
}
