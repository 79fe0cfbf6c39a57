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
    public static long least(WeightsSpec.Fewer cut, TargetSpec target) {
        Layout layout = Targets.layout(target);
        return cut instanceof WeightsSpec.Pruned
                ? Magnitudes.untouched(layout) + 1
                : Ranks.lowest(layout).stored(layout);
    }

    /** The numbers that are left. */
    static long stored(WeightsSpec.Cut cut, Layout layout) {
        if (cut instanceof WeightsSpec.Pruned pruned) {
            return Magnitudes.stored(layout, pruned.stored());
        }
        return cut instanceof WeightsSpec.RankCut ranks
                ? Ranks.of(layout, ranks.stored()).stored(layout)
                : layout.size();
    }

    /** Bytes that say where the numbers that are left belong. */
    static long positionBytes(WeightsSpec.Cut cut, Layout layout) {
        return cut instanceof WeightsSpec.Pruned pruned ? Magnitudes.positionBytes(layout, pruned.stored()) : 0;
    }

    /** @param trained the values of all that was trained after the cut, by name */
    static WeightSource trained(WeightsSpec.Cut cut, Layout layout, Map<String, double[]> trained) {
        if (cut instanceof WeightsSpec.Pruned pruned) {
            return MaskedWeights.trained(layout, trained, pruned.stored());
        }
        return cut instanceof WeightsSpec.RankCut ranks
                ? FactoredWeights.trained(layout, trained, Ranks.of(layout, ranks.stored()))
                : MaskedWeights.whole(layout, trained);
    }

    /** @param flat the weights before the cut, {@code [theta]} */
    static WeightSource source(WeightsSpec.Cut cut, Layout layout, double[] flat) {
        if (cut instanceof WeightsSpec.Pruned pruned) {
            return MaskedWeights.of(layout, flat, pruned.stored());
        }
        return cut instanceof WeightsSpec.RankCut ranks
                ? FactoredWeights.of(layout, flat, Ranks.of(layout, ranks.stored()))
                : new MaskedWeights(layout, flat, Map.of());
    }
}
