package io.weightloom.bench;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.network.Structures;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.trial.SegmentResult;
import io.weightloom.trial.TrialListener;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;

/**
 * A process that runs trials of cell S one after the other, each from its verification to its end, as the job does.
 * Prints, after the 50th and after the last, the bytes of the process in memory.
 *
 * <p>Argument: how many.
 */
public final class ManyTrials {

    static final int FIRST = 50;

    private ManyTrials() {}

    public static void main(String[] args) {
        int trials = Integer.parseInt(args[0]);
        Datasets datasets = new Datasets();
        Structures structures = Structures.keeping(); // as a worker has them
        for (int trial = 1; trial <= trials; trial++) {
            run(spec(trial), datasets, structures);
            if (trial == FIRST || trial == trials) {
                System.out.println(Pointer.physicalBytes());
            }
        }
    }

    private static void run(TrialSpec spec, Datasets datasets, Structures structures) {
        Dataset data = datasets.load(spec.data(), spec.seed());
        try (TrialRun run = TrialRun.open(spec, data, Optional.empty(), structures, TrialListener.NONE)) {
            SegmentResult result = run.segment(() -> false);
            if (!(result.outcome().orElseThrow() instanceof TrialOutcome.Completed)) {
                throw new IllegalStateException("Trial " + spec.seed() + " ended as " + result.outcome());
            }
        }
    }

    /** 320 examples to train on: ten steps an epoch. */
    private static TrialSpec spec(long seed) {
        TrialSpec cell = Cell.S.trial();
        TrainingSpec training = cell.training();
        return new TrialSpec(
                seed,
                new DataSpec(new SourceSpec.Moons(400, 0.1), 0.1, 0.1),
                cell.target(),
                cell.weights(),
                new TrainingSpec(
                        5,
                        training.batchSize(),
                        training.optimizer(),
                        training.learningRate(),
                        training.schedule(),
                        training.loss(),
                        0,
                        0,
                        0),
                cell.verify());
    }
}
