package io.weightloom.program.kernel;

/** Work that a program repeats at every step, on arrays that it was bound to when it was made. */
@FunctionalInterface
public interface Kernel {

    void run();

    /** The same of a loss, one element, and its gradient, both times a weight. */
    default Kernel weighted(double weight, Elements loss, Elements gradient) {
        return () -> {
            run();
            loss.put(0, weight * loss.get(0));
            for (int i = 0; i < gradient.size(); i++) {
                gradient.put(i, weight * gradient.get(i));
            }
        };
    }
}
