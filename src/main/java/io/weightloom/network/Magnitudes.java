package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The cut by magnitude. Of the weights of all layers together those with the largest absolute values stay, of equal
 * ones those that come first in the flat vector; biases and all else that is no weight of a layer stay as they are, and
 * are counted.
 */
final class Magnitudes {

    private Magnitudes() {}

    /** Numbers that are never cut. */
    static long untouched(Layout layout) {
        return layout.slots().stream()
                .filter(slot -> slot.role() != Slot.Role.WEIGHT)
                .mapToLong(slot -> slot.shape().length())
                .sum();
    }

    /** The numbers that are left when at most so many may be. */
    static long stored(Layout layout, long most) {
        return Math.min(most, layout.size());
    }

    /** A bit for each weight that can be cut, tensor by tensor, or four bytes for each that stays: what is less. */
    static long positionBytes(Layout layout, long most) {
        long bits = layout.slots().stream()
                .filter(slot -> slot.role() == Slot.Role.WEIGHT)
                .mapToLong(slot -> (slot.shape().length() + Byte.SIZE - 1) / Byte.SIZE)
                .sum();
        return Math.min(bits, Integer.BYTES * (stored(layout, most) - untouched(layout)));
    }

    /**
     * Which weights stay.
     *
     * @param flat the target weights end to end, {@code [theta]}
     * @param most numbers that may be left, at least {@link #untouched}
     * @return 1 for each weight that stays, 0 for each that is cut, by the name of the layer's slot, in its order
     */
    static Map<String, double[]> masks(Layout layout, double[] flat, long most) {
        Map<Slot, double[]> masks = layout.slots().stream()
                .filter(slot -> slot.role() == Slot.Role.WEIGHT)
                .collect(Collectors.toMap(
                        slot -> slot, slot -> new double[(int) slot.shape().length()]));
        masks.keySet().stream()
                .flatMapToLong(slot -> LongStream.range(slot.offset(), slot.end()))
                .boxed()
                .sorted(Comparator.<Long>comparingDouble(index -> -Math.abs(flat[index.intValue()]))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(stored(layout, most) - untouched(layout))
                .forEach(index -> masks.forEach((slot, mask) -> {
                    if (index >= slot.offset() && index < slot.end()) {
                        mask[(int) (index - slot.offset())] = 1;
                    }
                }));
        return masks.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
    }
}
