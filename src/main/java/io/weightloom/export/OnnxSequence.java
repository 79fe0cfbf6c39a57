package io.weightloom.export;

import io.weightloom.data.Predicted;
import io.weightloom.data.Preprocessing;
import io.weightloom.data.Scale;
import io.weightloom.format.ElementType;
import io.weightloom.format.OnnxFile.Attribute;
import io.weightloom.format.OnnxFile.Axis;
import io.weightloom.format.Tensor;
import io.weightloom.network.graph.Names;
import io.weightloom.spec.RecurrentSpec;
import java.util.List;

/**
 * The model of a network that reads sequences: {@code x [batch, steps]}, whole numbers, the places of characters in the
 * alphabet; or {@code x [batch, steps, columns]}, a series in the user's own units. What it gives is of the scored
 * steps: all behind the first unscored ones.
 *
 * <p>Cells that are ONNX's own become its operators {@code LSTM} and {@code RNN}, of sequences of any length. Others,
 * with layer norms, or whose weights are made anew at each step, are written step by step, for sequences as long as
 * those that the network was trained on: {@code Scan} would do with less, but few runtimes make it fast.
 *
 * @param network that is written
 * @param operators whether cells become operators
 */
record OnnxSequence(OnnxNetwork network, RecurrentSpec target, boolean operators) {

    /** Where ONNX has our parts of an LSTM's sums, {@code i, o, f, c} for {@code i, f, g, o}. */
    private static final long[] GATES = {0, 3, 1, 2};

    /**
     * Adds the input.
     *
     * @return what the network reads, {@code [steps, batch, width]}, in single precision
     */
    String input(Preprocessing preprocessing) {
        Axis steps = operators ? new Axis.Free("steps") : new Axis.Length(target.length());
        if (preprocessing.predicted() instanceof Predicted.Classes) {
            String codes = nodes().file()
                    .input(Names.X, ElementType.INT64, List.of(OnnxScaling.BATCH, steps)); // [batch, steps]
            long width = target.width();
            String zeros = nodes().filled(List.of(width, width), Tensor.of(new float[1], 1));
            String rows = nodes().node("EyeLike", List.of(zeros));
            return nodes().gathered(rows, known(turned(codes, 1, 0)));
        }
        Scale scale = preprocessing.inputs();
        ElementType type = OnnxScaling.type(scale);
        String raw = nodes().file()
                .input(Names.X, type, List.of(OnnxScaling.BATCH, steps, new Axis.Length(scale.columns())));
        String standardised = new OnnxScaling(network).standardised(raw, scale, "input");
        return turned(nodes().as(ElementType.FLOAT32, standardised, type), 1, 0, 2);
    }

    /** Codes of which those below 0, which would count from the alphabet's end, are too large to be accepted, too. */
    private String known(String codes) {
        String below = nodes().node("Less", List.of(codes, nodes().number(0)));
        return nodes().node("Where", List.of(below, nodes().number(target.width()), codes));
    }

    /**
     * Adds what computes the output.
     *
     * @param x what the network reads, {@code [steps, batch, width]}
     * @return {@code [batch, scored steps, outputs]}
     */
    String output(String x) {
        if (!operators) {
            network.bind(Names.X, x);
            return turned(network.output(), 1, 0, 2);
        }
        String read = x;
        for (int layer = 1; layer <= target.depth(); layer++) {
            read = cell(read, target.depth() == 1 ? "cell" : "cell" + layer);
        }
        String scored = target.unscored() == 0
                ? read
                : nodes().node(
                                "Slice",
                                List.of(
                                        read,
                                        nodes().longs(target.unscored()),
                                        nodes().longs(Long.MAX_VALUE),
                                        nodes().longs(0)));
        String product = nodes().node("MatMul", List.of(scored, weight("out/w")));
        return turned(nodes().node("Add", List.of(product, weight("out/b"))), 1, 0, 2);
    }

    /** The axes of an output before that of its numbers. */
    List<Axis> axes() {
        return List.of(OnnxScaling.BATCH, operators ? new Axis.Free("scored") : new Axis.Length(target.steps()));
    }

    /** From {@code [steps, batch, inputs]} to {@code [steps, batch, units]}. */
    private String cell(String x, String name) {
        boolean lstm = target instanceof RecurrentSpec.Lstm;
        long sums = (long) target.gates() * target.units();
        String bias = nodes().reshaped(ordered(nodes().reshaped(weight(name + "/b"), 1, target.gates(), -1)), 1, sums);
        String none = nodes().filled(List.of(1L, sums), Tensor.of(new float[1], 1)); // the second of ONNX's biases
        String states = nodes().node(
                        lstm ? "LSTM" : "RNN",
                        List.of(
                                x,
                                matrix(weight(name + "/wx"), sums),
                                matrix(weight(name + "/wh"), sums),
                                nodes().node("Concat", List.of(bias, none), new Attribute.Int("axis", 1))),
                        new Attribute.Int("hidden_size", target.units())); // [steps, 1, batch, units]
        return nodes().node("Squeeze", List.of(states, nodes().longs(1)));
    }

    /** From {@code [in, sums]} to {@code [1, sums, in]}, as ONNX has it. */
    private String matrix(String weight, long sums) {
        String parts = ordered(nodes().reshaped(weight, 0, target.gates(), -1));
        return nodes().reshaped(turned(parts, 1, 2, 0), 1, sums, -1);
    }

    /** The parts, which are the second of three axes, in ONNX's order. */
    private String ordered(String parts) {
        return target instanceof RecurrentSpec.Lstm
                ? nodes().node("Gather", List.of(parts, nodes().longs(GATES)), new Attribute.Int("axis", 1))
                : parts;
    }

    private String weight(String slot) {
        return network.value(Names.target(slot));
    }

    private String turned(String value, long... order) {
        return nodes().node("Transpose", List.of(value), Attribute.Ints.of("perm", order));
    }

    private OnnxNodes nodes() {
        return network.nodes();
    }
}
