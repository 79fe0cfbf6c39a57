package io.weightloom.export;

import io.weightloom.format.Tensor;
import io.weightloom.given.ModuleNames;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.Names;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A target network's weights as PyTorch's modules hold them: {@code Linear} {@code [out, in]}, {@code Conv2d}
 * {@code [out, in, height, width]}, {@code BatchNorm2d} with the scale itself, not what it has more than 1, and with
 * the statistics that were kept; {@link PyTorchCells} tells of recurrent ones. {@link ModuleNames} says what they are
 * called.
 */
final class PyTorchLayout {

    /** What the names of statistics have, and no other. */
    static final String STATISTICS = ".running_";

    private static final String MEAN = "/mean";
    private static final String VARIANCE = "/variance";

    private PyTorchLayout() {}

    /**
     * The tensors by PyTorch's names, in the layout's order.
     *
     * @param flat all weights end to end, {@code [theta]}
     * @param statistics what the norms take for the batch's, by the name of the graph's variable, {@code [channels]}
     * @throws IllegalArgumentException if there are more or fewer weights than the layout has, or a norm's statistics
     *     are missing
     */
    static Map<String, Tensor> of(Layout layout, float[] flat, Map<String, float[]> statistics) {
        if (flat.length != layout.size()) {
            throw new IllegalArgumentException(
                    "%s weights do not fit a layout of %s".formatted(flat.length, layout.size()));
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        boolean normed = layout.slots().stream().anyMatch(Slot::isNorm);
        for (Slot slot : layout.slots()) {
            float[] values = Arrays.copyOfRange(flat, (int) slot.offset(), (int) slot.end());
            if (PyTorchCells.has(slot)) {
                Tensor tensor = slot.role() == Slot.Role.WEIGHT
                        ? outputsFirst(slot.shape().extents(), values)
                        : vector(values);
                PyTorchCells.put(slot, tensor, normed, tensors);
                continue;
            }
            String module = ModuleNames.module(slot);
            switch (slot.role()) {
                case WEIGHT ->
                    tensors.put(module + ".weight", outputsFirst(slot.shape().extents(), values));
                case BIAS -> tensors.put(module + ".bias", vector(values));
                case SCALE -> {
                    for (int i = 0; i < values.length; i++) {
                        values[i] += 1;
                    }
                    tensors.put(module + ".weight", vector(values));
                }
                case SHIFT -> {
                    tensors.put(module + ".bias", vector(values));
                    tensors.put(module + STATISTICS + "mean", statistic(slot, MEAN, statistics));
                    tensors.put(module + STATISTICS + "var", statistic(slot, VARIANCE, statistics));
                }
            }
        }
        return tensors;
    }

    private static Tensor vector(float[] values) {
        return Tensor.of(values, values.length);
    }

    /** From {@code [places..., in, out]} to {@code [out, in, places...]}. */
    static Tensor outputsFirst(List<Long> extents, float[] values) {
        int axes = extents.size();
        int out = Math.toIntExact(extents.get(axes - 1));
        int in = Math.toIntExact(extents.get(axes - 2));
        int places = values.length / out / in;
        float[] turned = new float[values.length];
        for (int p = 0; p < places; p++) {
            for (int i = 0; i < in; i++) {
                for (int o = 0; o < out; o++) {
                    turned[(o * in + i) * places + p] = values[(p * in + i) * out + o];
                }
            }
        }
        long[] shape = new long[axes];
        shape[0] = out;
        shape[1] = in;
        for (int axis = 2; axis < axes; axis++) {
            shape[axis] = extents.get(axis - 2);
        }
        return Tensor.of(turned, shape);
    }

    private static Tensor statistic(Slot shift, String which, Map<String, float[]> statistics) {
        String norm = shift.name().substring(0, shift.name().lastIndexOf('/'));
        String name = Names.statistic(norm + which);
        float[] values = statistics.get(name);
        if (values == null || values.length != shift.shape().length()) {
            throw new IllegalArgumentException(
                    "No '%s' of %s channels in %s".formatted(name, shift.shape().length(), statistics.keySet()));
        }
        return vector(values);
    }
}
