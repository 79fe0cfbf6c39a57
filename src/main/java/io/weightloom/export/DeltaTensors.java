package io.weightloom.export;

import io.weightloom.format.NamedTensors;
import io.weightloom.format.Tensor;
import io.weightloom.given.ModuleNames;
import io.weightloom.layout.Slot;
import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.TrainedNetwork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is added to a given network as a product of low rank, by the names and in the shapes of PEFT's LoRA adapters: of
 * a matrix {@code lora_A.weight} {@code [rank, in]} and {@code lora_B.weight} {@code [out, rank]}, of kernels
 * {@code [rank, in, height, width]} and {@code [out, rank, 1, 1]}; {@code weight + lora_B lora_A} is the adapted one,
 * so that PEFT's {@code lora_alpha} is the rank. All other tensors stand there whole, as the adapted network has them.
 */
final class DeltaTensors {

    private static final String PREFIX = "base_model.model.";

    private DeltaTensors() {}

    /** Whether a network adds products of low rank to a given one. */
    static boolean areIn(Network network) {
        return network.layout().slots().stream()
                .anyMatch(slot -> network.graph().hasVariable(Names.leftOfDelta(slot.name())));
    }

    static NamedTensors of(TrainedNetwork network, ConditionValue value) {
        Map<String, float[]> factors = network.factors(value);
        NamedTensors whole = TargetTensors.of(network, value, Precision.FLOAT32);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        int rank = 0;
        for (Slot slot : network.weights().layout().slots()) {
            String module = ModuleNames.module(slot);
            float[] left = factors.get(Names.leftOfDelta(slot.name())); // [rows, rank]
            float[] right = factors.get(Names.rightOfDelta(slot.name())); // [rank, columns]
            if (left == null || right == null) {
                String name = ModuleNames.tensor(slot);
                tensors.put(PREFIX + name, whole.tensor(name));
                continue;
            }
            rank = Math.toIntExact(right.length / slot.columns());
            tensors.put(PREFIX + module + ".lora_A.weight", inputs(slot, left, rank));
            tensors.put(PREFIX + module + ".lora_B.weight", outputs(slot, right, rank));
        }
        return new NamedTensors(tensors, metadata(whole, rank));
    }

    /** Of {@code [places..., in, rank]}. */
    private static Tensor inputs(Slot slot, float[] left, long rank) {
        List<Long> extents = new ArrayList<>(slot.shape().extents());
        extents.set(extents.size() - 1, rank);
        return PyTorchLayout.outputsFirst(extents, left);
    }

    /** Of {@code [rank, out]}, for kernels with one place. */
    private static Tensor outputs(Slot slot, float[] right, long rank) {
        List<Long> extents =
                new ArrayList<>(Collections.nCopies(slot.shape().extents().size() - 2, 1L));
        extents.addAll(List.of(rank, slot.columns()));
        return PyTorchLayout.outputsFirst(extents, right);
    }

    private static SortedMap<String, String> metadata(NamedTensors whole, int rank) {
        SortedMap<String, String> metadata = new TreeMap<>(whole.metadata());
        metadata.put("r", Integer.toString(rank));
        metadata.put("lora_alpha", Integer.toString(rank));
        return metadata;
    }
}
