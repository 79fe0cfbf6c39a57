package io.weightloom.network;

import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.Norm;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.Residual;
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

    /** The same with other tensors trained directly. */
    public static HypernetSpec sharing(HypernetSpec h, String... shared) {
        return new HypernetSpec(
                h.generator(),
                h.condition(),
                h.hidden(),
                h.activation(),
                h.init(),
                h.norm(),
                List.of(shared),
                h.residual());
    }

    /** The same with a residual. */
    public static HypernetSpec residual(HypernetSpec h) {
        return new HypernetSpec(
                h.generator(),
                h.condition(),
                h.hidden(),
                h.activation(),
                h.init(),
                h.norm(),
                h.shared(),
                Residual.THETA0);
    }

    /** The same with another norm. */
    public static HypernetSpec normed(HypernetSpec h, Norm norm) {
        return new HypernetSpec(
                h.generator(), h.condition(), h.hidden(), h.activation(), h.init(), norm, h.shared(), h.residual());
    }

    /** The same with another activation between its layers. */
    public static HypernetSpec activated(HypernetSpec h, Activation activation) {
        return new HypernetSpec(
                h.generator(), h.condition(), h.hidden(), activation, h.init(), h.norm(), h.shared(), h.residual());
    }

    public static HypernetSpec learned(GeneratorSpec generator, Initialisation init, int z, Integer... hidden) {
        return hypernet(generator, new ConditionSpec.Learned(z), init, hidden);
    }

    /** Hypernetworks of each further kind and with each option, for any target with layers of two units or more. */
    public static List<HypernetSpec> kinds(Initialisation init) {
        GeneratorSpec tile = new GeneratorSpec.Tile(List.of(1, 1), 3);
        GeneratorSpec low = new GeneratorSpec.LowRank(2, GeneratorSpec.LowRank.Base.NONE);
        GeneratorSpec coordinates = new GeneratorSpec.Coordinates();
        return List.of(
                learned(new GeneratorSpec.PerTensor(), init, 4, 6),
                sharing(learned(tile, init, 3), "biases"),
                sharing(learned(new GeneratorSpec.Tile(List.of(1, 1), 0), init, 3, 5), "b1", "last"),
                learned(low, init, 4, 6),
                learned(new GeneratorSpec.LowRank(1, GeneratorSpec.LowRank.Base.MULTIPLIED), init, 4, 6),
                learned(new GeneratorSpec.Svd(2), init, 4, 6),
                learned(new GeneratorSpec.RowScaling(), init, 4, 6),
                learned(new GeneratorSpec.Templates(3), init, 4, 6),
                learned(coordinates, init, 2, 7, 6),
                hypernet(coordinates, new ConditionSpec.None(), init, 8),
                sharing(full(init, 4, 6), "first"),
                residual(sharing(low(init), "b1")),
                residual(chunked(init, 4, 5, 2, 6)),
                normed(full(init, 4, 6, 5), Norm.LAYER),
                normed(chunked(init, 4, 5, 0, 6, 5), Norm.SPECTRAL));
    }

    private static HypernetSpec low(Initialisation init) {
        return learned(new GeneratorSpec.LowRank(1, GeneratorSpec.LowRank.Base.NONE), init, 4, 6);
    }
}
