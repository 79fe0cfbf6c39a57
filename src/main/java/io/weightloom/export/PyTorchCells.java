package io.weightloom.export;

import io.weightloom.format.Tensor;
import io.weightloom.layout.Slot;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A recurrent network's tensors as PyTorch's modules hold them: those of an {@code LSTM} or {@code RNN} called
 * {@code cell}, whose gates come in our order, and of a {@code Linear} called {@code out}. Of PyTorch's two biases,
 * which are added to each other, the second is zeros. PyTorch has no cell with layer norms: of one, tensors are called
 * likewise, and there is one bias.
 */
final class PyTorchCells {

    /** Begins the names of a cell's tensors. */
    static final String CELL = "cell.";

    private static final Pattern SLOT = Pattern.compile("cell(\\d*)/(\\w[\\w-]*)(?:/(scale|shift))?");

    private PyTorchCells() {}

    /** Whether a slot is of a cell. */
    static boolean has(Slot slot) {
        return SLOT.matcher(slot.name()).matches();
    }

    /**
     * Adds what a slot of a cell holds.
     *
     * @param tensor the slot's numbers, a matrix with outputs first
     * @param normed whether the network has layer norms
     */
    static void put(Slot slot, Tensor tensor, boolean normed, Map<String, Tensor> tensors) {
        Matcher matcher = SLOT.matcher(slot.name());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'%s' is of no cell".formatted(slot.name()));
        }
        String layer = "_l" + (matcher.group(1).isEmpty() ? 0 : Integer.parseInt(matcher.group(1)) - 1);
        String part = matcher.group(2);
        if (slot.isNorm()) {
            boolean scale = slot.role() == Slot.Role.SCALE;
            float[] values = tensor.floats();
            for (int i = 0; scale && i < values.length; i++) {
                values[i] += 1;
            }
            tensors.put(
                    CELL + part.replace('-', '_') + layer + (scale ? ".weight" : ".bias"),
                    Tensor.of(values, values.length));
        } else if (slot.role() == Slot.Role.WEIGHT) {
            tensors.put(CELL + "weight_" + (part.equals("wx") ? "ih" : "hh") + layer, tensor);
        } else {
            tensors.put(CELL + "bias_ih" + layer, tensor);
            if (!normed) {
                int length = tensor.length();
                tensors.put(CELL + "bias_hh" + layer, Tensor.of(new float[length], length));
            }
        }
    }
}
