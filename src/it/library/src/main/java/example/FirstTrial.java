package example;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.layout.Ledger;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import java.util.List;
import java.util.Locale;

/** Trains a hypernetwork that makes the 82 weights of a small network, and tells what came of it. */
public final class FirstTrial {

    private FirstTrial() {}

    public static void main(String[] args) {
        TrialSpec spec = new TrialSpec(
                42,
                new DataSpec(new SourceSpec.Moons(1000, 0.1)),
                new TargetSpec.Mlp(List.of(2, 16, 2), Activation.TANH),
                new HypernetSpec(
                        new GeneratorSpec.Full(),
                        new ConditionSpec.Fixed(8),
                        List.of(32),
                        Activation.RELU,
                        Initialisation.HYPERFAN_IN),
                new TrainingSpec(20, 32, 0.003, Loss.CROSS_ENTROPY));

        Dataset data = new Datasets().load(spec.data(), spec.seed());
        try (TrialRun run = TrialRun.open(spec, data)) {
            run.start().ifPresent(start -> print(start.ledger())); // it is verified by now
            TrialOutcome outcome = run.segment(() -> false).outcome().orElseThrow(); // and trained in one go
            System.out.println("outcome: " + outcome.word());
            if (outcome instanceof TrialOutcome.Completed completed) {
                completed.weights().ifPresent(weights -> System.out.printf("weights: %s%n", weights));
                System.out.printf(
                        Locale.ROOT, "test accuracy: %.2f%n", completed.result().testScore());
            } else if (outcome instanceof TrialOutcome.Failed failed) {
                System.out.println(failed.cause());
            }
        }
    }

    private static void print(Ledger ledger) {
        System.out.printf(
                Locale.ROOT,
                "ledger: %,d weights made of %,d trained numbers, ratio %.3f%n",
                ledger.theta(),
                ledger.trainable(),
                ledger.compressionRatio());
    }
}
