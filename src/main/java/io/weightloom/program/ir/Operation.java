package io.weightloom.program.ir;

import io.weightloom.program.kernel.Spans;
import java.util.List;
import org.nd4j.autodiff.functions.DifferentialFunction;

/** What a node computes. Immutable. All but {@link Generic} work on values of the program's type in {@code c} order. */
public sealed interface Operation {

    /**
     * Any op of ND4J, run by ND4J itself.
     *
     * @param op gives the kind of op and its arguments; its own arrays are not used
     */
    record Generic(DifferentialFunction op) implements Operation {

        @Override
        public String toString() {
            return op.opName();
        }
    }

    /**
     * The same elements in another shape, or a stretch of them: no work at all.
     *
     * @param offset of the first element within the input
     */
    record Alias(int offset) implements Operation {}

    /**
     * Puts its inputs, wherever possible by letting them be computed in place, side by side into one flat vector; zeros
     * fill the gaps.
     *
     * @param offsets of the first element of each input
     */
    record Assemble(List<Integer> offsets) implements Operation {

        public Assemble {
            offsets = List.copyOf(offsets);
        }
    }

    /**
     * The matrix product {@code [m, k] [k, n]} of two inputs, each transposed before if told; or several,
     * {@code [tasks, m, k] [tasks, k, n]}.
     *
     * @param a whether the first input is stored transposed
     * @param b whether the second is
     */
    record Product(Order a, Order b) implements Operation {}

    /**
     * The outer product {@code [m, 1] [1, n]} of two vectors, as a piece of the gradients: nothing is computed before
     * the updater asks for it, element by element.
     *
     * @param offset of its first element among all gradients
     */
    record Outer(int offset) implements Operation {}

    /**
     * A {@link Product} plus a third input: in each row, as {@link AddRow} adds it, or of one shape with the product.
     */
    record Affine(Order a, Order b) implements Operation {}

    /** How a matrix is stored. */
    enum Order {
        PLAIN,
        TRANSPOSED;

        /** Of a matrix of which ND4J says whether it is transposed. */
        public static Order transposedIf(boolean transposed) {
            return transposed ? TRANSPOSED : PLAIN;
        }
    }

    /**
     * Matrices {@code [m, n1], [m, n2], ...} side by side within one, {@code [m, n]}; zeros fill the gaps.
     *
     * @param columns where the first column of each input comes
     */
    record Join(List<Integer> columns) implements Operation {

        public Join {
            columns = List.copyOf(columns);
        }
    }

    /**
     * Some columns of a matrix.
     *
     * @param column the first of them
     */
    record Cut(int column) implements Operation {}

    /**
     * Several operations on floats, element by element, that are done piece by piece; what only they read of each other
     * is written nowhere. Inputs are all that they read from outside, outputs all that others read.
     *
     * @param steps in order; the output of each has as many elements
     */
    record Elementwise(List<Step> steps) implements Operation {

        public Elementwise {
            steps = List.copyOf(steps);
        }

        /** One operation, with the names of the values that it reads and of the one that it makes. */
        public record Step(Operation operation, List<String> inputs, String output) {

            public Step {
                inputs = List.copyOf(inputs);
            }
        }
    }

    /** The sum of two inputs of one shape. */
    record Add() implements Operation {}

    /**
     * Matrices plus a second input in each row: {@code [m, n]} or {@code [tasks, m, n]} plus {@code [n]}, or
     * {@code [tasks, m, n]} plus {@code [tasks, 1, n]}.
     */
    record AddRow() implements Operation {}

    /** The product, element by element, of two inputs of one shape. */
    record Multiply() implements Operation {}

    /** A matrix {@code [m, n]} times a second input, {@code [n]}, in each row, element by element. */
    record MultiplyRow() implements Operation {}

    /**
     * {@code x + factor s}, where stretches of {@code x} share one element of {@code s}, as {@link Spans} has it.
     *
     * @param factor of what is shared
     */
    record AddShared(double factor) implements Operation {}

    /** {@code x s}, shared in the same way. */
    record MultiplyShared() implements Operation {}

    /**
     * The sum over all that share an element, of one input, or of the product of two.
     *
     * @param factor of each sum
     */
    record SumShared(double factor) implements Operation {}

    /**
     * {@code factor s} for all that share it.
     *
     * @param factor of each element
     */
    record SpreadShared(double factor) implements Operation {}

    /**
     * The same elements with the axes in another order.
     *
     * @param axes of the input, in the order in which the output has them
     */
    record Permute(List<Integer> axes) implements Operation {

        public Permute {
            axes = List.copyOf(axes);
        }
    }

    /** {@code factor x + summand}. */
    record Scale(double factor, double summand) implements Operation {}

    /** {@code factor x^exponent}. */
    record Power(double factor, double exponent) implements Operation {}

    /** A function of each element. */
    record Map(Function function) implements Operation {}

    /**
     * From {@code f(x)} (for a ReLU from either that or {@code x}) and the gradient of {@code f(x)}, the gradient of
     * {@code x}.
     */
    record Derivative(Function function) implements Operation {}

    /** A function of one element. */
    enum Function {
        RELU,
        TANH,
        SIGMOID,
        SINE,
        COSINE,
        EXP,
        SQUARE
    }

    /** The sum of all elements of one input. */
    record Sum() implements Operation {}

    /** One number, the only element of the input, everywhere. */
    record Fill() implements Operation {}

    /**
     * From images {@code [batch, channels, rows, columns]}, weights {@code [kernel rows, kernel columns, channels,
     * outputs]} and, if it has a third input, a bias {@code [outputs]}, the images that the window makes of them.
     * Further outputs of this operation and of its gradients are scratch.
     *
     * @param tasks where there are several, weights are {@code [tasks, ...]}, for equally many images each, in order
     */
    record Convolution(Window window, int tasks) implements Operation {}

    /** From the images and the gradient of what a convolution made of them, the gradient of its weights. */
    record WeightGradient(Window window, int tasks) implements Operation {}

    /** From the weights and the gradient of what a convolution made, the gradient of its images. */
    record ImageGradient(Window window, int tasks) implements Operation {}

    /** From images, the largest element that the window sees, and where in its channel that lies. */
    record MaxPool(Window window) implements Operation {}

    /** From the places that a {@link MaxPool} tells and the gradient of its outputs, the gradient of its images. */
    record MaxPoolGradient() implements Operation {}

    /** From images, the mean of what the window sees. */
    record MeanPool(Window window) implements Operation {}

    /** From the gradient of the means, the gradient of the images. */
    record MeanPoolGradient(Window window) implements Operation {}

    /**
     * From outputs and labels, both {@code [batch, outputs]}, the loss and its gradient by the outputs.
     *
     * @param weight that both are multiplied by
     */
    record Loss(Kind kind, double weight) implements Operation {

        /** Neither larger nor smaller. */
        public Loss(Kind kind) {
            this(kind, 1);
        }

        /** How far outputs are from labels. */
        public enum Kind {
            /** Softmax cross-entropy, mean over the batch. */
            CROSS_ENTROPY,
            /** Squared error, mean over all elements. */
            SQUARED_ERROR,
            /** Absolute error, mean over all elements. */
            ABSOLUTE_ERROR
        }
    }
}
