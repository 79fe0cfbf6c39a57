package io.weightloom.program;

import io.weightloom.program.kernel.Elements;

/** All trainables of a program, end to end. Not thread-safe; must not be used after the program has been closed. */
record Parameters(Elements elements) {

    /** @throws IllegalArgumentException if there are more or fewer */
    void set(double[] values) {
        if (values.length != elements.size()) {
            throw new IllegalArgumentException(
                    "The program has %s parameters, not %s".formatted(elements.size(), values.length));
        }
        elements.put(values);
    }
}
