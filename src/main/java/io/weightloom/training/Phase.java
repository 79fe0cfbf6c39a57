package io.weightloom.training;

import io.weightloom.network.Network;
import java.util.function.Function;

/**
 * A stretch of a training on one network. A training is a list of these; each begins with its network's own first
 * values, a fresh optimiser and the learning rate's whole course, and what it has learned is handed to the next.
 *
 * <p>Its network is a function of nothing but the trial and what the phase before has learned. So a checkpoint needs to
 * hold no more than these numbers to build the same network again, whatever it makes of them: first values, a mask, or
 * constants in the loss.
 *
 * @param epochs at most, at least 1
 * @param network makes the network from the best parameters of the phase before, its trainables end to end; from no
 *     numbers in the first phase. Close what it makes
 */
record Phase(int epochs, Function<double[], Network> network) {}
