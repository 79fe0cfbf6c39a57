package io.weightloom.network.target;

import io.weightloom.spec.Activation;
import org.apache.commons.math3.special.Erf;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** The activations as graph operations, and as plain functions for what is computed before there is a graph. */
public final class Activations {

    private static final double SQRT_HALF = StrictMath.sqrt(0.5);

    private Activations() {}

    public static SDVariable apply(SameDiff graph, Activation activation, SDVariable x) {
        return switch (activation) {
            case RELU -> graph.nn().relu(x, 0);
            case TANH -> graph.math().tanh(x);
            case SIGMOID -> graph.nn().sigmoid(x);
            case GELU -> x.mul(graph.math().erf(x.mul(SQRT_HALF)).add(1)).mul(0.5);
            case SILU -> x.mul(graph.nn().sigmoid(x));
            case SINE -> graph.math().sin(x);
        };
    }

    /** The same of one number, with the same bits on every JDK. */
    public static double apply(Activation activation, double x) {
        return switch (activation) {
            case RELU -> Math.max(x, 0);
            case TANH -> StrictMath.tanh(x);
            case SIGMOID -> 1 / (1 + StrictMath.exp(-x));
            case GELU -> x * (1 + Erf.erf(x * SQRT_HALF)) / 2;
            case SILU -> x / (1 + StrictMath.exp(-x));
            case SINE -> StrictMath.sin(x);
        };
    }
}
