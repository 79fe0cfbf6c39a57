package example;

import io.weightloom.data.Datasets;
import io.weightloom.data.raw.Table;
import io.weightloom.export.*;
import io.weightloom.spec.*;
import io.weightloom.trial.*;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Trains a hypernetwork that makes the 82 weights of a small network, asks it, and takes it along. */
public final class FirstTrial {

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
        try (TrialRun run = TrialRun.open(spec, new Datasets().load(spec.data(), spec.seed()))) {
            run.start()
                    .map(TrialRun.Start::ledger)
                    .ifPresent(
                            ledger -> // it is verified by now
                            print("ledger: %,d weights of %,d trained numbers", ledger.theta(), ledger.trainable()));
            TrialOutcome outcome = run.segment(() -> false).outcome().orElseThrow(); // and trained in one go
            System.out.println("outcome: " + outcome.word());
            if (outcome instanceof TrialOutcome.Completed completed) {
                print("test accuracy: %.2f", completed.result().testScore());
                use(completed.weights().orElseThrow(), Path.of(args[0]));
            } else if (outcome instanceof TrialOutcome.Failed failed) {
                System.out.println(failed.cause());
            }
        }
    }

    /** What {@code weights.bytes()} gives, a file may keep; {@code TrainedWeights.read} takes it. */
    private static void use(TrainedWeights weights, Path folder) {
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            Table points = new Table.Numbers(new double[] {0, 1, 1, -0.5}, List.of("x", "y")); // two of them
            Predictions moons = network.predict(points, new ConditionValue.Own());
            print("moons: %d and %d", moons.largest(0), moons.largest(1));
            NetworkExport.of(network, Precision.FLOAT32, Optional.empty(), CardFacts.of("two moons"))
                    .write(folder);
        }
    }

    private static void print(String line, Object... numbers) {
        System.out.printf(Locale.ROOT, line + "%n", numbers);
    }
}
