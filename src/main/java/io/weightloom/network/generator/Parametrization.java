package io.weightloom.network.generator;

import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.MatrixProduct;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.Initializer;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import io.weightloom.spec.GeneratorSpec;
import java.util.List;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * How one target tensor is made of the numbers that a head emits for it, and of tensors trained beside the head. A
 * matrix is {@code [m, n]}: inputs (of a kernel, all of its receptive field) by outputs. {@code v} is the variance that
 * its elements shall start with.
 */
sealed interface Parametrization {

    /** What the head emits for it. */
    List<Head.Run> runs();

    /** What is trained beside the head; pieces may have tensors in common, by name. */
    List<Parameter> parameters();

    /**
     * Makes the tensor.
     *
     * @param emitted for each run {@code [tasks, count]}
     * @return its elements, {@code [tasks, length]}
     */
    SDVariable make(SameDiff graph, List<SDVariable> emitted, Function<String, SDVariable> tensors);

    /** The head emits the elements themselves. */
    record Direct(Slot slot, double v) implements Parametrization {

        @Override
        public List<Head.Run> runs() {
            return List.of(Head.Run.of(slot.shape().length(), v));
        }

        @Override
        public List<Parameter> parameters() {
            return List.of();
        }

        @Override
        public SDVariable make(SameDiff graph, List<SDVariable> emitted, Function<String, SDVariable> tensors) {
            return emitted.get(0);
        }
    }

    /**
     * The product {@code A B} of two factors {@code [m, r]} and {@code [r, n]}. The elements of both start with the
     * variance {@code sqrt(v / r)}, because {@code Var(W) = r Var(a) Var(b)}.
     */
    record LowRank(Slot slot, int rank, double v) implements Parametrization {

        @Override
        public List<Head.Run> runs() {
            double variance = StrictMath.sqrt(v / rank);
            return List.of(Head.Run.of(slot.rows() * rank, variance), Head.Run.of(slot.columns() * rank, variance));
        }

        @Override
        public List<Parameter> parameters() {
            return List.of();
        }

        @Override
        public SDVariable make(SameDiff graph, List<SDVariable> emitted, Function<String, SDVariable> tensors) {
            return product(slot, rank, emitted);
        }

        private static SDVariable product(Slot slot, int rank, List<SDVariable> emitted) {
            SDVariable a = emitted.get(0).reshape(-1, slot.rows(), rank); // [tasks, m, r]
            SDVariable b = emitted.get(1).reshape(-1, rank, slot.columns()); // [tasks, r, n]
            return MatrixProduct.ofEach(a, b).reshape(-1, slot.shape().length());
        }
    }

    /**
     * The product {@code A B} of two factors that is added to a given matrix: {@code A} starts with the variance
     * {@code 1 / m}, {@code B} at zero, so that nothing is added at first and {@code B} has a gradient.
     *
     * <p>Source: Hu, Shen, Wallis, Allen-Zhu, Li, Wang, Wang, Chen 2021, "LoRA: Low-rank adaptation of large language
     * models", arXiv 2106.09685, section 4.1, where matrices are transposed; without a factor in front.
     */
    record LowRankDelta(Slot slot, int rank) implements Parametrization {

        @Override
        public List<Head.Run> runs() {
            return List.of(Head.Run.of(slot.rows() * rank, 1.0 / slot.rows()), Head.Run.of(slot.columns() * rank, 0));
        }

        @Override
        public List<Parameter> parameters() {
            return List.of();
        }

        @Override
        public SDVariable make(SameDiff graph, List<SDVariable> emitted, Function<String, SDVariable> tensors) {
            SDVariable a = emitted.get(0).reshape(-1, slot.rows(), rank).rename(Names.leftOfDelta(slot.name()));
            SDVariable b = emitted.get(1).reshape(-1, rank, slot.columns()).rename(Names.rightOfDelta(slot.name()));
            return MatrixProduct.ofEach(a, b).reshape(-1, slot.shape().length());
        }
    }

    /**
     * A trained matrix, multiplied element by element by a product of two factors: {@code W = W0 * (A B)}. The factors
     * start around {@code 1 / sqrt(r)}, so that {@code A B} starts around 1, and scatter a tenth as much.
     *
     * <p>Source: the code of Sitzmann, Rezchikov, Freeman, Tenenbaum, Durand 2021, "Light Field Networks", arXiv
     * 2106.02634, as the reference has it. There the bias of a layer is a trained one plus what the head emits; here
     * that is a matter of the residual.
     */
    record ScaledLowRank(Slot slot, int rank, double v) implements Parametrization {

        /** Share of a factor's second moment that scatters. */
        private static final double SCATTER = 0.01;

        @Override
        public List<Head.Run> runs() {
            double mean = 1 / StrictMath.sqrt(rank);
            return List.of(
                    new Head.Run(slot.rows() * rank, SCATTER / rank, mean, false),
                    new Head.Run(slot.columns() * rank, SCATTER / rank, mean, false));
        }

        @Override
        public List<Parameter> parameters() {
            // E[(AB)^2] is 1 + 2 SCATTER / r + SCATTER^2 / r
            double moment = 1 + SCATTER * (2 + SCATTER) / rank;
            return List.of(base(slot, v / moment));
        }

        @Override
        public SDVariable make(SameDiff graph, List<SDVariable> emitted, Function<String, SDVariable> tensors) {
            long length = slot.shape().length();
            return LowRank.product(slot, rank, emitted)
                    .mul(tensors.apply(baseName(slot)).reshape(1, length));
        }
    }

    /**
     * {@code U diag(s) V'} with trained {@code U [m, r]} and {@code V [n, r]}, which start with orthonormal columns,
     * and the {@code r} numbers {@code s} emitted. Then {@code E[W^2] = r E[s^2] / (m n)}, so that {@code E[s^2] = v m
     * n / r}; {@code s} is scaled to have it exactly, since {@code r} numbers scatter widely.
     *
     * <p>Source: Cho, Hong, Park 2023, "Hypernetwork-based Meta-Learning for Low-Rank Physics-Informed Neural
     * Networks", arXiv 2310.09528, as the reference has it.
     */
    record Svd(Slot slot, int rank, double v) implements Parametrization {

        @Override
        public List<Head.Run> runs() {
            return List.of(new Head.Run(rank, v * slot.shape().length() / rank, 0, true));
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(
                    new Parameter(
                            left(),
                            Shape.of(slot.rows(), rank),
                            LedgerColumn.GENERATOR,
                            new Initializer.Orthonormal(rank)),
                    new Parameter(
                            right(),
                            Shape.of(slot.columns(), rank),
                            LedgerColumn.GENERATOR,
                            new Initializer.Orthonormal(rank)));
        }

        @Override
        public SDVariable make(SameDiff graph, List<SDVariable> emitted, Function<String, SDVariable> tensors) {
            SDVariable s = emitted.get(0).reshape(-1, 1, rank);
            SDVariable us = tensors.apply(left()).reshape(1, slot.rows(), rank).mul(s); // [tasks, m, r]
            return MatrixProduct.byTransposed(graph, us.reshape(-1, rank), tensors.apply(right()), rank, slot.columns())
                    .reshape(-1, slot.shape().length());
        }

        private String left() {
            return Names.generator("u/" + slot.name());
        }

        private String right() {
            return Names.generator("v/" + slot.name());
        }
    }

    /**
     * A trained matrix of which each output is multiplied by an emitted number, {@code W = W0 diag(d)}; {@code d}
     * starts around 1 and scatters a tenth.
     *
     * <p>Source: Ha, Dai, Le 2016, "HyperNetworks", arXiv 1609.09106, equation 7, where matrices are transposed.
     */
    record RowScaling(Slot slot, double v) implements Parametrization {

        private static final double SCATTER = 0.01;

        @Override
        public List<Head.Run> runs() {
            return List.of(new Head.Run(slot.columns(), SCATTER, 1, false));
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(base(slot, v / (1 + SCATTER)));
        }

        @Override
        public SDVariable make(SameDiff graph, List<SDVariable> emitted, Function<String, SDVariable> tensors) {
            SDVariable base = tensors.apply(baseName(slot)).reshape(1, slot.rows(), slot.columns());
            return base.mul(emitted.get(0).reshape(-1, 1, slot.columns()))
                    .reshape(-1, slot.shape().length());
        }
    }

    /**
     * The sum of {@code k} trained templates, {@code W = sum alpha_i T_i}, with emitted coefficients. Matrices of one
     * shape have their templates in common: there they can stand for each other, and only there is anything saved.
     *
     * <p>Source: Savarese, Maire 2019, "Learning Implicitly Recurrent CNNs Through Parameter Sharing", arXiv
     * 1902.09701, as the reference has it.
     *
     * @param bank name of the templates
     * @param templateVariance that they start with
     */
    record Templates(Slot slot, int count, String bank, double templateVariance, double v) implements Parametrization {

        @Override
        public List<Head.Run> runs() {
            return List.of(new Head.Run(count, v / (count * templateVariance), 0, true));
        }

        @Override
        public List<Parameter> parameters() {
            Shape shape = Shape.of(count, slot.shape().length());
            return List.of(new Parameter(
                    bank, shape, LedgerColumn.GENERATOR, Initializer.Uniform.ofVariance(templateVariance)));
        }

        @Override
        public SDVariable make(SameDiff graph, List<SDVariable> emitted, Function<String, SDVariable> tensors) {
            return MatrixProduct.of(
                    emitted.get(0), tensors.apply(bank), count, slot.shape().length()); // [tasks, length]
        }
    }

    private static Parameter base(Slot slot, double variance) {
        return new Parameter(
                baseName(slot), slot.shape(), LedgerColumn.SHARED, Initializer.Uniform.ofVariance(variance));
    }

    private static String baseName(Slot slot) {
        return Names.generator("base/" + slot.name());
    }

    /** What is added to a given tensor, as two factors; to what is no matrix it is added directly. */
    static Parametrization delta(Slot slot, int rank) {
        return slot.isMatrix()
                ? new LowRankDelta(slot, Math.toIntExact(Math.min(rank, Math.min(slot.rows(), slot.columns()))))
                : new Direct(slot, 0);
    }

    /** The piece of a generator's kind for a slot; what is no matrix is emitted directly. */
    static Parametrization of(GeneratorSpec spec, Slot slot, double v) {
        if (!slot.isMatrix()) {
            return new Direct(slot, v);
        } else if (spec instanceof GeneratorSpec.LowRank low) {
            return low.base() == GeneratorSpec.LowRank.Base.MULTIPLIED
                    ? new ScaledLowRank(slot, low.rank(), v)
                    : new LowRank(slot, low.rank(), v);
        } else if (spec instanceof GeneratorSpec.Svd svd) {
            return new Svd(slot, svd.rank(), v);
        } else if (spec instanceof GeneratorSpec.RowScaling) {
            return new RowScaling(slot, v);
        } else if (spec instanceof GeneratorSpec.Templates templates) {
            double variance = 1.0 / slot.fanIn();
            return new Templates(slot, templates.count(), Names.generator("templates/" + slot.shape()), variance, v);
        }
        throw new IllegalStateException("No pieces for " + spec);
    }
}
