package io.weightloom.network.generator;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.MatrixProduct;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A head for each target tensor behind one trunk: {@code e H_t + beta_t}. It computes what {@link FullGenerator} does
 * with these heads side by side, but each tensor has trainables of its own.
 *
 * @param trunk hidden layers
 * @param layout of the target
 * @param heads how heads are drawn
 * @param intendedVariances by slot, empty if none is promised
 */
record PerTensorGenerator(Trunk trunk, Layout layout, Heads heads, Map<String, Double> intendedVariances)
        implements Generator {

    @Override
    public long vectors() {
        return 1;
    }

    @Override
    public List<Parameter> parameters(Condition condition) {
        List<Parameter> parameters = new ArrayList<>(trunk.parameters());
        for (Slot slot : layout.slots()) {
            long length = slot.shape().length();
            parameters.add(new Parameter(
                    weight(slot),
                    Shape.of(trunk.width(), length),
                    LedgerColumn.GENERATOR,
                    heads.weights(head(slot, condition))));
            parameters.add(new Parameter(
                    bias(slot), Shape.of(length), LedgerColumn.GENERATOR, heads.biases(head(slot, condition))));
        }
        return parameters;
    }

    @Override
    public SDVariable flat(SameDiff graph, SDVariable z, Function<String, SDVariable> tensors) {
        SDVariable e = trunk.forward(graph, z, tensors); // [tasks, h]
        return Columns.join(
                graph,
                layout.slots().stream()
                        .map(slot -> MatrixProduct.of(
                                        e,
                                        tensors.apply(weight(slot)),
                                        trunk.width(),
                                        slot.shape().length())
                                .add(tensors.apply(bias(slot))
                                        .reshape(1, slot.shape().length())))
                        .toList()); // [tasks, theta]
    }

    @Override
    public double hiddenNumbers() {
        return trunk.hiddenNumbers();
    }

    private Heads.Layer head(Slot slot, Condition condition) {
        return Heads.Layer.of(
                trunk.width(),
                slot.shape().length(),
                () -> new double[] {intendedVariances.getOrDefault(slot.name(), 0.0)},
                drawn -> trunk.secondMoment(condition.sample(drawn), drawn));
    }

    private static String weight(Slot slot) {
        return Names.generator("head/" + slot.name() + "/w");
    }

    private static String bias(Slot slot) {
        return Names.generator("head/" + slot.name() + "/b");
    }
}
