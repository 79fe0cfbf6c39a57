package io.weightloom.training;

import io.weightloom.data.Examples;
import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import io.weightloom.program.InferenceProgram;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What an evaluation puts in place of the statistics of a batch: their means over a fixed part of the training split,
 * in batches of the size and the mixture that training has, about {@value #EXAMPLES} examples at a time; so an
 * example's output depends on no other example of its batch, nor on the order of training, and nothing has to be
 * remembered. Where each task has weights of its own, each has statistics of its own. Recomputed for each set of
 * trainables. Not thread-safe. Close it: it owns native memory.
 *
 * <p>This is "precise batch norm" (Wu, Johnson 2021, "Rethinking 'batch' in BatchNorm", arXiv 2105.07576, section 3) in
 * place of PyTorch's moving averages; the variances are means of those inside the batches, as PyTorch's are.
 */
final class Calibration implements Statistics {

    private static final int EXAMPLES = 1000;

    private final InferenceProgram program;
    private final List<String> statistics;
    private final Examples train;
    private final int tasks;
    private final int batch;

    /**
     * @param tasks at the same time
     * @param batch size of a training batch, of each task if each has weights of its own; at most that of the split
     */
    Calibration(Network network, Examples train, int tasks, int batch) {
        this.statistics = network.statistics();
        this.train = train;
        this.tasks = tasks;
        this.batch = batch;
        Map<String, long[]> inputs = new HashMap<>(network.shapes(tasks, batch));
        inputs.remove(Names.Y);
        this.program =
                network.home().programs().inference(network.graph(), network.trainableNames(), statistics, inputs);
    }

    @Override
    public long[] shape(String statistic) {
        return program.shape(statistic);
    }

    @Override
    public Stream<InferenceProgram> programs() {
        return Stream.of(program);
    }

    @Override
    public Map<String, float[]> ofAll(int draw) {
        int batches = Math.max(1, Math.min(EXAMPLES, train.size()) / batch);
        int count = batches * batch;
        return means( // each batch from all over the split, which lies task by task, as training mixes them
                batches,
                IntStream.range(0, count)
                        .map(i -> i % batch * batches + i / batch)
                        .map(i -> (int) ((long) i * train.size() / count))
                        .toArray());
    }

    @Override
    public Map<String, float[]> of(int[] some) {
        int smallest = Arrays.stream(some).map(train::size).min().orElseThrow();
        int batches = Math.max(1, Math.min(EXAMPLES / tasks, smallest) / batch);
        return means(
                batches,
                IntStream.range(0, batches * tasks * batch)
                        .map(i -> {
                            int task = some[i / batch % tasks];
                            int example = i / (batch * tasks) * batch + i % batch;
                            return train.starts()[task] + example % train.size(task);
                        })
                        .toArray());
    }

    /** @param rows of the examples, batch by batch */
    private Map<String, float[]> means(int batches, int[] rows) {
        int size = rows.length / batches;
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (int i = 0; i < batches; i++) {
            program.load(Names.X, train.features(), train.inputs(), rows, i * size, size);
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
