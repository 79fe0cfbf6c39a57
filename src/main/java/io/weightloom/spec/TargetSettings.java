package io.weightloom.spec;

import java.util.List;

/** The section {@code target}. */
final class TargetSettings {

    static final Setting<List<Integer>> LAYERS = Setting.required(
            "layers",
            Kind.listOf(Kind.whole("[1, 1000000]"), "widths", 2),
            "Widths from input to output, such as [256, 32, 10]");
    static final Setting<Activation> ACTIVATION = Setting.optional(
            "activation", Kind.word(Activation.class), Activation.RELU, "Between layers; none after the last");

    static final Choice<TargetSpec> KIND = Choice.optional(
            "kind",
            "mlp",
            "Kind of network: a multi-layer perceptron (mlp)",
            List.of(Form.of(TargetSpec.Mlp.class)
                    .with(LAYERS, TargetSpec.Mlp::layers)
                    .with(ACTIVATION, TargetSpec.Mlp::activation)
                    .variant("mlp", values -> new TargetSpec.Mlp(values.get(LAYERS), values.get(ACTIVATION)))));

    static final Section<TargetSpec> SECTION = new Section<>(
            "target",
            "The network whose weights are generated",
            Form.of(TargetSpec.class).with(KIND, target -> target).made(values -> values.get(KIND)));

    private TargetSettings() {}
}
