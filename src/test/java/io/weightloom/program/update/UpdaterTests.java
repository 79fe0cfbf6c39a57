package io.weightloom.program.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.program.GradientProgram;
import io.weightloom.program.TrainingProgram;
import io.weightloom.program.kernel.Arena;
import io.weightloom.program.kernel.Elements;
import io.weightloom.program.kernel.Outer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class UpdaterTests {

    /**
     * Where w = (0.5, -1.25, 2, 0.75) and u = (-0.5, 1.5) end after 50 steps on {@code sum(c w^2) + sum(sin(3 w)) +
     * sum(exp(u))}, c = (1, 0.1, 3, 0.01), with a learning rate of 0.05 (1 - t / 100) at step t = 0, 1, ...
     *
     * <p>PyTorch 1.13.0 in float64: {@code torch.optim.SGD}, {@code Adam}, {@code AdamW} with {@code momentum} or
     * {@code betas}, {@code eps}, {@code weight_decay} as given here, {@code torch.nn.utils.clip_grad_norm_([w, u],
     * clip)} before {@code step()} where clip is not 0.
     */
    static Stream<Arguments> trajectories() {
        return Stream.of(
                trajectory(
                        new Updater.Sgd(0, 0, 0),
                        -0.4273078467354513,
                        -0.5122140292308268,
                        -0.30495215948037735,
                        1.5673133419996137,
                        -1.267491159963662,
                        -0.7707985740046391),
                trajectory(
                        new Updater.Sgd(0.9, 0.01, 0),
                        -0.4106361687127683,
                        -0.47679344016209274,
                        -0.24026746854779746,
                        1.6066204020409967,
                        -3.134883197338908,
                        -4.726866604258744),
                trajectory(
                        new Updater.Sgd(0.9, 0, 0.5),
                        -0.4831636318819799,
                        -0.49962908052528954,
                        -0.3234303420453622,
                        1.591676391496017,
                        -1.3291166403171282,
                        -1.110268496432245),
                trajectory(
                        new Updater.Adam(0.9, 0.999, 1e-8, 0, 0),
                        -0.39743851352637694,
                        -0.5423798681475054,
                        0.6431479478962335,
                        1.5387894586348123,
                        -2.0201032303534707,
                        -0.020103255349180036),
                trajectory(
                        new Updater.Adam(0.8, 0.99, 1e-6, 0.1, 0.5),
                        -0.3948531104929023,
                        -0.46790717667307086,
                        0.20938220752718917,
                        -0.48488300292116143,
                        -0.6522124056464295,
                        -0.21678510583249297),
                trajectory(
                        new Updater.AdamW(0.9, 0.999, 1e-8, 0.1, 0),
                        -0.3916534102890317,
                        -0.5367830474048485,
                        0.4655492943300048,
                        1.525017785283661,
                        -1.8267131051056424,
                        -0.10508562551179611),
                trajectory(
                        new Updater.AdamW(0.9, 0.95, 1e-3, 0.01, 2),
                        -0.4185986176647031,
                        -0.4863453373976457,
                        0.09479883774207075,
                        1.5860123924083547,
                        -2.3330785255014246,
                        -0.3855419453067773));
    }

    private static Arguments trajectory(Updater updater, double... end) {
        return Arguments.of(updater, end);
    }

    /** So that the slow loop may judge. */
    @ParameterizedTest
    @MethodSource("trajectories")
    void trajectoriesOfTheSlowLoopEqualThoseOfPyTorch(Updater updater, double[] end) {
        double[] c = {1, 0.1, 3, 0.01};
        State state = SlowUpdates.begin(new double[] {0.5, -1.25, 2, 0.75, -0.5, 1.5}, updater);
        for (int t = 0; t < 50; t++) {
            double[] w = state.parameters();
            double[] g = new double[w.length];
            Arrays.setAll(g, i -> i < c.length ? 2 * c[i] * w[i] + 3 * Math.cos(3 * w[i]) : Math.exp(w[i]));
            state = SlowUpdates.step(state, g, 0.05 * (1 - t / 100.0), updater);
        }

        assertThat(state.parameters()).containsExactly(end, Offset.offset(1e-9));
    }

    /**
     * Step by step, each from where single precision stands, so that errors do not add up: a step rounds each number a
     * few times, and no error of a formula is as small. The gradients are of all sizes, some of them are outer products
     * across pages, and others are added.
     */
    @ParameterizedTest
    @MethodSource("trajectories")
    void everyStepIsThatOfTheSlowLoopButForItsRounding(Updater updater) {
        int size = 2 * FloatDescent.PAGE + 5;
        SplittableRandom random = new SplittableRandom(1);
        try (Arena arena = new Arena(DataType.FLOAT, 3 * size + 100)) {
            Elements.Floats parameters = (Elements.Floats) arena.elements(0, size);
            Elements own = arena.elements(size, size);
            Elements others = arena.elements(2 * size, size);
            Elements column = arena.elements(3 * size, 40);
            Elements row = arena.elements(3 * size + 40, 60);
            fill(parameters, () -> random.nextDouble(-1, 1));
            Gradients gradients = new Gradients(own, List.of(new Outer(1000, column, row)));
            Gradients added = new Gradients(others, List.of());
            FloatDescent descent = new FloatDescent(updater, parameters, gradients);
            for (int t = 0; t < 60; t++) {
                for (Elements numbers : List.of(own, others, column, row)) {
                    fill(numbers, () -> random.nextDouble(-1, 1) * Math.pow(10, random.nextDouble(-6, 0)));
                }
                double[] g = sum(gradients.values(0, size), added.values(0, size));
                double rate = 0.05 * (1 - t / 100.0);
                State before = descent.state();

                descent.step(rate, List.of(added));

                double[] lost = lost(g, before, updater);
                State expected = SlowUpdates.step(before, g, rate, updater);
                State other = SlowUpdates.step(before, sum(g, lost), rate, updater);
                assertThat(descent.state()).satisfies(near(expected, before, other));
                if (t == 30) { // much later, when a bias is all but corrected
                    State now = descent.state();
                    descent.restore(new State(1500, now.parameters(), now.moments()));
                }
            }
        }
    }

    /**
     * 20,000 steps after the last gradient Adam's moments, left alone, are the smallest float and 1e-14 of what they
     * were; 200,000 later both are as small. Those of a weight whose gradients go on stay.
     */
    @ParameterizedTest
    @MethodSource("trajectories")
    void momentsOfWeightsThatGetNoMoreGradientsAreNeverSubnormalForLong(Updater updater) {
        try (Arena arena = new Arena(DataType.FLOAT, 6)) {
            Elements.Floats parameters = (Elements.Floats) arena.elements(0, 3);
            Elements own = arena.elements(3, 3);
            fill(own, () -> -0.25);
            FloatDescent descent = new FloatDescent(updater, parameters, new Gradients(own, List.of()));
            descent.step(0, List.of());
            own.put(0, 0);
            own.put(1, 1e-12);
            for (int t = 0; t < 220_000; t++) {
                descent.step(0, List.of());
                if (descent.state().steps() % Moments.SETTLING == 0) {
                    assertThat(descent.state().moments())
                            .allSatisfy(moment -> assertThat(Arrays.stream(moment))
                                    .allMatch(number -> number == 0 || Math.abs(number) >= Float.MIN_NORMAL));
                }
            }

            assertThat(descent.state().moments()).allSatisfy(moment -> {
                assertThat(moment[0]).isZero();
                assertThat(moment[1]).isNotZero();
                assertThat(moment[2]).isNotZero();
            });
        }
    }

    /**
     * A column of an outer product that is zero leaves rows where nothing moves, some of them whole pages: from the
     * start, from some step on, and again later. What is passed over is what is computed, to the bit, where the same
     * gradients are written out.
     */
    @ParameterizedTest
    @MethodSource("trajectories")
    void pagesThatNothingMovesAreLeftAsTheyAre(Updater updater) {
        int width = FloatDescent.PAGE + FloatDescent.PAGE / 2;
        int rows = 5;
        int size = rows * width + 9;
        SplittableRandom random = new SplittableRandom(3);
        try (Arena arena = new Arena(DataType.FLOAT, 5 * size + rows + width)) {
            Elements.Floats passing = (Elements.Floats) arena.elements(0, size);
            Elements.Floats computing = (Elements.Floats) arena.elements(size, size);
            Elements written = arena.elements(2 * size, size);
            Elements more = arena.elements(3 * size, size);
            Elements.Floats ahead = (Elements.Floats) arena.elements(4 * size, size);
            Elements column = arena.elements(5 * size, rows);
            Elements row = arena.elements(5 * size + rows, width);
            fill(more, () -> random.nextDouble(-1, 1));
            fill(passing, () -> random.nextDouble(-1, 1));
            computing.put(passing.toArray());
            Outer outer = new Outer(4, column, row);
            Gradients outers = new Gradients(written, List.of(outer));
            FloatDescent passes = new FloatDescent(updater, passing, outers);
            FloatDescent computes = new FloatDescent(updater, computing, new Gradients(written, List.of()));
            for (int t = 0; t < 900; t++) {
                fill(row, () -> random.nextDouble(-1, 1));
                for (int i = 0; i < rows; i++) { // dead; dies; lives; wakes; sleeps for a while
                    boolean dead = i == 0 || (i == 1 && t > 100) || (i == 3 && t < 50) || (i == 4 && t > 20 && t < 800);
                    column.put(i, dead ? 0 : i - 2.5);
                }
                if (updater.clipNorm() == 0 && t == 850) {
                    row.put(7, Double.POSITIVE_INFINITY); // zero times it is not zero
                }
                for (int at = outer.offset(); at < outer.end(); at++) {
                    written.put(at, outer.get(at - outer.offset()));
                }

                List<Gradients> added = t == 30 ? List.of(new Gradients(more, List.of())) : List.of();
                passes.ahead(0.01, ahead);
                passes.step(0.01, added);
                computes.step(0.01, added);

                if (added.isEmpty()) {
                    assertThat(Arrays.equals(ahead.toArray(), passing.toArray()))
                            .isTrue();
                }

                if (t % 100 == 99) {
                    assertThat(passes.state()).satisfies(same(computes.state()));
                }
            }
            assertThat(outers.areZero(outer.offset(), FloatDescent.PAGE)).isTrue();
            assertThat(outers.areZero(outer.offset() + 2 * width, 1)).isFalse();
        }
    }

    /** A run goes on from a state wherever it was taken. */
    @Test
    void smallMomentsSettleAtTheSameStepsFromAnyState() {
        Updater updater = new Updater.Adam(0.9, 0.999, 1e-8, 0, 0);
        try (Arena arena = new Arena(DataType.FLOAT, 8)) {
            Elements own = arena.elements(4, 4);
            own.put(0, 0.5);
            own.put(1, 1e-9);
            own.put(2, 1e-20);
            Gradients gradients = new Gradients(own, List.of());
            FloatDescent straight = new FloatDescent(updater, (Elements.Floats) arena.elements(0, 4), gradients);
            State begin = straight.state();
            State between = begin;
            for (int t = 0; t < 1000; t++) {
                own.put(0, t < 10 ? 0.5 : 0);
                straight.step(0.1, List.of());
                between = t == 700 ? straight.state() : between;
            }
            State end = straight.state();

            FloatDescent resumed = new FloatDescent(updater, (Elements.Floats) arena.elements(0, 4), gradients);
            resumed.restore(between);
            for (int t = 701; t < 1000; t++) {
                resumed.step(0.1, List.of());
            }

            assertThat(resumed.state()).satisfies(same(end));
            assertThat(end.moments().get(0)[0]).isZero();
        }
    }

    /** To the bit. */
    private static Consumer<State> same(State expected) {
        return state -> {
            assertThat(state.steps()).isEqualTo(expected.steps());
            assertThat(state.parameters()).isEqualTo(expected.parameters());
            assertThat(state.moments()).hasSameSizeAs(expected.moments());
            for (int kind = 0; kind < expected.moments().size(); kind++) {
                assertThat(state.moments().get(kind))
                        .isEqualTo(expected.moments().get(kind));
            }
        };
    }

    private static void fill(Elements elements, DoubleSupplier numbers) {
        for (int i = 0; i < elements.size(); i++) {
            elements.put(i, numbers.getAsDouble());
        }
    }

    private static double[] sum(double[] x, double[] y) {
        double[] sum = new double[x.length];
        Arrays.setAll(sum, i -> x[i] + y[i]);
        return sum;
    }

    /** What four roundings of a gradient, and of the decay that is added to it, may make of it. */
    private static double[] lost(double[] g, State before, Updater updater) {
        double decay = updater instanceof Updater.Adam adam
                ? adam.weightDecay()
                : updater instanceof Updater.Sgd sgd ? sgd.weightDecay() : 0;
        double clip = SlowUpdates.clip(g, updater);
        double[] lost = new double[g.length];
        Arrays.setAll(lost, i -> 0x1p-22 * (Math.abs(g[i]) + decay * Math.abs(before.parameters()[i]) / clip));
        return lost;
    }

    /** @param other where a rounded gradient leads */
    private static Consumer<State> near(State expected, State before, State other) {
        return state -> {
            assertThat(state.steps()).isEqualTo(expected.steps());
            assertThat(state.parameters())
                    .satisfies(near(expected.parameters(), before.parameters(), other.parameters()));
            assertThat(state.moments()).hasSameSizeAs(expected.moments());
            for (int moment = 0; moment < expected.moments().size(); moment++) {
                assertThat(state.moments().get(moment))
                        .satisfies(near(
                                expected.moments().get(moment),
                                before.moments().get(moment),
                                other.moments().get(moment)));
            }
        };
    }

    /** Four units in the last place, what a rounded gradient explains, and a millionth of the largest change. */
    private static Consumer<double[]> near(double[] expected, double[] before, double[] other) {
        return numbers -> {
            double change = IntStream.range(0, expected.length)
                    .mapToDouble(i -> Math.abs(expected[i] - before[i]))
                    .max()
                    .orElseThrow();
            double worst = 0;
            for (int i = 0; i < expected.length; i++) {
                double place = Math.ulp((float) Math.max(Math.abs(expected[i]), Math.abs(before[i])));
                double bound = 4 * place + Math.abs(other[i] - expected[i]) + 1e-6 * change;
                worst = Math.max(worst, Math.abs(numbers[i] - expected[i]) / bound); // NaN stays
            }
            assertThat(worst)
                    .as("largest error as a share of what rounding explains")
                    .isLessThanOrEqualTo(1);
        };
    }

    /** Single precision has 24 bits, and 50 steps of a contraction lose few of them. */
    @ParameterizedTest
    @MethodSource("trajectories")
    void trajectoriesInSinglePrecisionAreTheSameButForRounding(Updater updater, double[] end) {
        try (TrainingProgram program = program(updater)) {
            for (int t = 0; t < 50; t++) {
                program.step(0.05 * (1 - t / 100.0));
            }

            assertThat(program.state().parameters()).containsExactly(end, Offset.offset(2e-4));
        }
    }

    /** More parameters than a page has elements, so that pages, and the short last one, are in play. */
    @ParameterizedTest
    @MethodSource("trajectories")
    void everyParameterIsUpdatedAlike(Updater updater) {
        int copies = 2 * FloatDescent.PAGE + 5;
        SameDiff graph = SameDiff.create();
        SDVariable w = graph.var("w", Nd4j.ones(DataType.FLOAT, copies));
        w.mul(w).sum().rename("loss");

        try (TrainingProgram program = TrainingProgram.compile(graph, "loss", List.of("w"), Map.of(), updater)) {
            program.step(0.1);
            program.step(0.1);

            double[] values = program.value("w");
            assertThat(values).containsOnly(values[0]);
            assertThat(values[0]).isLessThan(1);
        }
    }

    /** The norm is that of all parameters: of each page, of the last one that is short, and of what is added. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                1,
                3,
                FloatDescent.PAGE - 1,
                FloatDescent.PAGE,
                FloatDescent.PAGE + 1,
                2 * FloatDescent.PAGE - 2,
                2 * FloatDescent.PAGE + 5,
                3 * FloatDescent.PAGE
            })
    void clippingGoesByTheNormOfAllParametersHoweverManyPagesTheyFill(int size) {
        double[] w = new SplittableRandom(size).doubles(size, -1, 1).toArray();
        double[] c = new SplittableRandom(-size).doubles(size, 0.5, 1.5).toArray();
        double[] p = new SplittableRandom(7 + size).doubles(size, -1, 1).toArray();
        // 24 bits in single precision, a few operations
        double tolerance = 1e-6;
        for (double clip : new double[] {0.3, 1e6}) {
            Updater updater = new Updater.Sgd(0, 0, clip);
            try (TrainingProgram alone = squares(w, c, updater);
                    TrainingProgram held = squares(w, c, updater);
                    GradientProgram penalty = penalty(w, p)) {
                alone.step(0.5);
                held.step(0.5, penalty);

                assertThat(alone.state().parameters()).satisfies(close(clipped(w, c, clip), tolerance));
                double[] both = new double[size];
                Arrays.setAll(both, i -> c[i] + p[i]);
                assertThat(held.state().parameters()).satisfies(close(clipped(w, both, clip), tolerance));
            }
        }
    }

    /** The gradient alone is clipped; two steps, so that momentum and moments are in play. */
    @Test
    void decayIsNotClipped() {
        double[] w = {0.5, -1.25, 2};
        double[] c = {1, 0.5, 3};
        for (double momentum : new double[] {0, 0.9}) {
            double[] expected = w.clone();
            double[] velocity = new double[3];
            try (TrainingProgram program = squares(w, c, new Updater.Sgd(momentum, 0.2, 0.3))) {
                for (int step = 0; step < 2; step++) {
                    program.step(0.5);
                    double[] from = expected.clone();
                    double norm = Math.sqrt(IntStream.range(0, 3)
                            .mapToDouble(i -> c[i] * from[i] * c[i] * from[i])
                            .sum());
                    for (int i = 0; i < 3; i++) {
                        velocity[i] = momentum * velocity[i] + 0.3 / (norm + 1e-6) * c[i] * from[i] + 0.2 * from[i];
                        expected[i] -= 0.5 * velocity[i];
                    }
                }

                assertThat(program.state().parameters()).containsExactly(expected, Offset.offset(1e-6));
            }
        }
    }

    /** A gradient that is an outer product is never written out, and its norm is taken page by page all the same. */
    @Test
    void clippingGoesByTheNormOfOuterProductsToo() {
        double clip = 0.3;
        double[] x = new SplittableRandom(1).doubles(70, -1, 1).toArray();
        double[] c = new SplittableRandom(2).doubles(80, -1, 1).toArray();
        SameDiff graph = SameDiff.create();
        SDVariable w = graph.var("w", Nd4j.zeros(DataType.FLOAT, 70, 80));
        SDVariable row =
                graph.constant(Nd4j.createFromArray(x).castTo(DataType.FLOAT).reshape(1, 70));
        row.mmul(w)
                .mul(graph.constant(
                        Nd4j.createFromArray(c).castTo(DataType.FLOAT).reshape(1, 80)))
                .sum()
                .rename("loss");
        double norm = Math.sqrt(squares(x) * squares(c));
        double[] expected = new double[70 * 80];
        Arrays.setAll(expected, i -> -0.5 * x[i / 80] * c[i % 80] * clip / (norm + 1e-6));

        try (TrainingProgram program =
                TrainingProgram.compile(graph, "loss", List.of("w"), Map.of(), new Updater.Sgd(0, 0, clip))) {
            program.step(0.5);

            assertThat(program.state().parameters()).satisfies(close(expected, 1e-8));
        }
    }

    /** One step at a rate of 0.5 on {@code sum(c w^2) / 2}, whose gradient is {@code c w}. */
    private static double[] clipped(double[] w, double[] c, double clip) {
        double squares = 0;
        for (int i = 0; i < w.length; i++) {
            squares += c[i] * w[i] * c[i] * w[i];
        }
        double scale = Math.min(1, clip / (Math.sqrt(squares) + 1e-6));
        double[] next = new double[w.length];
        Arrays.setAll(next, i -> w[i] - 0.5 * scale * c[i] * w[i]);
        return next;
    }

    /** Number by number; AssertJ's own comparison of thousands takes the square of their time. */
    private static Consumer<double[]> close(double[] expected, double tolerance) {
        return numbers -> {
            assertThat(numbers).hasSameSizeAs(expected);
            double largest = 0;
            for (int i = 0; i < numbers.length; i++) {
                largest = Math.max(largest, Math.abs(numbers[i] - expected[i])); // NaN stays
            }
            assertThat(largest).as("largest difference").isLessThanOrEqualTo(tolerance);
        };
    }

    private static double squares(double[] values) {
        return Arrays.stream(values).map(value -> value * value).sum();
    }

    private static TrainingProgram squares(double[] w, double[] c, Updater updater) {
        return TrainingProgram.compile(squares(w, c), "loss", List.of("w"), Map.of(), updater);
    }

    private static GradientProgram penalty(double[] w, double[] c) {
        return GradientProgram.compile(squares(w, c), "loss", List.of("w"), Map.of());
    }

    private static SameDiff squares(double[] w, double[] c) {
        SameDiff graph = SameDiff.create();
        SDVariable variable = graph.var("w", Nd4j.createFromArray(w).castTo(DataType.FLOAT));
        SDVariable factors = graph.constant("c", Nd4j.createFromArray(c).castTo(DataType.FLOAT));
        variable.mul(variable).mul(factors).sum().mul(0.5).rename("loss");
        return graph;
    }

    @Test
    void updatersRefuseNumbersOutOfRange() {
        assertThatThrownBy(() -> new Updater.Sgd(1, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("momentum must be in [0, 1) but is 1.0");
        assertThatThrownBy(() -> new Updater.Adam(0.9, 0.999, 0, 0, 0))
                .hasMessage("epsilon must be above 0 but is 0.0");
        assertThatThrownBy(() -> new Updater.AdamW(0.9, 0.999, 1e-8, 0, Double.NaN))
                .hasMessage("clipNorm must be at least 0 but is NaN");
    }

    private static TrainingProgram program(Updater updater) {
        SameDiff graph = SameDiff.create();
        SDVariable w = graph.var("w", Nd4j.createFromArray(0.5, -1.25, 2, 0.75).castTo(DataType.FLOAT));
        SDVariable u = graph.var("u", Nd4j.createFromArray(-0.5, 1.5).castTo(DataType.FLOAT));
        SDVariable c = graph.constant("c", Nd4j.createFromArray(1, 0.1, 3, 0.01).castTo(DataType.FLOAT));
        SDVariable sines = graph.math().sin(w.mul(3)).sum();
        c.mul(w).mul(w).sum().add(sines).add(graph.math().exp(u).sum()).rename("loss");
        return TrainingProgram.compile(graph, "loss", List.of("w", "u"), Map.of(), updater);
    }
}
