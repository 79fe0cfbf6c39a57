package io.weightloom.program;

import io.weightloom.program.natives.QuietOutput;
import io.weightloom.program.update.Updater;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Graphs like those of the project's networks, made here because this package knows ND4J only. */
final class Graphs {

    enum Weights {
        FULL,
        CHUNKED,
        OWN
    }

    enum Function {
        RELU,
        TANH,
        SIGMOID,
        GELU,
        SILU,
        SINE
    }

    enum Loss {
        CROSS_ENTROPY,
        MSE,
        MAE
    }

    /** A graph, the names of its trainables, and the shapes of its inputs "x" and "y" for a batch. */
    record Example(SameDiff graph, List<String> trainables, int batch, int inputs, int outputs) {

        Map<String, long[]> shapes() {
            return Map.of("x", new long[] {batch, inputs}, "y", new long[] {batch, outputs});
        }

        TrainingProgram compile(Updater updater) {
            return TrainingProgram.compile(graph, "loss", trainables, shapes(), updater);
        }

        GradientProgram gradients() {
            return GradientProgram.compile(graph, "loss", trainables, shapes());
        }

        /** Rows of a table for an input, one-hot for "y". */
        float[] rows(String input, Random random) {
            int width = input.equals("x") ? inputs : outputs;
            float[] rows = new float[batch * width];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = (float) random.nextGaussian();
            }
            return rows;
        }

        float[] oneHot(Random random) {
            float[] rows = new float[batch * outputs];
            for (int row = 0; row < batch; row++) {
                rows[row * outputs + random.nextInt(outputs)] = 1;
            }
            return rows;
        }

        void load(TrainingProgram program, float[] x, float[] y) {
            program.load("x", x, inputs, rows(), 0, batch);
            program.load("y", y, outputs, rows(), 0, batch);
        }

        void load(GradientProgram program, float[] x, float[] y) {
            program.load("x", x, inputs, rows(), 0, batch);
            program.load("y", y, outputs, rows(), 0, batch);
        }

        private int[] rows() {
            return IntStream.range(0, batch).toArray();
        }

        /** What SameDiff itself says of the gradients, with these values of the trainables. */
        Map<String, INDArray> reference(java.util.function.Function<String, double[]> values, float[] x, float[] y) {
            DataType type = graph.getVariable("loss").dataType();
            for (String trainable : trainables) {
                INDArray array = graph.getVariable(trainable).getArr();
                array.assign(Nd4j.createFromArray(values.apply(trainable))
                        .castTo(type)
                        .reshape(array.shape()));
            }
            Map<String, INDArray> inputs = Map.of(
                    "x", Nd4j.createFromArray(x).castTo(type).reshape(batch, this.inputs),
                    "y", Nd4j.createFromArray(y).castTo(type).reshape(batch, outputs));
            QuietOutput.run(graph::createGradFunction);
            return graph.calculateGradients(inputs, trainables);
        }
    }

    private final SameDiff graph = SameDiff.create();
    private final List<String> trainables = new ArrayList<>();
    private final DataType type;
    private final Random random;

    private Graphs(DataType type, long seed) {
        this.type = type;
        this.random = new Random(seed);
    }

    /** A target MLP whose weights are made as told, with weight decay on them if {@code decay} is above 0. */
    static Example mlp(
            Weights weights,
            Function function,
            Loss loss,
            DataType type,
            int[] layers,
            int batch,
            double decay,
            long seed) {
        Graphs graphs = new Graphs(type, seed);
        List<SDVariable> tensors = graphs.tensors(weights, function, layers);
        SDVariable output = graphs.forward(function, layers, tensors);
        SDVariable y = graphs.graph.placeHolder("y", type, -1, layers[layers.length - 1]);
        SDVariable value = graphs.loss(loss, y, output);
        for (SDVariable w : decay > 0 ? tensors : List.<SDVariable>of()) {
            value = value.add(w.mul(w).sum().mul(decay / 2));
        }
        value.rename("loss");
        graphs.graph.setLossVariables("loss");
        return new Example(graphs.graph, graphs.trainables, batch, layers[0], layers[layers.length - 1]);
    }

    private SDVariable trainable(String name, long... shape) {
        double[] values = random.doubles(LongStream.of(shape).reduce(1, (a, b) -> a * b))
                .map(v -> (2 * v - 1) / Math.sqrt((double) shape[0]))
                .toArray();
        trainables.add(name);
        return graph.var(name, Nd4j.createFromArray(values).castTo(type).reshape(shape));
    }

    private List<SDVariable> tensors(Weights weights, Function function, int[] layers) {
        List<SDVariable> tensors = new ArrayList<>();
        if (weights == Weights.OWN) {
            for (int l = 1; l < layers.length; l++) {
                tensors.add(trainable("w" + l, layers[l - 1], layers[l]));
                tensors.add(trainable("b" + l, layers[l]));
            }
            return tensors;
        }
        long theta = 0;
        for (int l = 1; l < layers.length; l++) {
            theta += (layers[l - 1] + 1L) * layers[l];
        }
        SDVariable flat = flat(weights, function, theta);
        long at = 0;
        for (int l = 1; l < layers.length; l++) {
            long size = (long) layers[l - 1] * layers[l];
            tensors.add(flat.get(SDIndex.interval(at, at + size)).reshape(layers[l - 1], layers[l]));
            tensors.add(flat.get(SDIndex.interval(at + size, at + size + layers[l])));
            at += size + layers[l];
        }
        return tensors;
    }

    private SDVariable flat(Weights weights, Function function, long theta) {
        int z = 3;
        int hidden = 6;
        long chunk = weights == Weights.FULL ? theta : 1 + theta / 3;
        long chunks = (theta + chunk - 1) / chunk;
        SDVariable input = trainable("z", chunks, z);
        SDVariable e = apply(
                function,
                input.mmul(trainable("g/w", z, hidden))
                        .add(trainable("g/b", hidden).reshape(1, hidden)));
        SDVariable all = e.mmul(trainable("g/head/w", hidden, chunk))
                .add(trainable("g/head/b", chunk).reshape(1, chunk))
                .reshape(chunks * chunk);
        if (weights == Weights.FULL) {
            return all.rename("flat");
        }
        double[] scales = random.doubles(theta).map(v -> 0.5 + v).toArray();
        return all.get(SDIndex.interval(0L, theta))
                .mul(graph.constant("scales", Nd4j.createFromArray(scales).castTo(type)))
                .rename("flat");
    }

    private SDVariable forward(Function function, int[] layers, List<SDVariable> tensors) {
        SDVariable h = graph.placeHolder("x", type, -1, layers[0]); // [batch, in]
        for (int l = 1; l < layers.length; l++) {
            SDVariable pre =
                    h.mmul(tensors.get(2 * l - 2)).add(tensors.get(2 * l - 1).reshape(1, layers[l])); // [batch, out]
            h = l + 1 < layers.length ? apply(function, pre) : pre;
        }
        return h.rename("output");
    }

    private SDVariable apply(Function function, SDVariable x) {
        return switch (function) {
            case RELU -> graph.nn().relu(x, 0);
            case TANH -> graph.math().tanh(x);
            case SIGMOID -> graph.nn().sigmoid(x);
            case GELU -> x.mul(graph.math().erf(x.mul(Math.sqrt(0.5))).add(1)).mul(0.5);
            case SILU -> x.mul(graph.nn().sigmoid(x));
            case SINE -> graph.math().sin(x);
        };
    }

    private SDVariable loss(Loss loss, SDVariable y, SDVariable output) {
        LossReduce mean = LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT;
        return switch (loss) {
            case CROSS_ENTROPY -> graph.loss().softmaxCrossEntropy("data-loss", y, output, null, mean, 0);
            case MSE -> graph.loss().meanSquaredError("data-loss", y, output, null, mean);
            case MAE -> graph.loss().absoluteDifference("data-loss", y, output, null, mean);
        };
    }
}
