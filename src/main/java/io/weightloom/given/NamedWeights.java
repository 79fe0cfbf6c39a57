package io.weightloom.given;

import io.weightloom.format.Tensor;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A file's tensors, in PyTorch's layout, as a target's weights: {@code Linear} {@code [out, in]}, {@code Conv2d}
 * {@code [out, in, height, width]}, a norm's scale itself and not what it has more than 1. They are found by the names
 * that {@link ModuleNames} gives; if not one of these is there, by their order, where each has the shape that is
 * wanted. Statistics of norms are of no use here, because the runner computes its own.
 */
final class NamedWeights {

    private static final int SHOWN = 24;

    private NamedWeights() {}

    /**
     * The weights by slot, in the layout's order, each row by row.
     *
     * @throws GivenException if the tensors are not those of this layout
     */
    static Map<String, double[]> of(Layout layout, Map<String, Tensor> file) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(file);
        tensors.keySet().removeIf(NamedWeights::isStatistic);
        Map<Slot, Tensor> found = byName(layout, tensors);
        if (found.isEmpty()) {
            found = byOrder(layout, tensors);
        }
        if (found.size() != layout.slots().size() || found.size() != tensors.size()) {
            throw new GivenException(mismatch(layout, tensors));
        }
        Map<String, double[]> weights = new LinkedHashMap<>();
        found.forEach((slot, tensor) -> weights.put(slot.name(), numbers(slot, tensor)));
        return weights;
    }

    private static boolean isStatistic(String name) {
        return name.endsWith("running_mean") || name.endsWith("running_var") || name.endsWith("num_batches_tracked");
    }

    private static Map<Slot, Tensor> byName(Layout layout, Map<String, Tensor> tensors) {
        Map<Slot, Tensor> found = new LinkedHashMap<>();
        for (Slot slot : layout.slots()) {
            Tensor tensor = tensors.get(ModuleNames.tensor(slot));
            if (tensor != null && tensor.shape().equals(wanted(slot))) {
                found.put(slot, tensor);
            }
        }
        return found;
    }

    /**
     * In a state dict a module's weight comes before its bias, and modules come in the order in which they are used. A
     * safetensors file need not keep that order, so numbers within names count as numbers.
     */
    private static Map<Slot, Tensor> byOrder(Layout layout, Map<String, Tensor> tensors) {
        List<Slot> slots = layout.slots().stream()
                .sorted((a, b) -> NaturalOrder.compare(orderly(a), orderly(b)))
                .toList();
        List<String> names = new ArrayList<>(tensors.keySet());
        names.sort((a, b) -> NaturalOrder.compare(weightFirst(a), weightFirst(b)));
        Map<String, Tensor> bySlot = new LinkedHashMap<>();
        if (slots.size() != names.size()) {
            return Map.of();
        }
        for (int i = 0; i < slots.size(); i++) {
            Tensor tensor = tensors.get(names.get(i));
            if (tensor == null || !tensor.shape().equals(wanted(slots.get(i)))) {
                return Map.of();
            }
            bySlot.put(slots.get(i).name(), tensor);
        }
        Map<Slot, Tensor> found = new LinkedHashMap<>();
        for (Slot slot : layout.slots()) {
            Tensor tensor = bySlot.get(slot.name());
            if (tensor != null) {
                found.put(slot, tensor);
            }
        }
        return found;
    }

    private static String orderly(Slot slot) {
        return weightFirst(ModuleNames.tensor(slot));
    }

    private static String weightFirst(String name) {
        return name.replaceFirst("weight$", "0").replaceFirst("bias$", "1");
    }

    /** PyTorch's shape of a slot. */
    private static List<Long> wanted(Slot slot) {
        List<Long> extents = slot.shape().extents();
        if (slot.role() != Slot.Role.WEIGHT) {
            return List.of(slot.shape().length());
        }
        int axes = extents.size();
        List<Long> shape = new ArrayList<>(List.of(extents.get(axes - 1), extents.get(axes - 2)));
        shape.addAll(extents.subList(0, axes - 2));
        return shape;
    }

    private static double[] numbers(Slot slot, Tensor tensor) {
        double[] values = tensor.doubles();
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new GivenException("the tensor for %s has a number that is not finite: %s"
                        .formatted(ModuleNames.tensor(slot), value));
            }
        }
        return switch (slot.role()) {
            case WEIGHT -> outputsLast(slot, values);
            case BIAS, SHIFT -> values;
            case SCALE -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] -= 1;
                }
                yield values;
            }
        };
    }

    /** From {@code [out, in, places...]} to {@code [places..., in, out]}. */
    private static double[] outputsLast(Slot slot, double[] values) {
        List<Long> extents = slot.shape().extents();
        int out = Math.toIntExact(extents.get(extents.size() - 1));
        int in = Math.toIntExact(extents.get(extents.size() - 2));
        int places = values.length / out / in;
        double[] turned = new double[values.length];
        for (int p = 0; p < places; p++) {
            for (int i = 0; i < in; i++) {
                for (int o = 0; o < out; o++) {
                    turned[(p * in + i) * out + o] = values[(o * in + i) * places + p];
                }
            }
        }
        return turned;
    }

    private static String mismatch(Layout layout, Map<String, Tensor> tensors) {
        return "holds %s, but the target wants %s, or tensors of these shapes in this order"
                .formatted(
                        told(tensors.entrySet().stream()
                                .map(entry ->
                                        entry.getKey() + " " + entry.getValue().shape())
                                .toList()),
                        told(layout.slots().stream()
                                .map(slot -> ModuleNames.tensor(slot) + " " + wanted(slot))
                                .toList()));
    }

    private static String told(List<String> all) {
        return all.isEmpty()
                ? "nothing"
                : all.stream().limit(SHOWN).collect(Collectors.joining(", "))
                        + (all.size() > SHOWN ? " and %s more".formatted(all.size() - SHOWN) : "");
    }
}
