package io.weightloom.program.update;

import java.util.List;

/**
 * All that a training program needs to go on as if it had never stopped. Floats are widened, so nothing is lost.
 * Immutable by agreement: nobody writes into the arrays.
 *
 * @param steps updates done so far, at least 0
 * @param parameters all trainables end to end, in the order given to the compiler, each row by row
 * @param moments the updater's memory, each as long as {@code parameters}: none (SGD without momentum), the velocity
 *     (SGD), or the first and second moments (Adam, AdamW)
 */
public record State(long steps, double[] parameters, List<double[]> moments) {

    /** Copies the list and checks that all arrays have one length. */
    public State {
        moments = List.copyOf(moments);
        if (steps < 0) {
            throw new IllegalArgumentException("steps must be at least 0 but is " + steps);
        }
        for (double[] moment : moments) {
            if (moment.length != parameters.length) {
                throw new IllegalArgumentException(
                        "A moment has %s elements for %s parameters".formatted(moment.length, parameters.length));
            }
        }
    }
}
