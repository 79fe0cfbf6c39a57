package io.weightloom.spec.settings;

import io.weightloom.spec.Activation;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.Keys;
import io.weightloom.spec.PictureSpec;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.Settings;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The section {@code target}. */
public final class TargetSettings {

    static final Setting<List<Integer>> LAYERS = Setting.required(
            Keys.LAYERS,
            new LayerWidths(new ListOf<>(Kind.whole("[1, 1000000]"), "widths", 2, Integer.MAX_VALUE)),
            "Widths from input to output, such as [256, 32, 10]; auto, at both ends, is that of the data");
    static final Setting<Activation> ACTIVATION = Setting.optional(
            "activation", Kind.word(Activation.class), Activation.RELU, "Between layers; none after the last");
    static final Setting<Double> OMEGA = Setting.optional(
            "omega", Kind.decimal("(0, 1000]"), 30.0, "Factor in front of what each sine layer adds up");
    static final Setting<List<Integer>> INPUT = Setting.required(
            Keys.INPUT,
            Kind.tuple(Kind.whole("[1, 10000]"), "numbers (channels, height, width)", 3),
            "Channels, height and width of an example, such as [1, 28, 28]");
    static final Setting<List<TargetSpec.Convolution>> CONVOLUTIONS = Setting.required(
            "convolutions",
            Kind.listOf(
                    Kind.form(
                            "height x width of a kernel x channels, such as 7x7x16 (at most 999x999x99999)",
                            TargetSpec.Convolution::of),
                    "convolutions",
                    1),
            "Convolutions from input to output, such as [7x7x16, 7x7x16]; they keep height and width");
    static final Setting<Integer> POOL = Setting.optional(
            Keys.POOL,
            Kind.whole("[1, 1000]"),
            2,
            "Height and width of the squares that are pooled behind each convolution; 1 for no pooling");
    static final Setting<TargetSpec.Pooling> POOLING = Setting.optional(
            "pooling", Kind.word(TargetSpec.Pooling.class), TargetSpec.Pooling.MAX, "What a pooled square becomes");
    static final Setting<List<Integer>> DENSE = Setting.required(
            Keys.DENSE,
            Kind.listOf(Kind.whole("[1, 1000000]"), "widths", 1),
            "Widths of the dense layers behind the convolutions, such as [10]");

    static final Setting<List<Integer>> WIDTHS = Setting.required(
            "widths",
            Kind.listOf(Kind.whole("[1, 100000]"), "widths", 2),
            "Channels of the first convolution and of each stage, such as [16, 16, 32, 64]; each stage but the first"
                    + " halves height and width");
    static final Setting<Integer> BLOCKS =
            Setting.required("blocks", Kind.whole("[1, 1000]"), "Blocks of two 3x3 convolutions in each stage");
    static final Setting<TargetSpec.BatchNorm> NORM = Setting.optional(
            "norm",
            Kind.word(TargetSpec.BatchNorm.class),
            TargetSpec.BatchNorm.PER_CONDITION,
            "Batch norm: its scales and shifts are generated like all weights (per-condition), or trained directly, one for"
                    + " all conditions (shared); or none, and convolutions have biases instead");
    static final Setting<Integer> OUTPUTS =
            Setting.required(Keys.OUTPUTS, Kind.whole("[1, 1000000]"), "Width of the last layer");

    static final Setting<Integer> UNITS =
            Setting.required("units", Kind.whole("[1, 100000]"), "Width of a cell's state");
    static final Setting<Integer> DEPTH = Setting.optional(
            "depth", Kind.whole("[1, 100]"), 1, "Cells, each of which reads the states of the one before");
    static final Setting<RecurrentSpec.Norm> CELL_NORM = Setting.optional(
            "cell-norm",
            Kind.word(RecurrentSpec.Norm.class),
            RecurrentSpec.Norm.NONE,
            "Whether each part of what a cell adds up, and what an LSTM's output is made of, has mean 0 and variance 1"
                    + " over its units (layer), before a scale and a shift");

    static final Setting<Double> RECURRENT_DROPOUT = Setting.added(
            "recurrent-dropout",
            Kind.decimal("[0, 1)"),
            0.0,
            "Share of what an LSTM's state is given anew, tanh(g), that is left out while it trains, at random at each step;"
                    + " the rest is so much larger that the mean is the same");

    public static final Setting<Optional<Path>> FROM = Setting.added(
            "from",
            new Possible<>(Kind.file()),
            Optional.empty(),
            "File with a network that you have, .onnx: kind, layers, activation and weights are those that it holds");
    public static final Setting<Optional<Path>> WEIGHTS = Setting.added(
            "weights",
            new Possible<>(Kind.file()),
            Optional.empty(),
            "File with the weights of a network that you have, .safetensors or .npz, in PyTorch's layout and by the names"
                    + " that exports have (layers.0.weight, ...), or else in this order; or .onnx of these layers");
    static final Setting<String> SHA256 = Setting.added(
            "weights-sha256",
            Kind.text(),
            "",
            "SHA-256 that the file must have; found by itself, and part of what a trial is");

    public static final Setting<GivenSpec.Order> ORDER = Setting.added(
            "order",
            Kind.word(GivenSpec.Order.class),
            GivenSpec.Order.GIVEN,
            "How the hidden units of the given network stand: as in the file (given), or so that neighbours are alike"
                    + " (smooth), which generators that see places have less to tell of; it computes the same");

    private static final Recurrent<RecurrentSpec.Rnn> RNN = RecurrentSpec.Rnn::new;
    private static final Recurrent<RecurrentSpec.Lstm> LSTM = RecurrentSpec.Lstm::new;

    static final Choice<TargetSpec> KIND = Choice.optional(
            "kind",
            "mlp",
            "Kind of network: a multi-layer perceptron (mlp); convolutions, pooling and dense layers (conv);"
                    + " residual blocks (residual); sine layers for a signal as a function of its coordinates (siren);"
                    + " for data that are sequences, recurrent cells, plain (rnn) or with gates (lstm), and a dense layer",
            List.of(
                    Form.of(TargetSpec.Mlp.class)
                            .with(LAYERS, TargetSpec.Mlp::layers)
                            .with(ACTIVATION, TargetSpec.Mlp::activation)
                            .variant("mlp", values -> new TargetSpec.Mlp(values.get(LAYERS), values.get(ACTIVATION))),
                    Form.of(TargetSpec.Conv.class)
                            .with(INPUT, TargetSpec.Conv::picture)
                            .with(CONVOLUTIONS, TargetSpec.Conv::convolutions)
                            .with(POOL, TargetSpec.Conv::pool)
                            .with(POOLING, TargetSpec.Conv::pooling)
                            .with(DENSE, TargetSpec.Conv::dense)
                            .with(ACTIVATION, TargetSpec.Conv::activation)
                            .variant(
                                    "conv",
                                    values -> new TargetSpec.Conv(
                                            values.get(INPUT),
                                            values.get(CONVOLUTIONS),
                                            values.get(POOL),
                                            values.get(POOLING),
                                            values.get(DENSE),
                                            values.get(ACTIVATION))),
                    Form.of(TargetSpec.Residual.class)
                            .with(INPUT, TargetSpec.Residual::picture)
                            .with(WIDTHS, TargetSpec.Residual::widths)
                            .with(BLOCKS, TargetSpec.Residual::blocks)
                            .with(NORM, TargetSpec.Residual::norm)
                            .with(OUTPUTS, TargetSpec.Residual::outputs)
                            .with(ACTIVATION, TargetSpec.Residual::activation)
                            .variant(
                                    "residual",
                                    values -> new TargetSpec.Residual(
                                            values.get(INPUT),
                                            values.get(WIDTHS),
                                            values.get(BLOCKS),
                                            values.get(NORM),
                                            values.get(OUTPUTS),
                                            values.get(ACTIVATION))),
                    Form.of(TargetSpec.Siren.class)
                            .with(LAYERS, TargetSpec.Siren::layers)
                            .with(OMEGA, TargetSpec.Siren::omega)
                            .variant("siren", values -> new TargetSpec.Siren(values.get(LAYERS), values.get(OMEGA))),
                    recurrent(RecurrentSpec.Rnn.class).variant("rnn", RNN::of),
                    recurrent(RecurrentSpec.Lstm.class)
                            .with(RECURRENT_DROPOUT, RecurrentSpec.Lstm::dropout)
                            .variant("lstm", values -> LSTM.of(values).leavingOut(values.get(RECURRENT_DROPOUT)))));

    /** The convolutional network of Ha, Dai, Le 2016, section 4.1 and appendix A.3.1. */
    private static final TargetSpec HA_MNIST = new TargetSpec.Conv(
            List.of(1, 28, 28),
            List.of(new TargetSpec.Convolution(7, 7, 16), new TargetSpec.Convolution(7, 7, 16)),
            2,
            TargetSpec.Pooling.MAX,
            List.of(10),
            Activation.RELU);

    public static final Section<TargetSpec> SECTION = new Section<>(
            Keys.TARGET,
            "The network whose weights are generated",
            Form.of(TargetSpec.class)
                    .with(KIND, target -> target)
                    .with(FROM, target -> Optional.empty())
                    .with(WEIGHTS, target -> Optional.empty())
                    .with(SHA256, target -> "")
                    .with(ORDER, target -> GivenSpec.Order.GIVEN)
                    .made(values -> values.get(KIND)),
            presets());

    private TargetSettings() {}

    /** The network that these settings by key make, with what the data tell of it. */
    static TargetSpec made(Map<String, Object> plain, SourceSpec source) {
        SequenceSettings.tell(plain, source);
        return SECTION.form().make(plain);
    }

    /** Settings that recurrent networks have in common. */
    private static <R extends RecurrentSpec> Form.Draft<R> recurrent(Class<R> type) {
        return Form.of(type)
                .with(SequenceSettings.WIDTH, RecurrentSpec::width)
                .with(UNITS, RecurrentSpec::units)
                .with(DEPTH, RecurrentSpec::depth)
                .with(CELL_NORM, RecurrentSpec::cellNorm)
                .with(SequenceSettings.TOLD_UNSCORED, RecurrentSpec::unscored)
                .with(SequenceSettings.TOLD_STEPS, RecurrentSpec::steps);
    }

    /** Makes a recurrent network of its components. */
    private interface Recurrent<R> {

        R of(int width, int units, int depth, RecurrentSpec.Norm norm, int unscored, int steps);

        default R of(Form.Values values) {
            return of(
                    values.get(SequenceSettings.WIDTH),
                    values.get(UNITS),
                    values.get(DEPTH),
                    values.get(CELL_NORM),
                    values.get(SequenceSettings.TOLD_UNSCORED),
                    values.get(SequenceSettings.TOLD_STEPS));
        }
    }

    /** The network that these settings by key name, not read; empty if they name none. */
    public static Optional<GivenSpec> given(Map<String, Object> plain) {
        String file = (String) plain.getOrDefault(WEIGHTS.key(), "");
        return file.isEmpty()
                ? Optional.empty()
                : Optional.of(new GivenSpec(file, (String) plain.getOrDefault(SHA256.key(), ""), order(plain)));
    }

    /** What a network of pictures takes; empty if it takes none, or that is not known. */
    static Optional<PictureSpec.Extents> picture(Settings settings) {
        Map<String, Object> plain = settings.section(SECTION.name());
        boolean takes = KIND.chosen(plain).stream()
                .anyMatch(variant -> variant.form().parts().contains(INPUT));
        return takes && plain.containsKey(INPUT.key())
                ? Optional.of(PictureSpec.Extents.of(INPUT.make(plain)))
                : Optional.empty();
    }

    /** Whether hidden units are to stand otherwise than in the file. */
    public static boolean isReordered(Settings settings) {
        return order(settings.section(SECTION.name())) != GivenSpec.Order.GIVEN;
    }

    private static GivenSpec.Order order(Map<String, Object> plain) {
        return plain.containsKey(ORDER.key()) ? ORDER.make(plain) : GivenSpec.Order.GIVEN;
    }

    private static Map<String, TargetSpec> presets() {
        Map<String, TargetSpec> presets = new LinkedHashMap<>();
        presets.put("ha-mnist", HA_MNIST);
        presets.put("wrn-10-1", wideResidual(10, 1));
        presets.put("wrn-16-1", wideResidual(16, 1));
        presets.put("wrn-40-1", wideResidual(40, 1));
        presets.put("wrn-40-2", wideResidual(40, 2));
        return presets;
    }

    /**
     * A network for CIFAR-10 of Zagoruyko, Komodakis 2016, table 1.
     *
     * @param depth 6 n + 4, n blocks to each of the three stages
     */
    private static TargetSpec wideResidual(int depth, int factor) {
        return new TargetSpec.Residual(
                List.of(3, 32, 32),
                List.of(16, 16 * factor, 32 * factor, 64 * factor),
                (depth - 4) / 6,
                TargetSpec.BatchNorm.SHARED,
                10,
                Activation.RELU);
    }
}
