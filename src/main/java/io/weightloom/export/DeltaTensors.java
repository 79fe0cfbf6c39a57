package io.weightloom.export;

import io.weightloom.format.NamedTensors;
import io.weightloom.format.Tensor;
import io.weightloom.given.ModuleNames;
import io.weightloom.layout.Slot;
import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.TrainedNetwork;
import java.util.Arrays;
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

    /** From {@code [places..., in, rank]} to {@code [rank, in, places...]}. */
    private static Tensor inputs(Slot slot, float[] left, int rank) {
        List<Long> extents = slot.shape().extents();
        int in = Math.toIntExact(extents.get(extents.size() - 2));
        int places = left.length / rank / in;
        float[] turned = new float[left.length];
        for (int p = 0; p < places; p++) {
            for (int i = 0; i < in; i++) {
                for (int r = 0; r < rank; r++) {
                    turned[(r * in + i) * places + p] = left[(p * in + i) * rank + r];
                }
            }
        }
        long[] shape = new long[extents.size()];
        shape[0] = rank;
        shape[1] = in;
        for (int axis = 2; axis < shape.length; axis++) {
            shape[axis] = extents.get(axis - 2);
        }
        return Tensor.of(turned, shape);
    }

    /** From {@code [rank, out]} to {@code [out, rank, 1...]}. */
    private static Tensor outputs(Slot slot, float[] right, int rank) {
        int out = Math.toIntExact(slot.columns());
        float[] turned = new float[right.length];
        for (int r = 0; r < rank; r++) {
            for (int o = 0; o < out; o++) {
                turned[o * rank + r] = right[r * out + o];
            }
        }
        long[] shape = new long[slot.shape().extents().size()];
        Arrays.fill(shape, 1);
        shape[0] = out;
        shape[1] = rank;
        return Tensor.of(turned, shape);
    }

    private static SortedMap<String, String> metadata(NamedTensors whole, int rank) {
        SortedMap<String, String> metadata = new TreeMap<>(whole.metadata());
        metadata.put("r", Integer.toString(rank));
        metadata.put("lora_alpha", Integer.toString(rank));
        return metadata;
    }
}
