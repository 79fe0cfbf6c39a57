package io.weightloom.spec.settings;

import io.weightloom.spec.Keys;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.OrderSpec;
import io.weightloom.spec.ScheduleSpec;
import io.weightloom.spec.TrainingSpec;
import java.util.List;

/** The section {@code training}. */
public final class TrainingSettings {

    public static final Setting<Integer> EPOCHS = Setting.required(
            "epochs",
            Kind.whole("[1, 1000000]"),
            "Passes over the training split; of each task, where they are learned one after the other");
    static final Setting<Integer> BATCH_SIZE =
            Setting.optional(Keys.BATCH_SIZE, Kind.whole("[1, 1000000]"), 64, "Examples per step, of each task");
    public static final Setting<Integer> TASKS_PER_STEP = Setting.derived(
            "tasks-per-step",
            Kind.whole("[1, 4096]"),
            "all of the data's, at most 16; 1 where they are learned one after the other",
            "Tasks per step");

    static final Setting<Double> REGULARISER = Setting.optional(
            "regulariser",
            Kind.decimal("[0, inf)"),
            0.005,
            "Weight of the squared distance of the weights that are generated for earlier tasks from those that they"
                    + " were learned with, as a mean over these tasks; 0 for none");
    static final Setting<OrderSpec.LookAhead> LOOK_AHEAD = Setting.optional(
            "look-ahead",
            Kind.word(OrderSpec.LookAhead.class),
            OrderSpec.LookAhead.STEP,
            "Whether that distance is taken after the step that the task's loss alone asks for (step) or before (none)");

    public static final Choice<OrderSpec> ORDER = Choice.added(
            "order",
            "together",
            "Whether tasks are learned at the same time (together) or one after the other (sequential), each with a"
                    + " fresh optimiser",
            List.of(
                    Form.of(OrderSpec.Together.class).variant("together", values -> new OrderSpec.Together()),
                    Form.of(OrderSpec.Sequential.class)
                            .with(REGULARISER, OrderSpec.Sequential::regulariser)
                            .with(LOOK_AHEAD, OrderSpec.Sequential::lookAhead)
                            .variant(
                                    "sequential",
                                    values -> new OrderSpec.Sequential(
                                            values.get(REGULARISER), values.get(LOOK_AHEAD)))));

    static final Setting<Double> TEMPERATURE = Setting.optional(
            "temperature",
            Kind.decimal("(0, 1000]"),
            1.0,
            "What outputs are divided by before they are compared as classes; the loss is multiplied by its square");
    static final Setting<Double> MIX_LABELS = share("labels", "labels");
    static final Setting<Double> MIX_OUTPUTS = share("outputs", "the outputs of the network of target.weights");
    static final Setting<Double> MIX_WEIGHTS = share("weights", "the weights of the network of target.weights");

    public static final Choice<TrainingSpec.Objective> OBJECTIVE = Choice.added(
            "objective",
            "labels",
            "What the loss is taken against: labels; the outputs of the network of target.weights, computed once for each"
                    + " example (outputs); its weights, each tensor in units of its own variance (weights); or several"
                    + " of these (mix)",
            List.of(
                    Form.of(TrainingSpec.Objective.Labels.class)
                            .variant("labels", values -> new TrainingSpec.Objective.Labels()),
                    Form.of(TrainingSpec.Objective.Outputs.class)
                            .with(TEMPERATURE, TrainingSpec.Objective.Outputs::temperature)
                            .variant("outputs", values -> new TrainingSpec.Objective.Outputs(values.get(TEMPERATURE))),
                    Form.of(TrainingSpec.Objective.Weights.class)
                            .variant("weights", values -> new TrainingSpec.Objective.Weights()),
                    Form.of(TrainingSpec.Objective.Mix.class)
                            .with(MIX_LABELS, TrainingSpec.Objective.Mix::labels)
                            .with(MIX_OUTPUTS, TrainingSpec.Objective.Mix::outputs)
                            .with(MIX_WEIGHTS, TrainingSpec.Objective.Mix::weights)
                            .with(TEMPERATURE, TrainingSpec.Objective.Mix::temperature)
                            .variant(
                                    "mix",
                                    values -> new TrainingSpec.Objective.Mix(
                                            values.get(MIX_LABELS),
                                            values.get(MIX_OUTPUTS),
                                            values.get(MIX_WEIGHTS),
                                            values.get(TEMPERATURE)))));

    private static final OptimizerSpec.Adam ADAM = new OptimizerSpec.Adam();

    static final Setting<Double> MOMENTUM =
            Setting.optional("momentum", Kind.decimal("[0, 1)"), 0.9, "Share of the last step's velocity that is kept");
    static final Setting<Double> BETA_1 = Setting.optional(
            "beta1", Kind.decimal("[0, 1)"), ADAM.beta1(), "Share of the gradient's running mean that is kept");
    static final Setting<Double> BETA_2 = Setting.optional(
            "beta2", Kind.decimal("[0, 1)"), ADAM.beta2(), "Share of the squared gradient's running mean that is kept");
    static final Setting<Double> EPSILON =
            Setting.optional("epsilon", Kind.decimal("(0, 1]"), ADAM.epsilon(), "Added to the divisor");
    static final Setting<Double> WEIGHT_DECAY = Setting.optional(
            "weight-decay",
            Kind.decimal("[0, 1]"),
            ADAM.weightDecay(),
            "Decay of the trainables: in the gradient for sgd and adam, apart from it for adamw");

    static final Choice<OptimizerSpec> OPTIMIZER = Choice.optional(
            "optimizer",
            "adam",
            "How gradients change the trainables",
            List.of(
                    Form.of(OptimizerSpec.Adam.class)
                            .with(BETA_1, OptimizerSpec.Adam::beta1)
                            .with(BETA_2, OptimizerSpec.Adam::beta2)
                            .with(EPSILON, OptimizerSpec.Adam::epsilon)
                            .with(WEIGHT_DECAY, OptimizerSpec.Adam::weightDecay)
                            .variant(
                                    "adam",
                                    values -> new OptimizerSpec.Adam(
                                            values.get(BETA_1),
                                            values.get(BETA_2),
                                            values.get(EPSILON),
                                            values.get(WEIGHT_DECAY))),
                    Form.of(OptimizerSpec.AdamW.class)
                            .with(BETA_1, OptimizerSpec.AdamW::beta1)
                            .with(BETA_2, OptimizerSpec.AdamW::beta2)
                            .with(EPSILON, OptimizerSpec.AdamW::epsilon)
                            .with(WEIGHT_DECAY, OptimizerSpec.AdamW::weightDecay)
                            .variant(
                                    "adamw",
                                    values -> new OptimizerSpec.AdamW(
                                            values.get(BETA_1),
                                            values.get(BETA_2),
                                            values.get(EPSILON),
                                            values.get(WEIGHT_DECAY))),
                    Form.of(OptimizerSpec.Sgd.class)
                            .with(MOMENTUM, OptimizerSpec.Sgd::momentum)
                            .with(WEIGHT_DECAY, OptimizerSpec.Sgd::weightDecay)
                            .variant(
                                    "sgd",
                                    values -> new OptimizerSpec.Sgd(values.get(MOMENTUM), values.get(WEIGHT_DECAY)))));

    static final Setting<Double> LEARNING_RATE =
            Setting.optional("learning-rate", Kind.decimal("(0, 10]"), 0.001, "Base step size");

    static final Setting<Integer> WARM_UP = Setting.optional(
            "warm-up", Kind.whole("[0, 1000000000]"), 0, "Steps over which the learning rate rises from 0");
    static final Setting<Integer> STEP_EVERY =
            Setting.required("step-every", Kind.whole("[1, 1000000]"), "Epochs between two falls of the learning rate");
    static final Setting<Double> STEP_FACTOR = Setting.optional(
            "step-factor", Kind.decimal("(0, 1)"), 0.1, "What the learning rate is multiplied by at a fall");

    static final Choice<ScheduleSpec> SCHEDULE = Choice.optional(
            "schedule",
            "constant",
            "Course of the learning rate: constant, half a cosine down to 0, or falling in steps",
            List.of(
                    Form.of(ScheduleSpec.Constant.class)
                            .with(WARM_UP, ScheduleSpec.Constant::warmUpSteps)
                            .variant("constant", values -> new ScheduleSpec.Constant(values.get(WARM_UP))),
                    Form.of(ScheduleSpec.Cosine.class)
                            .with(WARM_UP, ScheduleSpec.Cosine::warmUpSteps)
                            .variant("cosine", values -> new ScheduleSpec.Cosine(values.get(WARM_UP))),
                    Form.of(ScheduleSpec.Step.class)
                            .with(WARM_UP, ScheduleSpec.Step::warmUpSteps)
                            .with(STEP_EVERY, ScheduleSpec.Step::everyEpochs)
                            .with(STEP_FACTOR, ScheduleSpec.Step::factor)
                            .variant(
                                    "step",
                                    values -> new ScheduleSpec.Step(
                                            values.get(WARM_UP), values.get(STEP_EVERY), values.get(STEP_FACTOR)))));

    public static final Setting<Loss> LOSS = Setting.derived(
            "loss", Kind.word(Loss.class), "cross-entropy for classification, mse for regression", "What is minimised");
    static final Setting<Double> CLIP = Setting.optional(
            "clip", Kind.decimal("[0, inf)"), 0.0, "Largest Euclidean norm of the whole gradient; 0 for no limit");
    static final Setting<Double> GENERATED_DECAY = Setting.optional(
            "generated-decay",
            Kind.decimal("[0, inf)"),
            0.0,
            "Weight in the loss of half the squared norm of the generated target weights");
    static final Setting<Integer> PATIENCE = Setting.optional(
            "patience",
            Kind.whole("[0, 1000000]"),
            0,
            "Epochs without a better validation score after which training stops; 0 for never");

    static final Setting<Integer> CROP = Setting.added(
            "augment.crop",
            Kind.whole("[0, 1000]"),
            0,
            "Pixels of margin, zeros (the mean, where pictures are standardised by it), around each picture that is trained on, out of which as large a"
                    + " part as before is cut, another in each epoch");
    static final Setting<TrainingSpec.Augment.Flip> FLIP = Setting.added(
            "augment.flip",
            Kind.word(TrainingSpec.Augment.Flip.class),
            TrainingSpec.Augment.Flip.NONE,
            "Whether left and right are exchanged in one of two pictures that are trained on (horizontal), in each epoch in"
                    + " others");

    public static final Section<TrainingSpec> SECTION = new Section<>(
            Keys.TRAINING,
            "How a trial is trained",
            Form.of(TrainingSpec.class)
                    .with(EPOCHS, TrainingSpec::epochs)
                    .with(BATCH_SIZE, TrainingSpec::batchSize)
                    .with(OPTIMIZER, TrainingSpec::optimizer)
                    .with(LEARNING_RATE, TrainingSpec::learningRate)
                    .with(SCHEDULE, TrainingSpec::schedule)
                    .with(LOSS, TrainingSpec::loss)
                    .with(CLIP, TrainingSpec::clipNorm)
                    .with(GENERATED_DECAY, TrainingSpec::generatedDecay)
                    .with(PATIENCE, TrainingSpec::patience)
                    .with(TASKS_PER_STEP, TrainingSpec::tasksPerStep)
                    .with(ORDER, TrainingSpec::order)
                    .with(OBJECTIVE, TrainingSpec::objective)
                    .with(CROP, training -> training.augment().crop())
                    .with(FLIP, training -> training.augment().flip())
                    .made(values -> new TrainingSpec(
                            values.get(EPOCHS),
                            values.get(BATCH_SIZE),
                            values.get(OPTIMIZER),
                            values.get(LEARNING_RATE),
                            values.get(SCHEDULE),
                            values.get(LOSS),
                            values.get(CLIP),
                            values.get(GENERATED_DECAY),
                            values.get(PATIENCE),
                            values.get(TASKS_PER_STEP),
                            values.get(ORDER),
                            values.get(OBJECTIVE),
                            new TrainingSpec.Augment(values.get(CROP), values.get(FLIP)))));

    private TrainingSettings() {}

    private static Setting<Double> share(String part, String what) {
        return Setting.optional(
                "mix." + part, Kind.decimal("[0, inf)"), 0.0, "Weight of the loss against " + what + "; 0 for none");
    }
}
