package io.weightloom.training;

import io.weightloom.data.Examples;
import io.weightloom.network.Names;
import io.weightloom.network.Network;
import io.weightloom.program.InferenceProgram;
import io.weightloom.spec.Loss;
import io.weightloom.spec.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Runs a network over whole splits, a large batch at a time. Not thread-safe. Close it: it owns native memory. */
final class Evaluation implements AutoCloseable {

    private static final int LARGEST_BATCH = 1000;

    /** Numbers in all layers together for a batch: 80 MB, twice. */
    private static final long LARGEST_LAYERS = 20_000_000;

    private final InferenceProgram program;
    private final Optional<Calibration> calibration;
    private final int batch;
    private final Task task;
    private final Loss loss;

    /** Of a network without statistics of a batch. */
    Evaluation(Network network, Task task, Loss loss, Examples largest) {
        this(network, task, loss, largest, Optional.empty());
    }

    /** @param calibration what takes the place of statistics; closed with this; must be there if there are any */
    Evaluation(Network network, Task task, Loss loss, Examples largest, Optional<Calibration> calibration) {
        this.batch = Math.min(largestBatch(network), largest.size());
        this.task = task;
        this.loss = loss;
        this.calibration = calibration;
        Map<String, long[]> inputs = new HashMap<>(Map.of(Names.X, new long[] {batch, largest.inputs()}));
        calibration.ifPresent(known -> network.statistics().forEach(name -> inputs.put(name, known.shape(name))));
        this.program =
                InferenceProgram.compile(network.graph(), network.trainableNames(), List.of(Names.OUTPUT), inputs);
    }

    private static int largestBatch(Network network) {
        long width =
                network.layers().stream().mapToLong(Network.LayerScale::numbers).sum();
        return (int) Math.max(1, Math.min(LARGEST_BATCH, LARGEST_LAYERS / width));
    }

    /** @param parameters all trainables end to end */
    Score score(double[] parameters, Examples examples) {
        return Score.of(outputs(parameters, examples), examples, task, loss);
    }

    private float[] outputs(double[] parameters, Examples examples) {
        program.parameters(parameters);
        calibration.ifPresent(known -> known.statistics(parameters)
                .forEach((name, values) -> program.load(name, values, values.length, new int[] {0}, 0, 1)));
        int[] rows = IntStream.range(0, examples.size()).toArray();
        float[] outputs = new float[examples.size() * examples.outputs()];
        for (int from = 0; from < rows.length; from += batch) {
            int count = Math.min(batch, rows.length - from);
            float[] some = new float[count * examples.outputs()];
            program.load(Names.X, examples.features(), examples.inputs(), rows, from, count);
            program.run();
            program.read(Names.OUTPUT, some);
            System.arraycopy(some, 0, outputs, from * examples.outputs(), some.length);
        }
        return outputs;
    }

    @Override
    public void close() {
        calibration.ifPresent(Calibration::close);
        program.close();
    }
}
