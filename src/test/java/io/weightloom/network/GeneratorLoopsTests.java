package io.weightloom.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.network.graph.Names;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.GeneratorSpec.LowRank.Base;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What generators make, in the graph and in double precision, against slow loops over the formulas of their Javadoc;
 * every tensor at random numbers, for zeros would hide what is done with them.
 */
class GeneratorLoopsTests {

    private static final double EXACT = 1e-12; // sums of some dozen products

    /** Of a target 3-4-2: w1 [3, 4], b1 [4], w2 [4, 2], b2 [2]. */
    private static final int[][] SHAPES = {{3, 4}, {1, 4}, {4, 2}, {1, 2}};

    private static final TargetSpec TARGET = new TargetSpec.Mlp(List.of(3, 4, 2), Activation.RELU);
    private static final GivenSpec BASE = Trials.given(TARGET);

    private static final int Z = 3;
    private static final int H = 5;

    /** Makes the flat vector. */
    private interface Loop {
        double[] flat(Map<String, double[]> tensors);
    }

    static Stream<Arguments> generators() {
        return Stream.of(
                Arguments.of(learned(new GeneratorSpec.Full()), (Loop) t -> head(t, trunk(t, t.get("z"), Z))),
                Arguments.of(Trials.residual(learned(new GeneratorSpec.Full())), (Loop) t ->
                        sum(head(t, trunk(t, t.get("z"), Z)), t.get("theta0"))),
                Arguments.of(learned(new GeneratorSpec.Chunked(7, 0)), (Loop) t -> chunks(t, t.get("z"), Z)),
                Arguments.of(learned(new GeneratorSpec.Chunked(5, 2)), (Loop) t -> chunks(t, embedded(t), Z + 2)),
                Arguments.of(learned(new GeneratorSpec.LowRank(2, Base.NONE)), (Loop)
                        t -> pieces(t, new int[] {14, 4, 12, 2}, GeneratorLoopsTests::product)),
                Arguments.of(learned(new GeneratorSpec.LowRank(2, Base.MULTIPLIED)), (Loop) t -> pieces(
                        t,
                        new int[] {14, 4, 12, 2},
                        (all, slot, runs) -> times(product(all, slot, runs), all.get("hyper/base/w" + slot)))),
                Arguments.of(learned(new GeneratorSpec.Svd(2)), (Loop)
                        t -> pieces(t, new int[] {2, 4, 2, 2}, GeneratorLoopsTests::singular)),
                Arguments.of(learned(new GeneratorSpec.RowScaling()), (Loop)
                        t -> pieces(t, new int[] {4, 4, 2, 2}, GeneratorLoopsTests::scaled)),
                Arguments.of(learned(new GeneratorSpec.Templates(3)), (Loop)
                        t -> pieces(t, new int[] {3, 4, 3, 2}, GeneratorLoopsTests::mixed)),
                Arguments.of(Trials.adapting(learned(new GeneratorSpec.Full())), (Loop) t ->
                        sum(head(t, trunk(t, t.get("z"), Z)), BASE.flat())),
                Arguments.of(Trials.adapting(learned(new GeneratorSpec.LowRank(2, Base.NONE))), (Loop) t ->
                        sum(pieces(t, new int[] {14, 4, 12, 2}, GeneratorLoopsTests::product), BASE.flat())),
                Arguments.of(learned(coordinates(0)), (Loop) t -> places(t, 0)),
                Arguments.of(learned(coordinates(2)), (Loop) t -> places(t, 2)));
    }

    @ParameterizedTest
    @MethodSource("generators")
    void aGeneratorMakesWhatLoopsOverItsFormulaMake(HypernetSpec hypernet, Loop loop) {
        TrialSpec trial = Trials.of(3, TARGET, hypernet, Loss.MSE).withGiven(Optional.of(BASE));
        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            SplittableRandom random = new SplittableRandom(4);
            Map<String, double[]> tensors = new HashMap<>();
            for (String name : network.trainableNames()) {
                SDVariable variable = network.graph().getVariable(name);
                double[] values =
                        random.doubles(variable.getArr().length(), -1, 1).toArray();
                variable.getArr()
                        .assign(Nd4j.createFromArray(values)
                                .reshape(variable.getArr().shape()));
                tensors.put(name, values);
            }

            double[] flat = network.graph()
                    .outputSingle(Map.of(), Names.FLAT)
                    .dup('c')
                    .data()
                    .asDouble();

            assertThat(flat).hasSize(12 + 4 + 8 + 2).containsExactly(loop.flat(tensors), within(EXACT));
        }
    }

    /** {@code tanh(x W0 + b0)}, row by row. */
    private static double[] trunk(Map<String, double[]> t, double[] x, int width) {
        int rows = x.length / width;
        double[] e = new double[rows * H];
        for (int row = 0; row < rows; row++) {
            for (int h = 0; h < H; h++) {
                double pre = t.get("hyper/b0")[h];
                for (int i = 0; i < width; i++) {
                    pre += x[row * width + i] * t.get("hyper/w0")[i * H + h];
                }
                e[row * H + h] = Math.tanh(pre);
            }
        }
        return e;
    }

    /** {@code e H + beta}, row by row. */
    private static double[] head(Map<String, double[]> t, double[] e) {
        double[] beta = t.get("hyper/head/b");
        int rows = e.length / H;
        double[] made = new double[rows * beta.length];
        for (int row = 0; row < rows; row++) {
            for (int o = 0; o < beta.length; o++) {
                made[row * beta.length + o] = beta[o];
                for (int h = 0; h < H; h++) {
                    made[row * beta.length + o] += e[row * H + h] * t.get("hyper/head/w")[h * beta.length + o];
                }
            }
        }
        return made;
    }

    /** All chunks end to end, without the surplus of the last. */
    private static double[] chunks(Map<String, double[]> t, double[] x, int width) {
        double[] all = head(t, trunk(t, x, width));
        return Arrays.copyOf(all, 26);
    }

    /** {@code [z, embedding]} for each chunk. */
    private static double[] embedded(Map<String, double[]> t) {
        double[] x = new double[6 * (Z + 2)];
        for (int chunk = 0; chunk < 6; chunk++) {
            System.arraycopy(t.get("z"), 0, x, chunk * (Z + 2), Z);
            System.arraycopy(t.get("chunks"), 2 * chunk, x, chunk * (Z + 2) + Z, 2);
        }
        return x;
    }

    /** Makes a matrix of what the head emits for it. */
    private interface Matrix {
        double[] of(Map<String, double[]> tensors, int layer, double[] emitted);
    }

    /** @param emitted how many numbers the head emits for each tensor; vectors are these themselves */
    private static double[] pieces(Map<String, double[]> t, int[] emitted, Matrix matrix) {
        double[] all = head(t, trunk(t, t.get("z"), Z));
        double[] flat = new double[26];
        int from = 0;
        int at = 0;
        for (int slot = 0; slot < SHAPES.length; slot++) {
            double[] own = Arrays.copyOfRange(all, from, from + emitted[slot]);
            double[] tensor = slot % 2 == 0 ? matrix.of(t, slot / 2 + 1, own) : own;
            System.arraycopy(tensor, 0, flat, at, tensor.length);
            from += emitted[slot];
            at += tensor.length;
        }
        return flat;
    }

    private static int rows(int layer) {
        return SHAPES[2 * layer - 2][0];
    }

    private static int columns(int layer) {
        return SHAPES[2 * layer - 2][1];
    }

    /** {@code A B} of rank 2: A comes first. */
    private static double[] product(Map<String, double[]> t, int layer, double[] emitted) {
        int n = columns(layer);
        double[] w = new double[rows(layer) * n];
        for (int i = 0; i < w.length; i++) {
            for (int r = 0; r < 2; r++) {
                w[i] += emitted[i / n * 2 + r] * emitted[rows(layer) * 2 + r * n + i % n];
            }
        }
        return w;
    }

    /** {@code U diag(s) V'}. */
    private static double[] singular(Map<String, double[]> t, int layer, double[] s) {
        int n = columns(layer);
        double[] w = new double[rows(layer) * n];
        for (int i = 0; i < w.length; i++) {
            for (int r = 0; r < 2; r++) {
                w[i] += t.get("hyper/u/w" + layer)[i / n * 2 + r] * s[r] * t.get("hyper/v/w" + layer)[i % n * 2 + r];
            }
        }
        return w;
    }

    /** {@code W0 diag(d)}. */
    private static double[] scaled(Map<String, double[]> t, int layer, double[] d) {
        double[] w = t.get("hyper/base/w" + layer).clone();
        for (int i = 0; i < w.length; i++) {
            w[i] *= d[i % columns(layer)];
        }
        return w;
    }

    /** {@code sum alpha_k T_k}. */
    private static double[] mixed(Map<String, double[]> t, int layer, double[] alpha) {
        int length = rows(layer) * columns(layer);
        double[] bank = t.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("hyper/templates/"))
                .map(Map.Entry::getValue)
                .filter(values -> values.length == 3 * length)
                .findFirst()
                .orElseThrow();
        double[] w = new double[length];
        for (int i = 0; i < length; i++) {
            for (int k = 0; k < 3; k++) {
                w[i] += alpha[k] * bank[k * length + i];
            }
        }
        return w;
    }

    private static GeneratorSpec coordinates(int frequencies) {
        return new GeneratorSpec.Coordinates(frequencies, GeneratorSpec.Coordinates.Emits.WEIGHT);
    }

    /** The head's one number for the place of each weight: input unit, output unit, tensor. */
    private static double[] places(Map<String, double[]> t, int frequencies) {
        List<double[]> rows = new ArrayList<>();
        for (int slot = 0; slot < SHAPES.length; slot++) {
            double tensor = spaced(slot, SHAPES.length);
            for (int i = 0; i < SHAPES[slot][0]; i++) {
                for (int j = 0; j < SHAPES[slot][1]; j++) {
                    double[] in = unit(i, SHAPES[slot][0]);
                    double[] out = unit(j, SHAPES[slot][1]);
                    rows.add(waved(new double[] {in[0], in[1], out[0], out[1], tensor}, frequencies));
                }
            }
        }
        int width = Z + rows.get(0).length;
        double[] x = new double[rows.size() * width];
        for (int row = 0; row < rows.size(); row++) {
            System.arraycopy(t.get("z"), 0, x, row * width, Z);
            System.arraycopy(rows.get(row), 0, x, row * width + Z, width - Z);
        }
        return head(t, trunk(t, x, width));
    }

    /** Three units lie on 1 x 3, four on 2 x 2, two on 1 x 2. */
    private static double[] unit(int number, int units) {
        return units == 4
                ? new double[] {spaced(number / 2, 2), spaced(number % 2, 2)}
                : new double[] {0, spaced(number, units)};
    }

    /** Evenly from -sqrt(3) to sqrt(3). */
    private static double spaced(int place, int places) {
        return places == 1 ? 0 : Math.sqrt(3) * (2.0 * place / (places - 1) - 1);
    }

    private static double[] waved(double[] c, int frequencies) {
        double[] row = Arrays.copyOf(c, c.length * (1 + 2 * frequencies));
        for (int k = 1; k <= frequencies; k++) {
            for (int j = 0; j < c.length; j++) {
                double angle = k * Math.PI * c[j] / (2 * Math.sqrt(3));
                row[c.length * (2 * k - 1) + j] = Math.sqrt(2) * Math.sin(angle);
                row[c.length * 2 * k + j] = Math.sqrt(2) * Math.cos(angle);
            }
        }
        return row;
    }

    private static double[] times(double[] one, double[] other) {
        double[] products = one.clone();
        for (int i = 0; i < one.length; i++) {
            products[i] *= other[i];
        }
        return products;
    }

    private static double[] sum(double[] one, double[] other) {
        double[] sums = one.clone();
        for (int i = 0; i < one.length; i++) {
            sums[i] += other[i];
        }
        return sums;
    }

    /** With an initialisation that promises nothing, so that nothing is scaled. */
    private static HypernetSpec learned(GeneratorSpec generator) {
        return Trials.activated(
                Trials.hypernet(generator, new ConditionSpec.Learned(Z), Initialisation.DEFAULT, H), Activation.TANH);
    }
}
