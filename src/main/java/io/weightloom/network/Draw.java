package io.weightloom.network;

import io.weightloom.spec.RandomStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** How the first values of a tensor are made. */
sealed interface Draw {

    /**
     * Fills the tensor, row-major.
     *
     * @param earlier gives the numbers of the tensors that were drawn before
     */
    void fill(double[] values, SplittableRandom random, Function<String, double[]> earlier);

    /** Uniform in {@code [-bound, bound)}. */
    record Uniform(double bound) implements Draw {

        /** The uniform distribution around zero that has this variance. */
        static Uniform ofVariance(double variance) {
            return new Uniform(StrictMath.sqrt(3 * variance));
        }

        @Override
        public void fill(double[] values, SplittableRandom random, Function<String, double[]> earlier) {
            Arrays.setAll(values, i -> bound * (2 * random.nextDouble() - 1));
        }
    }

    /**
     * Uniform around zero.
     *
     * @param variances of the numbers, one for each, or a single one for all
     */
    record Uniforms(Supplier<double[]> variances) implements Draw {

        @Override
        public void fill(double[] values, SplittableRandom random, Function<String, double[]> earlier) {
            double[] each = variances.get();
            Arrays.setAll(values, i -> StrictMath.sqrt(3 * each[i % each.length]) * (2 * random.nextDouble() - 1));
        }
    }

    /** Standard normal. */
    record Normal() implements Draw {
        @Override
        public void fill(double[] values, SplittableRandom random, Function<String, double[]> earlier) {
            Arrays.setAll(values, i -> RandomStream.gaussian(random));
        }
    }

    /** All zero. */
    record Zero() implements Draw {
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
            implements Draw {
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

    /** Not drawn but computed from the tensors drawn before. */
    record Computed(Function<Function<String, double[]>, double[]> values) implements Draw {
        @Override
        public void fill(double[] values, SplittableRandom random, Function<String, double[]> earlier) {
            double[] computed = this.values.apply(earlier);
            System.arraycopy(computed, 0, values, 0, values.length);
        }
    }
}
