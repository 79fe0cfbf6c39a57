package io.weightloom.given;

import io.weightloom.layout.Slot;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.TargetSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A network of a file, as a target network.
 *
 * @param weights by the target's slots, in their order
 * @param standardise what inputs are scaled by before the first layer, and outputs behind the last one; empty if they
 *     are not
 * @param notes what was left out, for people
 */
record ImportedTarget(
        TargetSpec target,
        Map<String, double[]> weights,
        Optional<DataSpec.Standardise> standardise,
        List<String> notes) {

    private static final int MOST_WIDTH = 1_000_000;
    private static final int MOST_KERNEL = 999;
    private static final int MOST_CHANNELS = 99_999;
    static final int MOST_PICTURE = 10_000;

    static void check(Layer layer) {
        int most = layer.isConvolution() ? MOST_CHANNELS : MOST_WIDTH;
        require(layer.in(), MOST_WIDTH, "inputs of " + layer.node());
        require(layer.out(), most, "outputs of " + layer.node());
        layer.kernel().forEach(extent -> require(extent, MOST_KERNEL, "the kernel of " + layer.node()));
        for (double[] all : List.of(layer.weights(), layer.allBiases())) {
            for (double value : all) {
                if (!Double.isFinite(value)) {
                    throw new GivenException("%s has a weight that is not finite: %s".formatted(layer.node(), value));
                }
            }
        }
    }

    static void require(int number, int most, String what) {
        if (number < 1 || number > most) {
            throw new GivenException("%s: %s is not in [1, %s]".formatted(what, number, most));
        }
    }

    /**
     * Weights by the target's slots.
     *
     * @param layers that they are of, one for each slot
     * @param all row by row, one for each slot
     */
    static Map<String, double[]> weights(TargetSpec target, List<Layer> layers, List<double[]> all) {
        List<Slot> slots = Targets.layout(target).slots();
        if (slots.size() != all.size()) {
            throw new GivenException("it has %s tensors, but %s has %s".formatted(all.size(), target, slots.size()));
        }
        Map<String, double[]> weights = new LinkedHashMap<>();
        IntStream.range(0, slots.size()).forEach(i -> {
            Layer layer = layers.get(i);
            double[] values = all.get(i);
            if (values.length != slots.get(i).shape().length()) {
                throw new GivenException("%s has %s numbers where the layers before it make it %s"
                        .formatted(
                                layer.node(),
                                values.length,
                                slots.get(i).shape().length()));
            }
            weights.put(slots.get(i).name(), values);
        });
        return weights;
    }
}
