package io.weightloom.verification.loop;

import java.util.Arrays;

/** Weights that are read one after the other. Not thread-safe. */
final class Tape {

    private final double[] theta;
    private int at;

    Tape(double[] theta) {
        this.theta = theta;
    }

    double[] next(int count) {
        if (at + count > theta.length) {
            throw new IllegalArgumentException(
                    "the network has more than the %s weights that there are".formatted(theta.length));
        }
        at += count;
        return Arrays.copyOfRange(theta, at - count, at);
    }

    void atEnd() {
        if (at < theta.length) {
            throw new IllegalArgumentException(
                    "the network has %s weights, but there are %s".formatted(at, theta.length));
        }
    }
}
