package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What SameDiff makes of a network in double precision, and how far from it another computation may end.
 *
 * @param of the gradient of each trainable, row by row
 * @param loss the value that was differentiated
 */
record Gradients(Map<String, double[]> of, double loss) {

    private static final double SINGLE = 0x1p-24; // the largest relative error of one rounding to float
    private static final double ROUNDINGS = 32; // that one number may go through on its way
    private static final int DRAWS = 4;

    static Gradients of(Network network, Map<String, INDArray> batch) {
        Map<String, double[]> of = new TreeMap<>();
        network.graph()
                .calculateGradients(batch, network.trainableNames())
                .forEach((name, gradient) -> of.put(name, numbers(gradient)));
        assertThat(of.keySet()).containsExactlyInAnyOrderElementsOf(network.trainableNames());
        of.forEach((name, gradient) -> assertThat(largest(gradient)).as(name).isFinite()); // nothing is far from NaN
        return new Gradients(of, network.graph().outputSingle(batch, Names.LOSS).getDouble(0));
    }

    /** For a computation in double precision of a network of a few layers. */
    Map<String, Double> boundsOfDouble() {
        return bounds(1e-12);
    }

    /**
     * For a computation in single precision, by whatever kernels: so far as these gradients move when every number that
     * goes in moves by its rounding, several times over, since what is made of them is rounded too. A network of steep
     * sines moves its gradients a hundred times as far as one of ReLUs, so that no constant would do for both.
     *
     * @param network the one that these gradients are of; its trainables are changed and changed back
     */
    Map<String, Double> boundsOfFloat(Network network, Map<String, INDArray> batch) {
        Random random = new Random(2);
        Map<String, INDArray> exact = new HashMap<>();
        network.trainableNames()
                .forEach(name -> exact.put(name, array(network, name).dup('c')));
        Map<String, Double> bounds = bounds(ROUNDINGS * SINGLE);
        for (int draw = 0; draw < DRAWS; draw++) {
            exact.forEach((name, value) -> array(network, name).assign(rounded(random, value)));
            Map<String, INDArray> around = new HashMap<>();
            batch.forEach((name, value) -> around.put(name, rounded(random, value)));
            Gradients moved = of(network, around);
            of.forEach((name, gradient) ->
                    bounds.merge(name, ROUNDINGS * largestDifference(moved.of.get(name), gradient), Math::max));
            bounds.merge(Names.LOSS, ROUNDINGS * Math.abs(moved.loss - loss), Math::max);
        }
        exact.forEach((name, value) -> array(network, name).assign(value));
        return bounds;
    }

    /** Relative to the largest element of a tensor, because the smallest may cancel to nothing, as may the only one. */
    private Map<String, Double> bounds(double tolerance) {
        Map<String, Double> bounds = new HashMap<>(Map.of(Names.LOSS, tolerance * Math.max(1, Math.abs(loss))));
        of.forEach((name, gradient) -> bounds.put(name, tolerance * Math.max(largest(gradient), 2e-2)));
        return bounds;
    }

    static double largestDifference(double[] one, double[] other) {
        return IntStream.range(0, one.length)
                .mapToDouble(i -> Math.abs(one[i] - other[i]))
                .reduce(0, Math::max);
    }

    private static double largest(double[] numbers) {
        return largestDifference(numbers, new double[numbers.length]);
    }

    /** Each number off by at most half a unit in the last place of a float. */
    private static INDArray rounded(Random random, INDArray exact) {
        double[] numbers = numbers(exact);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] *= 1 + SINGLE * (random.nextBoolean() ? 1 : -1);
        }
        return Nd4j.createFromArray(numbers).reshape(exact.shape());
    }

    private static INDArray array(Network network, String name) {
        return network.graph().getVariable(name).getArr();
    }

    private static double[] numbers(INDArray array) {
        return array.dup('c').reshape(-1).toDoubleVector();
    }
}
