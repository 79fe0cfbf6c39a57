package io.weightloom.training;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.data.TaskMatrix;
import io.weightloom.network.LayerScale;
import io.weightloom.network.Network;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import java.util.Arrays;
import java.util.Optional;

/** Judges a network by whole splits, a large batch at a time. Not thread-safe. Close it: it owns native memory. */
final class Evaluation implements AutoCloseable {

    private static final int LARGEST_BATCH = 1000;

    /** Numbers in all layers together for a batch: 80 MB, twice. */
    private static final long LARGEST_LAYERS = 20_000_000;

    private final ForwardPass pass;
    private final Dataset data;
    private final Loss loss;
    /** What the condition knows each task by; empty if all tasks share their weights. */
    private final Optional<TaskMatrix> matrix;

    /**
     * @param matrix what the condition knows each task by
     * @param largest the largest split that it will run over
     * @param calibration what takes the place of statistics of a batch, there if there are any; closed with this
     */
    Evaluation(
            Network network,
            TrialSpec trial,
            Dataset data,
            Optional<TaskMatrix> matrix,
            Examples largest,
            Optional<Calibration> calibration) {
        this.data = data;
        this.loss = trial.training().loss();
        this.matrix = matrix;
        int examples = network.ofTasks()
                ? Arrays.stream(largest.tasks()).map(largest::size).max().orElse(1)
                : largest.size();
        int batch = Math.min(Math.max(1, largestBatch(network) / ForwardPass.tasks(network, trial)), examples);
        this.pass = new ForwardPass(network, trial, batch, calibration);
    }

    /**
     * With statistics of the training split in the place of those of a batch, if the network has any.
     *
     * @param matrix what the condition knows each task by
     * @param test examples that it will run over beside the validation split
     */
    static Evaluation of(Network network, TrialSpec trial, Dataset data, Optional<TaskMatrix> matrix, Examples test) {
        Examples largest = data.validation().size() > test.size() ? data.validation() : test;
        if (network.statistics().isEmpty()) {
            return new Evaluation(network, trial, data, matrix, largest, Optional.empty());
        }
        int tasks = trial.training().tasksPerStep();
        int batch = trial.training().batchSize();
        Calibration calibration = network.ofTasks()
                ? new Calibration(network, data.train(), tasks, batch)
                : new Calibration(network, data.train(), 1, batch * tasks);
        try (Unfinished unfinished = new Unfinished(calibration::close)) {
            Evaluation evaluation = new Evaluation(network, trial, data, matrix, largest, Optional.of(calibration));
            unfinished.finished();
            return evaluation;
        }
    }

    private static int largestBatch(Network network) {
        long width = network.layers().stream().mapToLong(LayerScale::numbers).sum();
        return (int) Math.max(1, Math.min(LARGEST_BATCH, LARGEST_LAYERS / width));
    }

    /** What it runs. */
    ForwardPass pass() {
        return pass;
    }

    /** @param parameters all trainables end to end */
    LossAndScore score(double[] parameters, Examples examples) {
        return assess(parameters, examples, matrix).score();
    }

    /**
     * @param parameters all trainables end to end
     * @param known what the condition takes each task for; there if it knows tasks
     */
    Assessment assess(double[] parameters, Examples examples, Optional<TaskMatrix> known) {
        pass.parameters(parameters);
        return pass.assess(examples, known, data.preprocessing(), loss);
    }

    @Override
    public void close() {
        pass.close();
    }
}
