package io.weightloom.network;

import io.weightloom.layout.Shape;
import io.weightloom.spec.ConditionSpec;
import java.util.List;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Where the generator's input comes from. A generator makes one set of target weights from {@link Generator#vectors()}
 * vectors; a condition gives those of one task or of several, {@code z [tasks vectors, z-dim]}, the vectors of one task
 * end to end.
 */
sealed interface Condition {

    /** The tensors that it is made of, drawn before those of the generator. */
    List<Parameter> parameters();

    /**
     * The condition vectors in the graph.
     *
     * @param tensors gives the variable of a parameter
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
     * The condition of a network for one task.
     *
     * @param vectors that make one set of target weights
     */
    static Condition of(ConditionSpec spec, long vectors) {
        if (spec instanceof ConditionSpec.None) {
            return new Absent();
        }
        Part part = spec instanceof ConditionSpec.Fixed ? Part.FIXED : Part.Z;
        return new Drawn(new Parameter(Names.Z, Shape.of(vectors, spec.zDim()), part, new Draw.Normal()));
    }

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
