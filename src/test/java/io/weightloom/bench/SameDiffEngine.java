package io.weightloom.bench;

import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import io.weightloom.program.natives.NativeThreads;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * {@code SameDiff.fit} on the graph that the product compiles. It runs what the gradients need, and the cross-entropy's
 * gradient does not need the loss: so it reports a loss of 0, and the loss of a step is computed by itself.
 */
final class SameDiffEngine implements Engine {

    /**
     * PyTorch's 1e-8 times {@code sqrt(1 - 0.999)}: ND4J adds it to the root of the second moment before that is freed
     * of its bias, PyTorch and the program after that, and in the first steps, where it matters most, the two are so
     * far apart. With 1e-8 what cell V loses in twenty steps differs from the program's by up to 0.09 %, with this by
     * less than a millionth.
     */
    private static final double EPSILON = 3.2e-10;

    private final Network network;
    private final MultiDataSet batch;

    SameDiffEngine(Cell cell) {
        NativeThreads.one();
        this.network = cell.network();
        List<String> names = network.trainableNames();
        List<float[]> start = cell.start();
        for (int i = 0; i < names.size(); i++) {
            INDArray array = network.graph().getVariable(names.get(i)).getArr();
            array.assign(Nd4j.createFromArray(start.get(i)).reshape(array.shape()));
        }
        network.graph()
                .setTrainingConfig(TrainingConfig.builder()
                        .updater(new Adam(Cell.LEARNING_RATE, 0.9, 0.999, EPSILON))
                        .dataSetFeatureMapping(Names.X)
                        .dataSetLabelMapping(Names.Y)
                        .build());
        Map<String, long[]> shapes = network.shapes(1, cell.batch());
        this.batch = new MultiDataSet(
                Nd4j.createFromArray(cell.x()).reshape(shapes.get(Names.X)),
                Nd4j.createFromArray(cell.y()).reshape(shapes.get(Names.Y)));
    }

    @Override
    public double step() {
        double loss = network.graph()
                .outputSingle(Map.of(Names.X, batch.getFeatures(0), Names.Y, batch.getLabels(0)), Names.LOSS)
                .getDouble(0);
        run(1);
        return loss;
    }

    @Override
    public void run(int steps) {
        network.graph().fit(new Repeated(batch, steps), 1);
    }

    @Override
    public void close() {
        network.close();
    }

    /** One batch, several times. */
    private static final class Repeated implements MultiDataSetIterator {

        private final MultiDataSet batch;
        private final int times;
        private int given;

        Repeated(MultiDataSet batch, int times) {
            this.batch = batch;
            this.times = times;
        }

        @Override
        public boolean hasNext() {
            return given < times;
        }

        @Override
        public MultiDataSet next() {
            given++;
            return batch;
        }

        @Override
        public MultiDataSet next(int examples) {
            return next();
        }

        @Override
        public void reset() {
            given = 0;
        }

        @Override
        public boolean resetSupported() {
            return true;
        }

        @Override
        public boolean asyncSupported() {
            return false;
        }

        @Override
        public void setPreProcessor(MultiDataSetPreProcessor preProcessor) {
            throw new UnsupportedOperationException("the batch is what it is");
        }

        @Override
        public MultiDataSetPreProcessor getPreProcessor() {
            return null;
        }
    }
}
