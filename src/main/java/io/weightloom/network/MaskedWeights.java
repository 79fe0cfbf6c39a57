package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.Names;
import io.weightloom.network.graph.NativeArrays;
import io.weightloom.network.init.Initializer;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Weights that the target network owns, of which many are zero for good: a layer computes with {@code w * mask}, so
 * that what the mask cuts has no gradient. It is set to zero as well, so that nothing else can move it either.
 *
 * @param layout of the target
 * @param flat the weights before the cut, end to end, {@code [theta]}
 * @param masks 1 for each weight that stays, else 0, by slot; none for what is not cut
 */
record MaskedWeights(Layout layout, double[] flat, Map<String, double[]> masks) implements WeightSource {

    /** The cut by magnitude. */
    static MaskedWeights of(Layout layout, double[] flat, long most) {
        return new MaskedWeights(layout, flat, Magnitudes.masks(layout, flat, most));
    }

    /** What was cut is zero, and so the least of all: the same cut once more changes nothing. */
    static MaskedWeights trained(Layout layout, Map<String, double[]> trained, long most) {
        return of(layout, flat(layout, trained), most);
    }

    /** Behind no mask. */
    static MaskedWeights whole(Layout layout, Map<String, double[]> trained) {
        return new MaskedWeights(layout, flat(layout, trained), Map.of());
    }

    private static double[] flat(Layout layout, Map<String, double[]> trained) {
        double[] flat = new double[Math.toIntExact(layout.size())];
        for (Slot slot : layout.slots()) {
            double[] values = trained.getOrDefault(Names.kept(slot.name()), trained.get(Names.target(slot.name())));
            if (values != null && values.length == slot.shape().length()) { // else whoever builds it says so
                System.arraycopy(values, 0, flat, (int) slot.offset(), values.length);
            }
        }
        return flat;
    }

    @Override
    public List<Parameter> parameters() {
        return layout.slots().stream().map(this::parameter).toList();
    }

    private Parameter parameter(Slot slot) {
        double[] values = Arrays.copyOfRange(flat, (int) slot.offset(), (int) slot.end());
        double[] mask = masks.get(slot.name());
        if (mask != null) {
            Arrays.setAll(values, i -> mask[i] == 0 ? 0 : values[i]);
        }
        return new Parameter(name(slot), slot.shape(), LedgerColumn.SHARED, new Initializer.Given(values));
    }

    private String name(Slot slot) {
        return masks.containsKey(slot.name()) ? Names.kept(slot.name()) : Names.target(slot.name());
    }

    @Override
    public Function<String, SDVariable> weights(SameDiff graph, Function<String, SDVariable> tensors) {
        Map<String, SDVariable> weights = new HashMap<>();
        for (Slot slot : layout.slots()) {
            SDVariable tensor = tensors.apply(name(slot));
            double[] mask = masks.get(slot.name());
            weights.put(slot.name(), mask == null ? tensor : masked(graph, tensor, slot, mask));
        }
        return weights::get;
    }

    private static SDVariable masked(SameDiff graph, SDVariable tensor, Slot slot, double[] mask) {
        SDVariable kept = graph.constant(
                NativeArrays.of(mask, tensor.dataType(), slot.shape().toArray()));
        return tensor.mul(kept).rename(Names.target(slot.name()));
    }
}
