package io.weightloom.training;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.network.Names;
import io.weightloom.network.Network;
import io.weightloom.program.TrainingProgram;
import io.weightloom.spec.TrainingSpec;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The network of a phase, compiled. Not thread-safe. Close it: it owns native memory.
 *
 * @param program trains it
 * @param evaluation runs it over whole splits
 */
record Stage(TrainingProgram program, Evaluation evaluation) implements AutoCloseable {

    /** Compiles a network. */
    static Stage of(Supplier<Network> made, TrainingSpec spec, Dataset data) {
        try (Network network = made.get()) {
            TrainingProgram program = TrainingProgram.compile(
                    network.graph(),
                    Names.LOSS,
                    network.trainableNames(),
                    Map.of(
                            Names.X, new long[] {spec.batchSize(), data.inputs()},
                            Names.Y, new long[] {spec.batchSize(), data.outputs()}),
                    Updaters.of(spec));
            try (Unfinished unfinished = new Unfinished(program::close)) {
                Stage stage = new Stage(program, evaluation(network, spec, data));
                unfinished.finished();
                return stage;
            }
        }
    }

    private static Evaluation evaluation(Network network, TrainingSpec spec, Dataset data) {
        Examples larger = larger(data);
        if (network.statistics().isEmpty()) {
            return new Evaluation(network, data.task(), spec.loss(), larger);
        }
        Calibration calibration = new Calibration(network, data.train(), spec.batchSize());
        try (Unfinished unfinished = new Unfinished(calibration::close)) {
            Evaluation evaluation =
                    new Evaluation(network, data.task(), spec.loss(), larger, Optional.of(calibration));
            unfinished.finished();
            return evaluation;
        }
    }

    private static Examples larger(Dataset data) {
        return data.validation().size() > data.test().size() ? data.validation() : data.test();
    }

    @Override
    public void close() {
        evaluation.close();
        program.close();
    }
}
