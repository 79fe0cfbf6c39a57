package io.weightloom.spec.settings;

import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.GeneratorSpec.Size;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.HypernetSpec.Norm;
import io.weightloom.spec.HypernetSpec.ResidualWeights;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.RecurrentSpec;
import java.util.List;

/** The section {@code hypernet}. */
public final class HypernetSettings {

    static final Setting<Integer> CHUNK_SIZE = Setting.required(
            Size.CHUNK_SIZE.key(),
            upTo(Size.CHUNK_SIZE, 1),
            "Target weights made at a time; the surplus of the last chunk is dropped");
    static final Setting<Integer> CHUNK_DIM = Setting.optional(
            "chunk-dim",
            Kind.whole("[0, 100000]"),
            0,
            "Width of each chunk's embedding beside one z that all share; 0 gives each chunk a z of its own");

    static final Setting<List<Integer>> TILE = Setting.optional(
            "tile",
            Kind.tuple(Kind.whole("[1, 100000]"), "numbers", 2),
            List.of(16, 16),
            "Inputs and outputs of the tiles that kernels are made of");
    static final Setting<Integer> TILE_DIM = Setting.optional(
            Size.TILE_DIM.key(),
            upTo(Size.TILE_DIM, 0),
            0,
            "Width between the two layers that make a tile; 0 for the width of the last hidden layer, or of z");
    static final Setting<Integer> RANK =
            Setting.required(Size.RANK.key(), upTo(Size.RANK, 1), "Rank of the generated matrices");
    static final Setting<GeneratorSpec.LowRank.Base> BASE = Setting.optional(
            "base",
            Kind.word(GeneratorSpec.LowRank.Base.class),
            GeneratorSpec.LowRank.Base.NONE,
            "Whether the product of the two factors is the matrix (none), or what a trained matrix is multiplied by,"
                    + " element by element (multiplied)");
    static final Setting<Integer> TEMPLATE_COUNT = Setting.required(
            Size.TEMPLATE_COUNT.key(), upTo(Size.TEMPLATE_COUNT, 1), "Trained matrices that a matrix is a sum of");

    /** What need not, and must not, be given beside a target ratio: sizes of which nothing is left to keep. */
    public static final List<Size> SIZES = List.of(Size.CHUNK_SIZE, Size.RANK, Size.TEMPLATE_COUNT, Size.TILE_DIM);

    static final Setting<Integer> FREQUENCIES = Setting.optional(
            "frequencies",
            Kind.whole("[0, 100]"),
            0,
            "Waves through which a place is seen beside its coordinates: for each coordinate a sine and a cosine of 1,"
                    + " 2, ... quarter periods from edge to middle");
    static final Setting<GeneratorSpec.Coordinates.Emits> EMITS = Setting.optional(
            "emits",
            Kind.word(GeneratorSpec.Coordinates.Emits.class),
            GeneratorSpec.Coordinates.Emits.WEIGHT,
            "What is made of one place: a weight, the numbers of a kernel between two channels, or the row of weights of one"
                    + " input to all outputs");

    public static final Choice<GeneratorSpec> GENERATOR = Choice.required(
            "generator",
            "What maps z to target weights: one head for all of them (full) or one for each tensor (per-tensor); a"
                    + " head used once per chunk (chunked) or per tile of a kernel (tile); a head for two factors of each"
                    + " matrix (low-rank), its singular values (svd), factors of its outputs (row-scaling) or"
                    + " coefficients of shared matrices (templates); or the place of a weight (coordinates)",
            List.of(
                    Form.of(GeneratorSpec.Full.class).variant("full", values -> new GeneratorSpec.Full()),
                    Form.of(GeneratorSpec.PerTensor.class)
                            .variant("per-tensor", values -> new GeneratorSpec.PerTensor()),
                    Form.of(GeneratorSpec.Chunked.class)
                            .with(CHUNK_SIZE, GeneratorSpec.Chunked::chunkSize)
                            .with(CHUNK_DIM, GeneratorSpec.Chunked::chunkDim)
                            .variant(
                                    "chunked",
                                    values -> new GeneratorSpec.Chunked(values.get(CHUNK_SIZE), values.get(CHUNK_DIM))),
                    Form.of(GeneratorSpec.Tile.class)
                            .with(TILE, GeneratorSpec.Tile::tile)
                            .with(TILE_DIM, GeneratorSpec.Tile::tileDim)
                            .variant("tile", values -> new GeneratorSpec.Tile(values.get(TILE), values.get(TILE_DIM))),
                    Form.of(GeneratorSpec.LowRank.class)
                            .with(RANK, GeneratorSpec.LowRank::rank)
                            .with(BASE, GeneratorSpec.LowRank::base)
                            .variant(
                                    "low-rank",
                                    values -> new GeneratorSpec.LowRank(values.get(RANK), values.get(BASE))),
                    Form.of(GeneratorSpec.Svd.class)
                            .with(RANK, GeneratorSpec.Svd::rank)
                            .variant("svd", values -> new GeneratorSpec.Svd(values.get(RANK))),
                    Form.of(GeneratorSpec.RowScaling.class)
                            .variant("row-scaling", values -> new GeneratorSpec.RowScaling()),
                    Form.of(GeneratorSpec.Templates.class)
                            .with(TEMPLATE_COUNT, GeneratorSpec.Templates::count)
                            .variant("templates", values -> new GeneratorSpec.Templates(values.get(TEMPLATE_COUNT))),
                    Form.of(GeneratorSpec.Coordinates.class)
                            .with(FREQUENCIES, GeneratorSpec.Coordinates::frequencies)
                            .with(EMITS, GeneratorSpec.Coordinates::emits)
                            .variant(
                                    "coordinates",
                                    values -> new GeneratorSpec.Coordinates(
                                            values.get(FREQUENCIES), values.get(EMITS)))));

    static final Setting<Integer> Z_DIM = Setting.required("z-dim", Kind.whole("[1, 100000]"), "Width of z");

    static final Setting<ConditionSpec.Encoding> ENCODING = Setting.optional(
            "encoding",
            Kind.word(ConditionSpec.Encoding.class),
            ConditionSpec.Encoding.NONE,
            "What is made of a task's description: standardised numbers (none), or cosines and sines of one norm (mip)");
    static final Setting<Integer> SAMPLES =
            Setting.optional("samples", Kind.whole("[1, 1000]"), 16, "Draws of z at an evaluation");

    static final Setting<Integer> CONDITION_UNITS = Setting.required(
            "condition-units", Kind.whole("[1, 100000]"), "Width of the state of the cell that gives z");
    static final Setting<RecurrentSpec.Norm> CONDITION_NORM = Setting.optional(
            "condition-norm",
            Kind.word(RecurrentSpec.Norm.class),
            RecurrentSpec.Norm.NONE,
            "Of the cell that gives z, as target.cell-norm of the target's");
    static final Setting<Double> SCATTER = Setting.optional(
            "condition-scatter",
            Kind.decimal("[0, 10]"),
            0.0,
            "Deviation of what is added to the first scalings of rows, as a share of them; 0 as published, and then the"
                    + " numbers of a z scale alike for ever");

    /** Tasks of the data. */
    static final Told<Integer> TASKS = new Told<>("<tasks>", Integer.class, 1);

    /** Numbers that describe a task of the data. */
    static final Told<Integer> DESCRIPTORS = new Told<>("<descriptors>", Integer.class, 1);

    /** What a control does to the condition. */
    static final Told<ConditionSpec.Damage> DAMAGE =
            new Told<>("<damage>", ConditionSpec.Damage.class, ConditionSpec.Damage.NONE);

    static final Choice<ConditionSpec> CONDITION = Choice.optional(
            "condition",
            "learned",
            "What z is: drawn from N(0, 1) and trained (learned, or per-task: one for each task), never changed (fixed)"
                    + " or drawn anew at each step (noise); or what describes the task (descriptor); or the output of a smaller LSTM that reads what a"
                    + " target of kind lstm reads, and its state, at each step (recurrent, with row-scaling, or full for small ones); or there is no z"
                    + " (none), which suits the generator coordinates only",
            List.of(
                    Form.of(ConditionSpec.Learned.class)
                            .with(Z_DIM, ConditionSpec.Learned::zDim)
                            .variant("learned", values -> new ConditionSpec.Learned(values.get(Z_DIM))),
                    Form.of(ConditionSpec.Fixed.class)
                            .with(Z_DIM, ConditionSpec.Fixed::zDim)
                            .variant("fixed", values -> new ConditionSpec.Fixed(values.get(Z_DIM))),
                    Form.of(ConditionSpec.PerTask.class)
                            .with(Z_DIM, ConditionSpec.PerTask::zDim)
                            .with(TASKS, ConditionSpec.PerTask::tasks)
                            .with(DAMAGE, ConditionSpec.PerTask::damage)
                            .variant(
                                    "per-task",
                                    values -> new ConditionSpec.PerTask(
                                            values.get(Z_DIM), values.get(TASKS), values.get(DAMAGE))),
                    Form.of(ConditionSpec.Descriptor.class)
                            .with(DESCRIPTORS, ConditionSpec.Descriptor::width)
                            .with(ENCODING, ConditionSpec.Descriptor::encoding)
                            .with(TASKS, ConditionSpec.Descriptor::tasks)
                            .with(DAMAGE, ConditionSpec.Descriptor::damage)
                            .variant(
                                    "descriptor",
                                    values -> new ConditionSpec.Descriptor(
                                            values.get(DESCRIPTORS),
                                            values.get(ENCODING),
                                            values.get(TASKS),
                                            values.get(DAMAGE))),
                    Form.of(ConditionSpec.Noise.class)
                            .with(Z_DIM, ConditionSpec.Noise::zDim)
                            .with(SAMPLES, ConditionSpec.Noise::samples)
                            .variant(
                                    "noise", values -> new ConditionSpec.Noise(values.get(Z_DIM), values.get(SAMPLES))),
                    Form.of(ConditionSpec.Recurrent.class)
                            .with(Z_DIM, ConditionSpec.Recurrent::zDim)
                            .with(CONDITION_UNITS, ConditionSpec.Recurrent::units)
                            .with(CONDITION_NORM, ConditionSpec.Recurrent::norm)
                            .with(SCATTER, ConditionSpec.Recurrent::scatter)
                            .variant(
                                    "recurrent",
                                    values -> new ConditionSpec.Recurrent(
                                            values.get(Z_DIM),
                                            values.get(CONDITION_UNITS),
                                            values.get(CONDITION_NORM),
                                            values.get(SCATTER))),
                    Form.of(ConditionSpec.None.class).variant("none", values -> new ConditionSpec.None())));

    static final Setting<List<Integer>> HIDDEN = Setting.optional(
            Size.HIDDEN.key(),
            Kind.listOf(upTo(Size.HIDDEN, 1), "widths", 0),
            List.of(16),
            "Widths of the generator's hidden layers; [] makes it linear");
    static final Setting<Activation> ACTIVATION = Setting.optional(
            "activation", Kind.word(Activation.class), Activation.RELU, "Between the generator's layers");
    static final Setting<Initialisation> INIT = Setting.optional(
            "init",
            Kind.word(Initialisation.class),
            Initialisation.HYPERFAN_IN,
            "How the generator's weights are drawn. Generated weights start with variances that the target needs"
                    + " (hyperfan-in, hyperfan-out and their harmonic mean), as those of a plain network whatever z is"
                    + " (bias-hyperinit), or as it comes: as PyTorch does it (default), with its heads behind hidden"
                    + " layers by He et al. (default-heads), by He et al. (kaiming), by fan-out (mip)");

    static final Setting<Norm> NORM = Setting.added(
            "norm",
            Kind.word(Norm.class),
            Norm.NONE,
            "Of the generator's hidden layers: each has mean 0 and variance 1 before its activation (layer), or its"
                    + " matrix a largest singular value of 1 (spectral)");
    static final Setting<List<String>> SHARED = Setting.added(
            "shared",
            Kind.listOf(Kind.name("the name of a target tensor, biases, first or last"), "tensors", 0),
            List.of(),
            "Target tensors that are trained directly: names such as w1, or biases, first (layer), last (layer)");
    static final Setting<ResidualWeights> RESIDUAL = Setting.added(
            "residual",
            Kind.word(ResidualWeights.class),
            ResidualWeights.NONE,
            "Added to the generated weights: nothing; as many trained ones (theta0), beside which the generator starts"
                    + " small; or those of target.weights (given), which stay as they are: the generator starts at zero and"
                    + " makes what each task adds to them");

    static final Setting<Integer> BITS = Setting.added(
            "bits",
            new OneOf(List.of(Float.SIZE, 16, Byte.SIZE)),
            Float.SIZE,
            "Of each number that is trained: floats (32), IEEE half floats (16), or multiples of a scale (8), one for each"
                    + " output of a large tensor, one for a small one, none below 64 numbers, which stay floats. It trains"
                    + " and is scored with the rounded numbers");

    public static final Setting<Double> TARGET_RATIO = Setting.derived(
            "target-ratio",
            Kind.decimal("(0, 1000000000]"),
            "none, sizes are as they are given",
            "Compression ratio that is wanted, weights of the target to numbers trained; the size that comes nearest is"
                    + " solved for: chunk-size (chunked), rank (low-rank, svd), template-count (templates) or tile-dim"
                    + " (tile), none of which is given then, and for other generators the widest of hidden, to which the"
                    + " others keep their proportion");

    static final Section<HypernetSpec> SECTION = new Section<>(
            "hypernet",
            "What makes the target's weights: condition and generator",
            Form.of(HypernetSpec.class)
                    .with(GENERATOR, HypernetSpec::generator)
                    .with(CONDITION, HypernetSpec::condition)
                    .with(HIDDEN, HypernetSpec::hidden)
                    .with(ACTIVATION, HypernetSpec::activation)
                    .with(INIT, HypernetSpec::init)
                    .with(NORM, HypernetSpec::norm)
                    .with(SHARED, HypernetSpec::shared)
                    .with(RESIDUAL, HypernetSpec::residual)
                    .with(BITS, HypernetSpec::bits)
                    .asked(TARGET_RATIO)
                    .made(values -> new HypernetSpec(
                            values.get(GENERATOR),
                            values.get(CONDITION),
                            values.get(HIDDEN),
                            values.get(ACTIVATION),
                            values.get(INIT),
                            values.get(NORM),
                            values.get(SHARED),
                            values.get(RESIDUAL),
                            values.get(BITS))));

    private HypernetSettings() {}

    private static Kind<Integer> upTo(Size size, int least) {
        return Kind.whole("[%s, %s]".formatted(least, size.most()));
    }
}
