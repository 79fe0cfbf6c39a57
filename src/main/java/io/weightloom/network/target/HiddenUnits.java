package io.weightloom.network.target;

import java.util.ArrayList;
import java.util.List;

/**
 * Units that may change places among themselves without changing what the network computes, if they do so wherever they
 * are told apart: the outputs of a layer, and the inputs of what follows; for a kernel its channels.
 *
 * @param count of the units, at least 1
 * @param ends where they are told apart
 */
public record HiddenUnits(int count, List<End> ends) {

    /** Copies the list. */
    public HiddenUnits {
        ends = List.copyOf(ends);
    }

    /**
     * One axis of one tensor.
     *
     * @param slot name of the tensor's slot
     * @param axis of its shape, counted from 0
     * @param block numbers along the axis for each unit, one after the other; at least 1
     */
    public record End(String slot, int axis, int block) {

        /** An axis with one number for each unit. */
        static End of(String slot, int axis) {
            return new End(slot, axis, 1);
        }
    }

    /** The units between two layers of a dense network. */
    static HiddenUnits between(DenseLayers dense, int layer) {
        return new HiddenUnits(
                dense.width(layer),
                List.of(
                        End.of(DenseLayers.weight(layer), 1),
                        End.of(DenseLayers.bias(layer), 0),
                        End.of(DenseLayers.weight(layer + 1), 0)));
    }

    /** All units between the layers of a dense network. */
    static List<HiddenUnits> of(DenseLayers dense) {
        List<HiddenUnits> all = new ArrayList<>();
        for (int layer = dense.first(); layer < dense.last(); layer++) {
            all.add(between(dense, layer));
        }
        return all;
    }
}
