package io.weightloom.network.generator;

import io.weightloom.layout.Shape;
import io.weightloom.network.graph.MatrixProduct;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.Initializer;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.ConditionSpec;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Where the generator's input comes from. A generator makes one set of target weights from {@link Generator#vectors()}
 * vectors; a condition gives those of one task or of several, {@code z [tasks vectors, z-dim]}, the vectors of one task
 * end to end.
 */
public sealed interface Condition {

    /** The placeholder that it needs, if any: name and extents, of which -1 is the number of tasks. */
    default Optional<Placeholder> placeholder() {
        return Optional.empty();
    }

    /**
     * A placeholder of a condition.
     *
     * @param name in the graph
     * @param rows -1 for one per task
     * @param width of a row
     */
    record Placeholder(String name, long rows, long width) {}

    /** Whether each task has vectors of its own, so that a flat vector is made for each. */
    default boolean ofTasks() {
        return false;
    }

    /** The tensors that it is made of, drawn before those of the generator. */
    List<Parameter> parameters();

    /**
     * The condition vectors in the graph.
     *
     * @param tensors gives the variable of a parameter, or the placeholder
     * @return {@code [tasks vectors, z-dim]}
     */
    SDVariable z(SameDiff graph, Function<String, SDVariable> tensors);

    /**
     * Condition vectors as they may be at the start: what initialisation measures moments with.
     *
     * @param drawn gives the numbers of the tensors drawn before
     * @return row-major, {@code [tasks vectors, z-dim]} for at least one task
     */
    double[] sample(Function<String, double[]> drawn);

    /**
     * The condition of a network.
     *
     * @param vectors that make one set of target weights
     */
    static Condition of(ConditionSpec spec, long vectors) {
        if (spec instanceof ConditionSpec.PerTask bank) {
            return bank(bank, vectors, new Initializer.Normal());
        }
        if (spec instanceof ConditionSpec.Descriptor descriptor) {
            return new Described(descriptor, vectors);
        }
        if (spec instanceof ConditionSpec.Noise noise) {
            return new Drawing(noise, vectors);
        }
        if (spec instanceof ConditionSpec.None) {
            return new Absent();
        }
        LedgerColumn part = spec instanceof ConditionSpec.Fixed ? LedgerColumn.FIXED : LedgerColumn.Z;
        return new Drawn(new Parameter(Names.Z, Shape.of(vectors, spec.zDim()), part, new Initializer.Normal()));
    }

    /**
     * Of a network without a generator: each task's own numbers, or those of the only task.
     *
     * @param initializer how the numbers are drawn
     */
    static Condition own(ConditionSpec spec, Initializer initializer) {
        return spec instanceof ConditionSpec.PerTask bank
                ? bank(bank, 1, initializer)
                : new Drawn(new Parameter(Names.Z, Shape.of(1, spec.zDim()), LedgerColumn.Z, initializer));
    }

    private static Condition bank(ConditionSpec.PerTask bank, long vectors, Initializer initializer) {
        Shape shape = Shape.of(bank.tasks(), vectors * bank.zDim());
        return new Bank(new Parameter(Names.Z, shape, LedgerColumn.Z, initializer), bank);
    }

    /** As many deviates from N(0, 1), always the same, for measuring. */
    private static double[] normal(long rows, int width) {
        SplittableRandom random = RandomStream.NOISE.generator(0, 0);
        return DoubleStream.generate(() -> RandomStream.gaussian(random))
                .limit(Math.multiplyExact(rows, width))
                .toArray();
    }

    /** A number of rows that is enough for measuring and whole for each task. */
    private static long enough(long vectors) {
        return Math.max(1, ROWS / vectors) * vectors;
    }

    /** Rows to measure moments with. */
    int ROWS = 256;

    /**
     * The vectors are a tensor of their own, trained or fixed.
     *
     * @param z named {@link Names#Z}, {@code [vectors, z-dim]}
     */
    record Drawn(Parameter z) implements Condition {

        @Override
        public List<Parameter> parameters() {
            return List.of(z);
        }

        @Override
        public SDVariable z(SameDiff graph, Function<String, SDVariable> tensors) {
            return tensors.apply(z.name());
        }

        @Override
        public double[] sample(Function<String, double[]> drawn) {
            return drawn.apply(z.name());
        }
    }

    /**
     * Each task has vectors of its own in a trained tensor, chosen by one-hot rows.
     *
     * @param z named {@link Names#Z}, {@code [all tasks, vectors z-dim]}
     * @param spec how many tasks there are, and how wide z is
     */
    record Bank(Parameter z, ConditionSpec.PerTask spec) implements Condition {

        @Override
        public Optional<Placeholder> placeholder() {
            return Optional.of(new Placeholder(Names.TASK, -1, spec.tasks()));
        }

        @Override
        public boolean ofTasks() {
            return true;
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(z);
        }

        @Override
        public SDVariable z(SameDiff graph, Function<String, SDVariable> tensors) {
            long width = z.shape().length() / spec.tasks();
            return MatrixProduct.of(tensors.apply(Names.TASK), tensors.apply(z.name()), spec.tasks(), width)
                    .reshape(-1, spec.zDim());
        }

        @Override
        public double[] sample(Function<String, double[]> drawn) {
            return drawn.apply(z.name());
        }
    }

    /**
     * The vector of a task is what describes it; nothing is trained. Should a generator take several vectors, they are
     * all the same.
     *
     * @param spec the description
     * @param vectors that make one set of target weights
     */
    record Described(ConditionSpec.Descriptor spec, long vectors) implements Condition {

        @Override
        public Optional<Placeholder> placeholder() {
            return Optional.of(new Placeholder(Names.TASK, -1, spec.zDim()));
        }

        @Override
        public boolean ofTasks() {
            return true;
        }

        @Override
        public List<Parameter> parameters() {
            return List.of();
        }

        @Override
        public SDVariable z(SameDiff graph, Function<String, SDVariable> tensors) {
            SDVariable z = tensors.apply(Names.TASK); // [tasks, z-dim]
            return vectors == 1 ? z : graph.tile(z, 1, Math.toIntExact(vectors)).reshape(-1, spec.zDim());
        }

        /** As standardised numbers are, or encoded ones of numbers that are uniform. */
        @Override
        public double[] sample(Function<String, double[]> drawn) {
            if (spec.encoding() == ConditionSpec.Encoding.NONE) {
                return normal(enough(vectors), spec.zDim());
            }
            SplittableRandom random = RandomStream.NOISE.generator(0, 0);
            double[] z = new double[Math.toIntExact(enough(vectors) * spec.zDim())];
            for (int row = 0; row < z.length; row += spec.zDim()) {
                for (int j = row; j < row + spec.width(); j++) {
                    double angle = StrictMath.PI * random.nextDouble() / 2;
                    z[j] = StrictMath.cos(angle);
                    z[j + spec.width()] = StrictMath.sin(angle);
                }
            }
            return z;
        }
    }

    /**
     * The vectors are drawn by who runs the graph.
     *
     * @param spec how wide z is
     * @param vectors that make one set of target weights
     */
    record Drawing(ConditionSpec.Noise spec, long vectors) implements Condition {

        @Override
        public Optional<Placeholder> placeholder() {
            return Optional.of(new Placeholder(Names.Z, vectors, spec.zDim()));
        }

        @Override
        public List<Parameter> parameters() {
            return List.of();
        }

        @Override
        public SDVariable z(SameDiff graph, Function<String, SDVariable> tensors) {
            return tensors.apply(Names.Z);
        }

        @Override
        public double[] sample(Function<String, double[]> drawn) {
            return normal(enough(vectors), spec.zDim());
        }
    }

    /** There are no vectors; the generator has inputs of its own, and looks at none. */
    record Absent() implements Condition {

        @Override
        public List<Parameter> parameters() {
            return List.of();
        }

        /** One number that nothing depends on, for one task. */
        @Override
        public SDVariable z(SameDiff graph, Function<String, SDVariable> tensors) {
            return graph.constant(0);
        }

        @Override
        public double[] sample(Function<String, double[]> drawn) {
            return new double[0];
        }
    }
}
