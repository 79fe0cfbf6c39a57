package io.weightloom.training;

import io.weightloom.data.Augmentation;
import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.data.Minibatches;
import io.weightloom.network.graph.Names;
import io.weightloom.program.TrainingProgram;
import io.weightloom.spec.TrialSpec;
import java.util.Optional;
import java.util.stream.IntStream;

/** The changed pictures of a step. Not thread-safe: each step overwrites them. */
final class Pictures {

    private final Augmentation augmentation;
    private final float[] changed; // [examples of a step, numbers of each]
    private final int[] rows; // of the changed ones: each its own

    private Pictures(Augmentation augmentation, int examples, int numbers) {
        this.augmentation = augmentation;
        this.changed = new float[Math.multiplyExact(examples, numbers)];
        this.rows = IntStream.range(0, examples).toArray();
    }

    /** For the steps of a trial; empty if it leaves pictures as they are. */
    static Optional<Pictures> of(TrialSpec trial, Dataset data) {
        int examples = trial.training().batchSize() * trial.training().tasksPerStep();
        return Augmentation.of(trial, data).map(asked -> new Pictures(asked, examples, data.inputs()));
    }

    /**
     * Loads those of a step.
     *
     * @param order of an epoch
     * @param from first position of the step in its rows
     */
    void load(TrainingProgram program, Examples examples, Minibatches.Order order, int from) {
        augmentation.apply(examples, order.rows(), from, rows.length, order.epoch(), changed);
        program.load(Names.X, changed, examples.inputs(), rows, 0, rows.length);
    }
}
