package io.weightloom.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.program.update.SlowUpdates;
import io.weightloom.program.update.State;
import io.weightloom.program.update.Updater;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Steps by the gradients of two programs. */
class PenaltyTests {

    private static final double[] W = {0.5, -1.25, 2, 0.75};
    private static final double[] C = {1, 0.1, 3, 0.01};
    private static final int STEPS = 20;

    static Stream<Updater> updaters() {
        return Stream.of(
                new Updater.Sgd(0, 0, 0),
                new Updater.Sgd(0.9, 0.01, 0.5),
                new Updater.Adam(0.9, 0.999, 1e-8, 0, 0),
                new Updater.Adam(0.8, 0.99, 1e-6, 0.1, 0.5),
                new Updater.AdamW(0.9, 0.95, 1e-3, 0.01, 2));
    }

    /** A step rounds each number a few times; each step begins where the one before led. */
    @ParameterizedTest
    @MethodSource("updaters")
    void aStepWithAPenaltyIsAStepOnTheSum(Updater updater) {
        SameDiff sum = SameDiff.create();
        SDVariable w = variables(sum, W);
        loss(sum, w).add(penalty(sum, w)).rename("loss");

        try (TrainingProgram program = program(updater);
                GradientProgram penalty = penalty();
                TrainingProgram whole = compile(sum, updater)) {
            for (int t = 0; t < STEPS; t++) {
                whole.restore(program.state());
                double both = program.step(rate(t), penalty);

                assertThat(both).isCloseTo(whole.step(rate(t)), within(1e-5));
                assertThat(program.state().parameters())
                        .containsExactly(whole.state().parameters(), within(1e-6));
            }

            assertThat(program.state().steps()).isEqualTo(STEPS);
        }
    }

    /** Against formulas in plain Java, which know nothing of programs; step by step, as before. */
    @ParameterizedTest
    @MethodSource("updaters")
    void aStepThatLooksAheadTakesThePenaltysGradientWhereTheLossAloneWouldLead(Updater updater) {
        try (TrainingProgram program = program(updater);
                GradientProgram penalty = penalty()) {
            for (int t = 0; t < STEPS; t++) {
                State before = program.state();
                double both = program.stepLookingAhead(rate(t), penalty);

                double[] g = lossGradient(before.parameters());
                double[] ahead = SlowUpdates.step(before, g, rate(t), updater).parameters();
                assertThat(both).isCloseTo(lossOf(before.parameters()) + penaltyOf(ahead), within(1e-5));
                double[] added = penaltyGradient(ahead);
                for (int i = 0; i < g.length; i++) {
                    g[i] += added[i];
                }
                assertThat(program.state().parameters())
                        .containsExactly(
                                SlowUpdates.step(before, g, rate(t), updater).parameters(), within(1e-6));
            }
        }
    }

    /** To the bit, over several pages; a gradient of zero changes none. */
    @ParameterizedTest
    @MethodSource("updaters")
    void aPenaltyThatReachesNothingChangesNothing(Updater updater) {
        double[] many = new Random(1).doubles(5000, -1, 1).toArray();
        SameDiff graph = SameDiff.create();
        SDVariable w = variables(graph, many);
        graph.math().sin(w.mul(3)).sum().rename("loss");
        SameDiff nothing = SameDiff.create();
        SDVariable other = variables(nothing, many);
        other.mul(0).sum().rename("loss");
        try (TrainingProgram alone = compile(graph, updater);
                TrainingProgram here = compile(graph, updater);
                TrainingProgram ahead = compile(graph, updater);
                GradientProgram penalty = penalty(nothing)) {
            for (int t = 0; t < 3; t++) {
                alone.step(rate(t));
                here.step(rate(t), penalty);
                ahead.stepLookingAhead(rate(t), penalty);
            }

            assertThat(here.state()).usingRecursiveComparison().isEqualTo(alone.state());
            assertThat(ahead.state()).usingRecursiveComparison().isEqualTo(alone.state());
        }
    }

    /** The gradient of a head with one row of inputs is an outer product that is never written out. */
    @Test
    void gradientsThatAreOuterProductsAreAddedToo() {
        Updater sgd = new Updater.Sgd(0, 0, 0);
        Graphs.Example example = Graphs.mlp(
                Graphs.Weights.FULL,
                Graphs.Function.TANH,
                Graphs.Loss.MSE,
                DataType.FLOAT,
                new int[] {3, 5, 2},
                4,
                0,
                1);
        Random random = new Random(2);
        try (TrainingProgram program = example.compile(sgd);
                GradientProgram penalty = example.gradients()) {
            example.load(program, example.rows("x", random), example.rows("y", random));
            example.load(penalty, example.rows("x", random), example.rows("y", random));
            program.gradients();
            penalty.gradients();
            Map<String, double[]> before = new HashMap<>();
            Map<String, double[]> wanted = new HashMap<>();
            for (String name : example.trainables()) {
                double[] value = program.value(name);
                before.put(name, value.clone());
                for (int i = 0; i < value.length; i++) {
                    value[i] -= 0.1 * (program.gradient(name)[i] + penalty.gradient(name)[i]);
                }
                wanted.put(name, value);
            }

            program.step(0.1, penalty);

            wanted.forEach((name, value) -> assertThat(program.value(name))
                    .as(name)
                    .containsExactly(value, within(1e-6))
                    .isNotEqualTo(before.get(name)));
        }
    }

    @Test
    void refusesAPenaltyOnOtherTrainables() {
        SameDiff graph = SameDiff.create();
        SDVariable other = graph.var("other", Nd4j.createFromArray(W));
        other.sum().rename("loss");
        Updater sgd = new Updater.Sgd(0, 0, 0);
        try (TrainingProgram program = program(sgd);
                GradientProgram penalty = GradientProgram.compile(graph, "loss", List.of("other"), Map.of())) {
            assertThatThrownBy(() -> program.step(0.1, penalty))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("A penalty on [other] does not fit a program of [w]");
        }
    }

    private static double rate(int t) {
        return 0.05 * (1 - t / 100.0);
    }

    private static TrainingProgram program(Updater updater) {
        SameDiff graph = SameDiff.create();
        SDVariable w = variables(graph, W);
        loss(graph, w).rename("loss");
        return compile(graph, updater);
    }

    private static GradientProgram penalty() {
        SameDiff graph = SameDiff.create();
        SDVariable w = variables(graph, W);
        penalty(graph, w).rename("loss");
        return penalty(graph);
    }

    private static GradientProgram penalty(SameDiff graph) {
        return GradientProgram.compile(graph, "loss", List.of("w"), Map.of());
    }

    private static TrainingProgram compile(SameDiff graph, Updater updater) {
        return TrainingProgram.compile(graph, "loss", List.of("w"), Map.of(), updater);
    }

    private static SDVariable variables(SameDiff graph, double[] values) {
        return graph.var("w", Nd4j.createFromArray(values).castTo(DataType.FLOAT));
    }

    /** {@code sum(c w^2) + sum(sin(3 w))}. */
    private static SDVariable loss(SameDiff graph, SDVariable w) {
        SDVariable c = graph.constant("c", Nd4j.createFromArray(C).castTo(DataType.FLOAT));
        return c.mul(w).mul(w).sum().add(graph.math().sin(w.mul(3)).sum());
    }

    /** {@code sum(exp(w / 2))}. */
    private static SDVariable penalty(SameDiff graph, SDVariable w) {
        return graph.math().exp(w.mul(0.5)).sum();
    }

    private static double lossOf(double[] w) {
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
            sum += C[i] * w[i] * w[i] + Math.sin(3 * w[i]);
        }
        return sum;
    }

    private static double[] lossGradient(double[] w) {
        double[] g = new double[w.length];
        for (int i = 0; i < w.length; i++) {
            g[i] = 2 * C[i] * w[i] + 3 * Math.cos(3 * w[i]);
        }
        return g;
    }

    private static double penaltyOf(double[] w) {
        double sum = 0;
        for (double x : w) {
            sum += Math.exp(x / 2);
        }
        return sum;
    }

    private static double[] penaltyGradient(double[] w) {
        double[] g = new double[w.length];
        for (int i = 0; i < w.length; i++) {
            g[i] = Math.exp(w[i] / 2) / 2;
        }
        return g;
    }
}
