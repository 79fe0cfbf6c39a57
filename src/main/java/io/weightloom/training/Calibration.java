package io.weightloom.training;

import io.weightloom.data.Examples;
import io.weightloom.network.Names;
import io.weightloom.network.Network;
import io.weightloom.program.InferenceProgram;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What an evaluation puts in place of the statistics of a batch: their means over the first batches of the training
 * split, in the order of the split, of the size that training has, about {@value #EXAMPLES} examples in all; so an
 * example's output depends on no other example of its batch, nor on the order of training, and nothing has to be
 * remembered. Recomputed for each set of trainables. Not thread-safe. Close it: it owns native memory.
 *
 * <p>This is "precise batch norm" (Wu, Johnson 2021, "Rethinking 'batch' in BatchNorm", arXiv 2105.07576, section 3) in
 * place of PyTorch's moving averages; the variances are means of those inside the batches, as PyTorch's are.
 */
final class Calibration implements AutoCloseable {

    private static final int EXAMPLES = 1000;

    private final InferenceProgram program;
    private final List<String> statistics;
    private final Examples train;
    private final int batch;

    /** @param batch size of a training batch, at most that of the split */
    Calibration(Network network, Examples train, int batch) {
        this.statistics = network.statistics();
        this.train = train;
        this.batch = batch;
        this.program = InferenceProgram.compile(
                network.graph(), network.trainableNames(), statistics, Map.of(Names.X, new long[] {batch, train.inputs()
                }));
    }

    /** The shape of a statistic. */
    long[] shape(String statistic) {
        return program.shape(statistic);
    }

    /** The statistics by name, each row-major. */
    Map<String, float[]> statistics(double[] parameters) {
        program.parameters(parameters);
        int batches = Math.max(1, Math.min(EXAMPLES, train.size()) / batch);
        int[] rows = IntStream.range(0, batches * batch).toArray();
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (int i = 0; i < batches; i++) {
            program.load(Names.X, train.features(), train.inputs(), rows, i * batch, batch);
            program.run();
            statistics.forEach(name -> sums.merge(name, program.values(name), Calibration::sum));
        }
        Map<String, float[]> means = new LinkedHashMap<>();
        sums.forEach((name, sum) -> means.put(name, mean(sum, batches)));
        return means;
    }

    private static double[] sum(double[] one, double[] other) {
        return IntStream.range(0, one.length)
                .mapToDouble(i -> one[i] + other[i])
                .toArray();
    }

    private static float[] mean(double[] sum, int count) {
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / count);
        }
        return mean;
    }

    @Override
    public void close() {
        program.close();
    }
}
