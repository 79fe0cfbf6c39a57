package io.weightloom.training;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.data.TaskMatrix;
import io.weightloom.network.Names;
import io.weightloom.network.Network;
import io.weightloom.program.TrainingProgram;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The network of a phase, compiled. Not thread-safe. Close it: it owns native memory.
 *
 * @param program trains it
 * @param evaluation runs it over whole splits
 * @param matrix what the condition knows each task by; empty if all tasks share their weights
 * @param noise how many numbers are drawn anew at each step, as {@code [vectors, z-dim]}; empty if none are
 */
record Stage(TrainingProgram program, Evaluation evaluation, Optional<TaskMatrix> matrix, Optional<long[]> noise)
        implements AutoCloseable {

    /**
     * Compiles a network.
     *
     * @param test examples that it will be judged by
     */
    static Stage of(Supplier<Network> made, TrialSpec trial, Dataset data, Examples test) {
        TrainingSpec spec = trial.training();
        Optional<TaskMatrix> matrix = trial.weights() instanceof HypernetSpec hypernet
                ? data.tasks().matrix(hypernet.condition())
                : Optional.empty();
        try (Network network = made.get()) {
            TrainingProgram program = TrainingProgram.compile(
                    network.graph(),
                    Names.LOSS,
                    network.trainableNames(),
                    network.ofTasks()
                            ? network.shapes(spec.tasksPerStep(), spec.batchSize())
                            : network.shapes(1, spec.batchSize() * spec.tasksPerStep()),
                    Updaters.of(spec));
            try (Unfinished unfinished = new Unfinished(program::close)) {
                Evaluation evaluation = evaluation(network, trial, data, matrix, test);
                unfinished.finished();
                return new Stage(program, evaluation, matrix, network.noise());
            }
        }
    }

    private static Evaluation evaluation(
            Network network, TrialSpec trial, Dataset data, Optional<TaskMatrix> matrix, Examples test) {
        Examples largest = data.validation().size() > test.size() ? data.validation() : test;
        if (network.statistics().isEmpty()) {
            return new Evaluation(network, trial, data, matrix, largest, Optional.empty());
        }
        int batch = trial.training().batchSize() * trial.training().tasksPerStep();
        Calibration calibration = new Calibration(network, data.train(), batch);
        try (Unfinished unfinished = new Unfinished(calibration::close)) {
            Evaluation evaluation = new Evaluation(network, trial, data, matrix, largest, Optional.of(calibration));
            unfinished.finished();
            return evaluation;
        }
    }

    @Override
    public void close() {
        evaluation.close();
        program.close();
    }
}
