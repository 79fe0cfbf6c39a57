package io.weightloom.network;

import io.weightloom.layout.Slot;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.HypernetSpec.Norm;
import io.weightloom.spec.HypernetSpec.ResidualWeights;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.ScheduleSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetEnd;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.VerifySpec;
import io.weightloom.spec.WeightsSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Trials for tests. */
public final class Trials {

    private Trials() {}

    public static TrialSpec of(long seed, WeightsSpec weights, Activation activation, Loss loss, Integer... layers) {
        return of(seed, new TargetSpec.Mlp(List.of(layers), activation), weights, loss);
    }

    public static TrialSpec of(long seed, TargetSpec target, WeightsSpec weights, Loss loss) {
        return new TrialSpec(
                seed,
                new DataSpec(new SourceSpec.Moons(300, 0.1), 0.1, 0.1),
                target,
                weights,
                training(loss),
                new VerifySpec(VerifySpec.OnFault.REJECT, 8));
    }

    /** Two small targets of each kind that takes pictures, of 1 x 4 x 4 and 2 x 4 x 2 pixels, with two outputs. */
    public static List<TargetSpec> picturesTargets() {
        return List.of(
                conv(Activation.TANH, TargetSpec.Pooling.MAX, 2, List.of(1, 4, 4), "3x3x2"),
                conv(Activation.RELU, TargetSpec.Pooling.MAX, 2, List.of(2, 4, 2), "3x1x3"),
                conv(Activation.RELU, TargetSpec.Pooling.AVERAGE, 2, List.of(1, 4, 4), "2x2x2", "1x3x3"),
                conv(Activation.SILU, TargetSpec.Pooling.MAX, 1, List.of(1, 4, 4), "2x3x2", "3x2x2"));
    }

    /** Small targets of every kind; {@link TargetEnd#width} tells how many inputs they have; two outputs. */
    public static List<TargetSpec> targets() {
        return Stream.concat(
                        Stream.of(
                                new TargetSpec.Mlp(List.of(3, 5, 2), Activation.RELU),
                                new TargetSpec.Siren(List.of(2, 5, 4, 2), 30),
                                new TargetSpec.Siren(List.of(3, 4, 2), 5)),
                        Stream.concat(picturesTargets().stream(), residualTargets().stream()))
                .toList();
    }

    /** With and without norm; of equal widths, and of two stages with shortcuts of their own. */
    private static List<TargetSpec> residualTargets() {
        return List.of(
                new TargetSpec.Residual(
                        List.of(1, 4, 3), List.of(2, 2), 1, TargetSpec.BatchNorm.PER_CONDITION, 2, Activation.RELU),
                new TargetSpec.Residual(
                        List.of(2, 3, 3), List.of(2, 2, 3), 1, TargetSpec.BatchNorm.PER_CONDITION, 2, Activation.TANH),
                new TargetSpec.Residual(
                        List.of(1, 4, 4), List.of(2, 2, 3), 1, TargetSpec.BatchNorm.SHARED, 2, Activation.RELU),
                new TargetSpec.Residual(
                        List.of(1, 4, 4), List.of(2, 3), 2, TargetSpec.BatchNorm.NONE, 2, Activation.RELU));
    }

    private static TargetSpec conv(
            Activation activation, TargetSpec.Pooling pooling, int pool, List<Integer> picture, String... kernels) {
        return new TargetSpec.Conv(
                picture,
                Stream.of(kernels).map(TargetSpec.Convolution::of).toList(),
                pool,
                pooling,
                kernels.length == 1 ? List.of(2) : List.of(3, 2),
                activation);
    }

    public static TrainingSpec training(Loss loss) {
        return new TrainingSpec(
                3, 16, new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0), 1e-2, new ScheduleSpec.Constant(0), loss, 0, 0, 0);
    }

    /** The same against a given network, whose weights are drawn, but for the last tensor, whose numbers are equal. */
    public static TrialSpec against(TrialSpec trial, TrainingSpec.Objective objective) {
        SplittableRandom random = new SplittableRandom(16);
        Map<String, double[]> weights = new LinkedHashMap<>();
        List<Slot> slots = Targets.layout(trial.target()).slots();
        for (Slot slot : slots) {
            double[] values = new double[(int) slot.shape().length()];
            boolean last = slot.equals(slots.get(slots.size() - 1));
            Arrays.setAll(values, i -> last ? 0.1 : random.nextDouble(-1, 1));
            weights.put(slot.name(), values);
        }
        return trial.with(trial.training().with(objective))
                .withGiven(Optional.of(new GivenSpec("given.npz", "ab", GivenSpec.Order.GIVEN, weights, weights)));
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
                ResidualWeights.THETA0);
    }

    /** The same in another width. */
    public static HypernetSpec inBits(HypernetSpec h, int bits) {
        return new HypernetSpec(
                h.generator(),
                h.condition(),
                h.hidden(),
                h.activation(),
                h.init(),
                h.norm(),
                h.shared(),
                h.residual(),
                bits);
    }

    /** The same, added to a given network. */
    public static HypernetSpec adapting(HypernetSpec h) {
        return new HypernetSpec(
                h.generator(),
                h.condition(),
                h.hidden(),
                h.activation(),
                h.init(),
                h.norm(),
                h.shared(),
                ResidualWeights.GIVEN);
    }

    /** A network that a user may have, in single precision, as files have it. */
    public static GivenSpec given(TargetSpec target) {
        SplittableRandom random = new SplittableRandom(16);
        Map<String, double[]> weights = new LinkedHashMap<>();
        for (Slot slot : Targets.layout(target).slots()) {
            double[] values = new double[(int) slot.shape().length()];
            Arrays.setAll(values, i -> (float) (random.nextDouble() - 0.5));
            weights.put(slot.name(), values);
        }
        return new GivenSpec("base.npz", "16", GivenSpec.Order.GIVEN, weights, weights);
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
        GeneratorSpec coordinates = new GeneratorSpec.Coordinates(0, GeneratorSpec.Coordinates.Emits.WEIGHT);
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
                learned(new GeneratorSpec.Coordinates(2, GeneratorSpec.Coordinates.Emits.WEIGHT), init, 2, 6),
                learned(new GeneratorSpec.Coordinates(0, GeneratorSpec.Coordinates.Emits.ROW), init, 2, 7, 6),
                learned(new GeneratorSpec.Coordinates(1, GeneratorSpec.Coordinates.Emits.KERNEL), init, 2, 7, 6),
                hypernet(
                        new GeneratorSpec.Coordinates(3, GeneratorSpec.Coordinates.Emits.ROW),
                        new ConditionSpec.None(),
                        init,
                        8),
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
