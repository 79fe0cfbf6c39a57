package io.weightloom.spec;

import java.util.List;

/** The section {@code hypernet}. */
final class HypernetSettings {

    static final Setting<Integer> CHUNK_SIZE = Setting.required(
            "chunk-size",
            Kind.whole("[1, 100000000]"),
            "Target weights made at a time; the surplus of the last chunk is dropped");
    static final Setting<Integer> CHUNK_DIM = Setting.optional(
            "chunk-dim",
            Kind.whole("[0, 100000]"),
            0,
            "Width of each chunk's embedding beside one z that all share; 0 gives each chunk a z of its own");

    static final Choice<GeneratorSpec> GENERATOR = Choice.required(
            "generator",
            "What maps z to target weights: one head for all of them (full), or one head used once per chunk"
                    + " (chunked)",
            List.of(
                    Form.of(GeneratorSpec.Full.class).variant("full", values -> new GeneratorSpec.Full()),
                    Form.of(GeneratorSpec.Chunked.class)
                            .with(CHUNK_SIZE, GeneratorSpec.Chunked::chunkSize)
                            .with(CHUNK_DIM, GeneratorSpec.Chunked::chunkDim)
                            .variant(
                                    "chunked",
                                    values ->
                                            new GeneratorSpec.Chunked(values.get(CHUNK_SIZE), values.get(CHUNK_DIM)))));

    static final Setting<Integer> Z_DIM = Setting.required("z-dim", Kind.whole("[1, 100000]"), "Width of z");

    static final Choice<ConditionSpec> CONDITION = Choice.optional(
            "condition",
            "learned",
            "What z is: drawn from N(0, 1) and trained (learned) or never changed (fixed)",
            List.of(
                    Form.of(ConditionSpec.Learned.class)
                            .with(Z_DIM, ConditionSpec.Learned::zDim)
                            .variant("learned", values -> new ConditionSpec.Learned(values.get(Z_DIM))),
                    Form.of(ConditionSpec.Fixed.class)
                            .with(Z_DIM, ConditionSpec.Fixed::zDim)
                            .variant("fixed", values -> new ConditionSpec.Fixed(values.get(Z_DIM)))));

    static final Setting<List<Integer>> HIDDEN = Setting.optional(
            "hidden",
            Kind.listOf(Kind.whole("[1, 1000000]"), "widths", 0),
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

    static final Section<HypernetSpec> SECTION = new Section<>(
            "hypernet",
            "What makes the target's weights: condition and generator",
            Form.of(HypernetSpec.class)
                    .with(GENERATOR, HypernetSpec::generator)
                    .with(CONDITION, HypernetSpec::condition)
                    .with(HIDDEN, HypernetSpec::hidden)
                    .with(ACTIVATION, HypernetSpec::activation)
                    .with(INIT, HypernetSpec::init)
                    .made(values -> new HypernetSpec(
                            values.get(GENERATOR),
                            values.get(CONDITION),
                            values.get(HIDDEN),
                            values.get(ACTIVATION),
                            values.get(INIT))));

    private HypernetSettings() {}
}
