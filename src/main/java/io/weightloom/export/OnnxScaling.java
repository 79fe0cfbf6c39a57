package io.weightloom.export;

import io.weightloom.data.Predicted;
import io.weightloom.data.Preprocessing;
import io.weightloom.data.Scale;
import io.weightloom.export.OnnxNetwork.Held;
import io.weightloom.format.ElementType;
import io.weightloom.format.OnnxFile;
import io.weightloom.format.OnnxFile.Attribute;
import io.weightloom.format.OnnxFile.Axis;
import io.weightloom.format.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;

/**
 * What lies between a user's numbers and a network's, as part of a model. Numbers of the user are in single precision
 * where rounding them, and computing with them, costs no more than {@value #COST} of a standard deviation in each
 * column; else in double precision.
 *
 * @param network that is written
 */
record OnnxScaling(OnnxNetwork network) {

    private static final double COST = 1e-6;

    /** Roundings that count: of the number and of the mean that is taken from it. */
    private static final int ROUNDINGS = 2;

    private static final double HALF_UNIT = Math.scalb(1.0, -24);

    /** Beyond it, or below its reciprocal, single precision has too few digits. */
    private static final double LARGEST = 1e30;

    static final Axis BATCH = new Axis.Free("batch");

    /** What the user's numbers of these columns are in a model. */
    static ElementType type(Scale scale) {
        for (int j = 0; j < scale.columns(); j++) {
            double mean = Math.abs(scale.means()[j]);
            double deviation = scale.deviations()[j];
            boolean coarse = ROUNDINGS * HALF_UNIT * mean > COST * deviation;
            if (deviation > 0 && (coarse || mean > LARGEST || deviation > LARGEST || deviation < 1 / LARGEST)) {
                return ElementType.FLOAT64;
            }
        }
        return ElementType.FLOAT32;
    }

    /**
     * Adds the input for examples, gaps of which are not numbers.
     *
     * @param name of the input, {@code [batch, width]}
     * @return what the network takes, {@code [batch, width]}, in single precision
     */
    String inputs(String name, Preprocessing preprocessing) {
        Scale scale = preprocessing.inputs();
        ElementType type = type(scale);
        String raw = file().input(name, type, List.of(BATCH, new Axis.Length(scale.columns())));
        String standardised = nodes().as(ElementType.FLOAT32, standardised(raw, scale, "input"), type);
        String fills = numbers(
                ElementType.FLOAT32,
                "input/fills",
                scale.columns(),
                j -> scale.standardised(preprocessing.fills()[j], j));
        return nodes().node("Where", List.of(nodes().node("IsNaN", List.of(raw)), fills, standardised));
    }

    /**
     * Numbers less the means, divided by the deviations; 0 for a column that did not vary.
     *
     * @param raw of {@link #type(Scale)}, as the result
     * @param of what is scaled, for the names of the tensors
     */
    String standardised(String raw, Scale scale, String of) {
        double[] deviations = scale.deviations();
        if (Arrays.equals(scale.means(), new double[scale.columns()])
                && Arrays.stream(deviations).allMatch(deviation -> deviation == 1)) {
            return raw;
        }
        ElementType type = type(scale);
        String means = numbers(type, of + "/means", scale.columns(), j -> scale.means()[j]);
        String factors =
                numbers(type, of + "/factors", scale.columns(), j -> deviations[j] > 0 ? 1 / deviations[j] : 0);
        return nodes().node("Mul", List.of(nodes().node("Sub", List.of(raw, means)), factors));
    }

    /**
     * Adds the outputs that a user reads: for classes their {@code probabilities} and the number of the likeliest as
     * {@code label}, for regression {@code values} in the user's own units.
     *
     * @param output the network's, {@code [batch, outputs]}, or with other axes before that of its numbers
     * @param before the axes before that of the numbers
     */
    void outputs(String output, Predicted predicted, List<Axis> before) {
        List<Axis> axes = Stream.concat(before.stream(), Stream.of(new Axis.Length(predicted.outputs())))
                .toList();
        Attribute last = new Attribute.Int("axis", before.size());
        if (predicted instanceof Predicted.Classes) {
            String probabilities = file().node("Softmax", List.of(output), "probabilities", last);
            String label = file().node("ArgMax", List.of(output), "label", last, new Attribute.Int("keepdims", 0));
            file().output(probabilities, ElementType.FLOAT32, axes);
            file().output(label, ElementType.INT64, before);
            return;
        }
        Scale scale = predicted.scale();
        ElementType type = type(scale);
        String factors = numbers(type, "output/deviations", scale.columns(), j -> scale.deviations()[j]);
        String means = numbers(type, "output/means", scale.columns(), j -> scale.means()[j]);
        String scaled = nodes().node("Mul", List.of(nodes().as(type, output, ElementType.FLOAT32), factors));
        file().output(file().node("Add", List.of(scaled, means), "values"), type, axes);
    }

    /** Numbers of each column, or one if they are all the same. */
    private String numbers(ElementType type, String name, int columns, IntToDoubleFunction of) {
        double[] all = new double[columns];
        Arrays.setAll(all, of);
        boolean same = Arrays.stream(all).allMatch(number -> number == all[0]);
        Tensor tensor = same ? Tensor.of(new double[] {all[0]}) : Tensor.of(all, columns);
        return network.hold(Held.SCALING, name, tensor.as(type));
    }

    private OnnxNodes nodes() {
        return network.nodes();
    }

    private OnnxFile file() {
        return network.nodes().file();
    }
}
