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

    static final Setting<ConditionSpec.Encoding> ENCODING = Setting.optional(
            "encoding",
            Kind.word(ConditionSpec.Encoding.class),
            ConditionSpec.Encoding.NONE,
            "What is made of a task's description: standardised numbers (none), or cosines and sines of one norm (mip)");
    static final Setting<Integer> SAMPLES =
            Setting.optional("samples", Kind.whole("[1, 1000]"), 16, "Draws of z at an evaluation");

    /** Tasks of the data. */
    static final Told<Integer> TASKS = new Told<>("<tasks>", Integer.class, 1);

    /** Numbers that describe a task of the data. */
    static final Told<Integer> DESCRIPTORS = new Told<>("<descriptors>", Integer.class, 1);

    static final Choice<ConditionSpec> CONDITION = Choice.optional(
            "condition",
            "learned",
            "What z is: drawn from N(0, 1) and trained (learned, or per-task: one for each task), never changed (fixed)"
                    + " or drawn anew at each step (noise); or what describes the task (descriptor)",
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
                            .variant(
                                    "per-task",
                                    values -> new ConditionSpec.PerTask(values.get(Z_DIM), values.get(TASKS))),
                    Form.of(ConditionSpec.Descriptor.class)
                            .with(DESCRIPTORS, ConditionSpec.Descriptor::width)
                            .with(ENCODING, ConditionSpec.Descriptor::encoding)
                            .with(TASKS, ConditionSpec.Descriptor::tasks)
                            .variant(
                                    "descriptor",
                                    values -> new ConditionSpec.Descriptor(
                                            values.get(DESCRIPTORS), values.get(ENCODING), values.get(TASKS))),
                    Form.of(ConditionSpec.Noise.class)
                            .with(Z_DIM, ConditionSpec.Noise::zDim)
                            .with(SAMPLES, ConditionSpec.Noise::samples)
                            .variant(
                                    "noise",
                                    values -> new ConditionSpec.Noise(values.get(Z_DIM), values.get(SAMPLES)))));

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
            "How the generator's weights are drawn");

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
