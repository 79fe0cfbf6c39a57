package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.Map;

/** Plain networks that are cut down: how small they can be, how many numbers they keep, and what they become. */
public final class Cuts {

    private Cuts() {}

    /** The fewest numbers that this kind of cut can leave of a target network. */
    public static long least(WeightsSpec.Cut cut, TargetSpec target) {
        Layout layout = Targets.layout(target);
        return cut instanceof WeightsSpec.Pruned
                ? Magnitudes.untouched(layout) + 1
                : Ranks.lowest(layout).stored(layout);
    }

    /** The numbers that are left. */
    static long stored(WeightsSpec.Cut cut, Layout layout) {
        return cut instanceof WeightsSpec.Pruned
                ? Magnitudes.stored(layout, cut.stored())
                : Ranks.of(layout, cut.stored()).stored(layout);
    }

    /** Bytes that say where the numbers that are left belong. */
    static long positionBytes(WeightsSpec.Cut cut, Layout layout) {
        return cut instanceof WeightsSpec.Pruned ? Magnitudes.positionBytes(layout, cut.stored()) : 0;
    }

    /** @param trained the values of all that was trained after the cut, by name */
    static WeightSource trained(WeightsSpec.Cut cut, Layout layout, Map<String, double[]> trained) {
        return cut instanceof WeightsSpec.Pruned
                ? MaskedWeights.trained(layout, trained, cut.stored())
                : FactoredWeights.trained(layout, trained, Ranks.of(layout, cut.stored()));
    }

    /** @param flat the weights before the cut, {@code [theta]} */
    static WeightSource source(WeightsSpec.Cut cut, Layout layout, double[] flat) {
        return cut instanceof WeightsSpec.Pruned
                ? MaskedWeights.of(layout, flat, cut.stored())
                : FactoredWeights.of(layout, flat, Ranks.of(layout, cut.stored()));
    }
}
