package io.weightloom.network;

import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.ScheduleSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.VerifySpec;
import io.weightloom.spec.WeightsSpec;
import java.util.List;

/** Trials for tests. */
public final class Trials {

    private Trials() {}

    public static TrialSpec of(long seed, WeightsSpec weights, Activation activation, Loss loss, Integer... layers) {
        return new TrialSpec(
                seed,
                new DataSpec(new SourceSpec.Moons(300, 0.1), 0.1, 0.1),
                new TargetSpec.Mlp(List.of(layers), activation),
                weights,
                training(loss),
                new VerifySpec(VerifySpec.OnFault.REJECT, 8));
    }

    public static TrainingSpec training(Loss loss) {
        return new TrainingSpec(
                3, 16, new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0), 1e-2, new ScheduleSpec.Constant(0), loss, 0, 0, 0);
    }

    public static HypernetSpec full(Initialisation init, int z, Integer... hidden) {
        return hypernet(new GeneratorSpec.Full(), new ConditionSpec.Learned(z), init, hidden);
    }

    public static HypernetSpec chunked(Initialisation init, int z, int chunk, int chunkDim, Integer... hidden) {
        return hypernet(new GeneratorSpec.Chunked(chunk, chunkDim), new ConditionSpec.Learned(z), init, hidden);
    }

    public static HypernetSpec hypernet(
            GeneratorSpec generator, ConditionSpec condition, Initialisation init, Integer... hidden) {
        return new HypernetSpec(generator, condition, List.of(hidden), Activation.RELU, init);
    }
}
