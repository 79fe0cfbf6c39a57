package io.weightloom.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.recurrent.config.LSTMActivations;
import org.nd4j.linalg.api.ops.impl.layers.recurrent.config.LSTMDataFormat;
import org.nd4j.linalg.api.ops.impl.layers.recurrent.config.LSTMDirectionMode;
import org.nd4j.linalg.api.ops.impl.layers.recurrent.config.LSTMLayerConfig;
import org.nd4j.linalg.api.ops.impl.layers.recurrent.weights.LSTMLayerWeights;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Why recurrent networks are unrolled, pinned: ND4J M2.1's {@code lstmLayer} with states to begin with takes one for
 * the other, and has wrong gradients. A release that mends it fails these tests, and then it is worth a look (ADR 56).
 */
class Nd4jLstmTests {

    private static final int STEPS = 3;
    private static final int BATCH = 2;
    private static final int INPUTS = 2;
    private static final int UNITS = 3;
    private static final int SUMS = 4 * UNITS;

    private static final Map<String, long[]> SHAPES = Map.of(
            "x", new long[] {STEPS, BATCH, INPUTS},
            "c0", new long[] {BATCH, UNITS},
            "y0", new long[] {BATCH, UNITS},
            "wx", new long[] {INPUTS, SUMS},
            "wh", new long[] {UNITS, SUMS},
            "b", new long[] {SUMS});

    private final Map<String, double[]> values = new HashMap<>();

    Nd4jLstmTests() {
        SplittableRandom random = new SplittableRandom(5);
        SHAPES.keySet().stream().sorted().forEach(name -> {
            double[] numbers =
                    new double[Math.toIntExact(Arrays.stream(SHAPES.get(name)).reduce(1, (a, b) -> a * b))];
            Arrays.setAll(numbers, i -> 2 * random.nextDouble() - 1);
            values.put(name, numbers);
        });
    }

    @Test
    void lstmLayerTakesTheStateThatItIsGivenForTheOutputAndTheOtherWayRound() {
        double[] own = output(values.get("c0"), values.get("y0"));

        assertThat(distance(own, loops(values.get("c0"), values.get("y0")))).isGreaterThan(0.01);
        assertThat(own).containsExactly(loops(values.get("y0"), values.get("c0")), within(1e-12));
    }

    /** Even where what it computes is known: central differences of its own output say so. */
    @Test
    void lstmLayerHasWrongGradientsWhereItIsGivenStates() {
        try (SameDiffLayer layer = new SameDiffLayer(values.get("c0"), values.get("y0"))) {
            Map<String, INDArray> gradients = layer.graph.calculateGradients(Map.of(), SHAPES.keySet());
            double worst = 0;
            for (String name : SHAPES.keySet()) {
                double[] analytic = gradients.get(name).dup('c').data().asDouble();
                worst = Math.max(worst, distance(analytic, differences(name)));
            }
            assertThat(worst).isGreaterThan(0.01);
        }
    }

    private double[] output(double[] c0, double[] y0) {
        try (SameDiffLayer layer = new SameDiffLayer(c0, y0)) {
            return layer.output();
        }
    }

    /** The layer with these values and a loss: the inner product of its outputs with {@code 1, 2, 3, ...}. */
    private final class SameDiffLayer implements AutoCloseable {

        private final SameDiff graph = SameDiff.create();

        SameDiffLayer(double[] c0, double[] y0) {
            Map<String, SDVariable> variables = new HashMap<>();
            SHAPES.forEach((name, shape) -> {
                double[] numbers = name.equals("c0") ? c0 : name.equals("y0") ? y0 : values.get(name);
                variables.put(
                        name, graph.var(name, Nd4j.createFromArray(numbers).reshape(shape)));
            });
            SDVariable y = graph.rnn()
                    .lstmLayer(
                            variables.get("x"),
                            variables.get("c0"),
                            variables.get("y0"),
                            null,
                            LSTMLayerWeights.builder()
                                    .weights(variables.get("wx"))
                                    .rWeights(variables.get("wh"))
                                    .bias(variables.get("b"))
                                    .build(),
                            LSTMLayerConfig.builder()
                                    .lstmdataformat(LSTMDataFormat.TNS)
                                    .directionMode(LSTMDirectionMode.FWD)
                                    .gateAct(LSTMActivations.SIGMOID)
                                    .cellAct(LSTMActivations.TANH)
                                    .outAct(LSTMActivations.TANH)
                                    .retFullSequence(true)
                                    .retLastH(false)
                                    .retLastC(false)
                                    .build())[0];
            y.rename("y");
            double[] weights = new double[STEPS * BATCH * UNITS];
            Arrays.setAll(weights, i -> i + 1);
            y.mul(graph.constant(Nd4j.createFromArray(weights).reshape(STEPS, BATCH, UNITS)))
                    .sum()
                    .rename("loss");
            graph.setLossVariables("loss");
        }

        double[] output() {
            return graph.output(Map.of(), "y").get("y").dup('c').data().asDouble();
        }

        double loss() {
            return graph.output(Map.of(), "loss").get("loss").getDouble(0);
        }

        @Override
        public void close() {
            graph.variables().stream()
                    .filter(variable -> SHAPES.containsKey(variable.name()))
                    .forEach(variable -> variable.getArr().close());
        }
    }

    /** Central differences of the layer's own loss. */
    private double[] differences(String name) {
        double step = 1e-6;
        double[] numbers = values.get(name);
        double[] differences = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            double before = numbers[i];
            numbers[i] = before + step;
            double above = loss();
            numbers[i] = before - step;
            differences[i] = (above - loss()) / (2 * step);
            numbers[i] = before;
        }
        return differences;
    }

    private double loss() {
        try (SameDiffLayer layer = new SameDiffLayer(values.get("c0"), values.get("y0"))) {
            return layer.loss();
        }
    }

    /** What an LSTM computes from these states: parts of its sums are {@code i, f, g, o}. */
    private double[] loops(double[] c0, double[] y0) {
        double[] all = new double[STEPS * BATCH * UNITS];
        for (int example = 0; example < BATCH; example++) {
            double[] c = Arrays.copyOfRange(c0, example * UNITS, (example + 1) * UNITS);
            double[] y = Arrays.copyOfRange(y0, example * UNITS, (example + 1) * UNITS);
            for (int t = 0; t < STEPS; t++) {
                double[] sums = values.get("b").clone();
                for (int j = 0; j < SUMS; j++) {
                    for (int i = 0; i < INPUTS; i++) {
                        sums[j] += values.get("x")[(t * BATCH + example) * INPUTS + i] * values.get("wx")[i * SUMS + j];
                    }
                    for (int i = 0; i < UNITS; i++) {
                        sums[j] += y[i] * values.get("wh")[i * SUMS + j];
                    }
                }
                for (int u = 0; u < UNITS; u++) {
                    c[u] = sigmoid(sums[UNITS + u]) * c[u] + sigmoid(sums[u]) * Math.tanh(sums[2 * UNITS + u]);
                    y[u] = sigmoid(sums[3 * UNITS + u]) * Math.tanh(c[u]);
                }
                System.arraycopy(y, 0, all, (t * BATCH + example) * UNITS, UNITS);
            }
        }
        return all;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double distance(double[] one, double[] other) {
        double largest = 0;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.abs(one[i] - other[i]));
        }
        return largest;
    }
}
