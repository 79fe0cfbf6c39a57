package io.weightloom.network.init;

import io.weightloom.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** How the first values of a tensor are made. */
public sealed interface Initializer {

    /**
     * Fills the tensor, row-major.
     *
     * @param earlier gives the numbers of the tensors that were drawn before
     */
    void fill(double[] values, SplittableRandom random, Function<String, double[]> earlier);

    /** Uniform in {@code [-bound, bound)}. */
    record Uniform(double bound) implements Initializer {

        /** The uniform distribution around zero that has this variance. */
        public static Uniform ofVariance(double variance) {
            return new Uniform(StrictMath.sqrt(3 * variance));
        }

        @Override
        public void fill(double[] values, SplittableRandom random, Function<String, double[]> earlier) {
            Arrays.setAll(values, i -> bound * (2 * random.nextDouble() - 1));
        }
    }

    /**
     * Each number uniform around zero.
     *
     * @param variances of the numbers, one for each, or a single one for all
     */
    record Uniforms(Supplier<double[]> variances) implements Initializer {

        @Override
        public void fill(double[] values, SplittableRandom random, Function<String, double[]> earlier) {
            double[] each = variances.get();
            Arrays.setAll(values, i -> StrictMath.sqrt(3 * each[i % each.length]) * (2 * random.nextDouble() - 1));
        }
    }

    /**
     * An initializer with something added to each number.
     *
     * @param by numbers, one for each
     */
    record Shifted(Initializer initializer, Supplier<double[]> by) implements Initializer {

        @Override
        public void fill(double[] values, SplittableRandom random, Function<String, double[]> earlier) {
            initializer.fill(values, random, earlier);
            double[] shifts = by.get();
            for (int i = 0; i < values.length; i++) {
                values[i] += shifts[i];
            }
        }
    }

    /** Standard normal. */
    record Normal() implements Initializer {
        @Override
        public void fill(double[] values, SplittableRandom random, Function<String, double[]> earlier) {
            Arrays.setAll(values, i -> RandomStream.gaussian(random));
        }
    }

    /**
     * Matrices side by side, each with orthonormal columns or, if it is wider than high, rows, uniform among these:
     * standard normal numbers, orthogonalised by Gram and Schmidt's procedure, twice.
     *
     * @param rows of each
     * @param parts how many there are
     */
    record Orthogonal(long rows, int parts) implements Initializer {

        @Override
        public void fill(double[] values, SplittableRandom random, Function<String, double[]> earlier) {
            int height = Math.toIntExact(rows);
            int width = values.length / height / parts;
            int length = Math.max(height, width);
            for (int part = 0; part < parts; part++) {
                double[][] vectors = new double[Math.min(height, width)][length];
                for (int v = 0; v < vectors.length; v++) {
                    Arrays.setAll(vectors[v], i -> RandomStream.gaussian(random));
                    orthogonalise(vectors, v);
                    orthogonalise(vectors, v);
                }
                for (int row = 0; row < height; row++) {
                    for (int column = 0; column < width; column++) {
                        values[(row * parts + part) * width + column] =
                                height < width ? vectors[row][column] : vectors[column][row];
                    }
                }
            }
        }

        private static void orthogonalise(double[][] vectors, int v) {
            double[] vector = vectors[v];
            for (int before = 0; before < v; before++) {
                double along = product(vector, vectors[before]);
                for (int i = 0; i < vector.length; i++) {
                    vector[i] -= along * vectors[before][i];
                }
            }
            double norm = StrictMath.sqrt(product(vector, vector));
            for (int i = 0; i < vector.length; i++) {
                vector[i] /= norm;
            }
        }

        private static double product(double[] one, double[] other) {
            double sum = 0;
            for (int i = 0; i < one.length; i++) {
                sum += one[i] * other[i];
            }
            return sum;
        }
    }

    /** Normal around a number. */
    record Around(double mean, double deviation) implements Initializer {
        @Override
        public void fill(double[] values, SplittableRandom random, Function<String, double[]> earlier) {
            Arrays.setAll(values, i -> deviation == 0 ? mean : mean + deviation * RandomStream.gaussian(random));
        }
    }

    /** All zero. */
    record Zero() implements Initializer {
        @Override
        public void fill(double[] values, SplittableRandom random, Function<String, double[]> earlier) {
            Arrays.fill(values, 0);
        }
    }

    /**
     * The weights {@code [inputs, outputs]} of a layer whose outputs shall have given variances, whatever the second
     * moment of its input {@code e}: column {@code j} is uniform around zero with variance {@code outputVariances[j] /
     * (inputs E[e^2])}.
     *
     * @param outputVariances of the outputs, one for each, or a single one for all; made only when they are needed, for
     *     a network can be counted that no memory holds
     * @param inputs width of {@code e}
     * @param secondMoment gives {@code E[e^2]} from the tensors drawn before
     */
    record Head(
            Supplier<double[]> outputVariances, int inputs, ToDoubleFunction<Function<String, double[]>> secondMoment)
            implements Initializer {
        @Override
        public void fill(double[] values, SplittableRandom random, Function<String, double[]> earlier) {
            double moment = secondMoment.applyAsDouble(earlier);
            double power = inputs * (moment > 0 ? moment : 1); // a dead trunk is verification's to report
            double[] bounds = Arrays.stream(outputVariances.get())
                    .map(variance -> StrictMath.sqrt(3 * variance / power))
                    .toArray();
            Arrays.setAll(values, i -> bounds[i % bounds.length] * (2 * random.nextDouble() - 1));
        }
    }

    /** Not drawn but taken from elsewhere. */
    record Given(double[] numbers) implements Initializer {

        @Override
        public void fill(double[] values, SplittableRandom random, Function<String, double[]> earlier) {
            System.arraycopy(numbers, 0, values, 0, values.length);
        }
    }

    /** Not drawn but computed from the tensors drawn before. */
    record Computed(Function<Function<String, double[]>, double[]> values) implements Initializer {
        @Override
        public void fill(double[] values, SplittableRandom random, Function<String, double[]> earlier) {
            double[] computed = this.values.apply(earlier);
            System.arraycopy(computed, 0, values, 0, values.length);
        }
    }

    /**
     * A {@link Head} of which some outputs are scaled together, so that what they emit for the inputs that it was
     * measured with has exactly the second moment wanted. Outputs that are all zero stay so.
     *
     * @param head as it is drawn first
     * @param input gives {@code e}, row-major {@code [rows, inputs]}, from the tensors drawn before
     * @param spans the outputs that are scaled together
     */
    record Matched(Head head, Function<Function<String, double[]>, double[]> input, Supplier<List<Span>> spans)
            implements Initializer {

        /** The outputs {@code [from, to)} and their second moment. */
        public record Span(int from, int to, double secondMoment) {}

        @Override
        public void fill(double[] values, SplittableRandom random, Function<String, double[]> earlier) {
            head.fill(values, random, earlier);
            double[] e = input.apply(earlier);
            int outputs = values.length / head.inputs();
            for (Span span : spans.get()) {
                double moment = emitted(e, values, outputs, span);
                double scale = moment > 0 ? StrictMath.sqrt(span.secondMoment() / moment) : 1;
                for (int i = 0; i < values.length; i++) {
                    values[i] *= i % outputs >= span.from() && i % outputs < span.to() ? scale : 1;
                }
            }
        }

        /** The second moment of what these outputs emit. */
        private double emitted(double[] e, double[] weights, int outputs, Span span) {
            int inputs = head.inputs();
            int rows = e.length / inputs;
            double power = 0;
            for (int row = 0; row < rows; row++) {
                for (int o = span.from(); o < span.to(); o++) {
                    double sum = 0;
                    for (int i = 0; i < inputs; i++) {
                        sum += e[row * inputs + i] * weights[i * outputs + o];
                    }
                    power += sum * sum;
                }
            }
            return power / rows / (span.to() - span.from());
        }
    }

    /**
     * A matrix with orthonormal columns, uniform among these: standard normal numbers, orthogonalised by Gram and
     * Schmidt's procedure, twice, which keeps rounding out.
     *
     * @param columns no more than there are rows
     */
    record Orthonormal(int columns) implements Initializer {

        @Override
        public void fill(double[] values, SplittableRandom random, Function<String, double[]> earlier) {
            Arrays.setAll(values, i -> RandomStream.gaussian(random));
            for (int column = 0; column < columns; column++) {
                for (int before = 0; before < 2 * column; before++) {
                    add(values, column, before % column, -product(values, column, before % column));
                }
                double norm = StrictMath.sqrt(product(values, column, column));
                add(values, column, column, 1 / norm - 1);
            }
        }

        private double product(double[] values, int one, int other) {
            double sum = 0;
            for (int row = 0; row < values.length; row += columns) {
                sum += values[row + one] * values[row + other];
            }
            return sum;
        }

        private void add(double[] values, int to, int from, double factor) {
            for (int row = 0; row < values.length; row += columns) {
                values[row + to] += factor * values[row + from];
            }
        }
    }
}
