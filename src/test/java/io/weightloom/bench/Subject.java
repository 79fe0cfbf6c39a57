package io.weightloom.bench;

import io.weightloom.network.Names;
import io.weightloom.network.Network;
import java.util.List;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A graph to train, with the names of {@link Names}. Close it: it owns native memory.
 *
 * @param trainables in the order of {@link Cell#start()}
 * @param closing frees the graph's arrays
 */
record Subject(SameDiff graph, List<String> trainables, Runnable closing) implements AutoCloseable {

    static Subject of(Network network) {
        return new Subject(network.graph(), network.trainableNames(), network::close);
    }

    /** Cell V. */
    static Subject convolutions(Cell cell) {
        SameDiff graph = SameDiff.create();
        List<float[]> start = cell.start();
        int channels = cell.hidden();
        int features = cell.inputs() / 16 * channels;
        SDVariable w1 = variable(graph, "w1", start.get(0), Cell.KERNEL, Cell.KERNEL, 1, channels);
        SDVariable b1 = variable(graph, "b1", start.get(1), channels);
        SDVariable w2 = variable(graph, "w2", start.get(2), Cell.KERNEL, Cell.KERNEL, channels, channels);
        SDVariable b2 = variable(graph, "b2", start.get(3), channels);
        SDVariable w3 = variable(graph, "w3", start.get(4), features, cell.outputs());
        SDVariable b3 = variable(graph, "b3", start.get(5), 1, cell.outputs());
        SDVariable x = graph.placeHolder(Names.X, DataType.FLOAT, -1, cell.inputs());
        SDVariable y = graph.placeHolder(Names.Y, DataType.FLOAT, -1, cell.outputs());
        SDVariable h = layer(graph, x.reshape(-1, 1, Cell.SIDE, Cell.SIDE), w1, b1); // [batch, 16, 14, 14]
        h = layer(graph, h, w2, b2); // [batch, 16, 7, 7]
        SDVariable output = h.reshape(-1, features).mmul(w3).add(b3); // [batch, 10]
        graph.loss()
                .softmaxCrossEntropy("cross-entropy", y, output, null, LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT, 0)
                .rename(Names.LOSS);
        graph.setLossVariables(Names.LOSS);
        List<SDVariable> trainables = List.of(w1, b1, w2, b2, w3, b3);
        return new Subject(
                graph,
                trainables.stream().map(SDVariable::name).toList(),
                () -> trainables.stream().map(SDVariable::getArr).forEach(INDArray::close));
    }

    /** A convolution of the same extents, ReLU, and the largest of each 2x2. */
    private static SDVariable layer(SameDiff graph, SDVariable x, SDVariable w, SDVariable b) {
        Conv2DConfig convolution = Conv2DConfig.builder()
                .kH(Cell.KERNEL)
                .kW(Cell.KERNEL)
                .paddingMode(PaddingMode.SAME)
                .build();
        Pooling2DConfig pooling = Pooling2DConfig.builder()
                .kH(2)
                .kW(2)
                .sH(2)
                .sW(2)
                .paddingMode(PaddingMode.VALID)
                .build();
        return graph.cnn().maxPooling2d(graph.nn().relu(graph.cnn().conv2d(x, w, b, convolution), 0), pooling);
    }

    private static SDVariable variable(SameDiff graph, String name, float[] values, long... shape) {
        return graph.var(name, Nd4j.createFromArray(values).reshape(shape));
    }

    @Override
    public void close() {
        closing.run();
    }
}
