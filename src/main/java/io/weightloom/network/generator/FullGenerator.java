package io.weightloom.network.generator;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.MatrixProduct;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * One head makes all target weights at once: {@code flat = e H + beta} with {@code e = trunk(z)}, {@code z [1, z-dim]},
 * {@code H [h, theta]}.
 *
 * @param trunk hidden layers
 * @param layout of the target
 * @param heads how the head is drawn
 * @param intendedVariances by slot, empty if none is promised
 */
record FullGenerator(Trunk trunk, Layout layout, Heads heads, Map<String, Double> intendedVariances)
        implements Generator {

    private static final String HEAD_WEIGHT = Names.generator("head/w");
    private static final String HEAD_BIAS = Names.generator("head/b");

    @Override
    public long vectors() {
        return 1;
    }

    @Override
    public List<Parameter> parameters(Condition condition) {
        List<Parameter> parameters = new ArrayList<>(trunk.parameters());
        Shape weight = Shape.of(trunk.width(), layout.size());
        parameters.add(new Parameter(HEAD_WEIGHT, weight, LedgerColumn.GENERATOR, heads.weights(head(condition))));
        parameters.add(new Parameter(
                HEAD_BIAS, Shape.of(layout.size()), LedgerColumn.GENERATOR, heads.biases(head(condition))));
        return parameters;
    }

    @Override
    public SDVariable flat(SameDiff graph, SDVariable z, Function<String, SDVariable> tensors) {
        SDVariable e = trunk.forward(graph, z, tensors); // [tasks, h]
        SDVariable bias = tensors.apply(HEAD_BIAS).reshape(1, layout.size());
        return MatrixProduct.of(e, tensors.apply(HEAD_WEIGHT), trunk.width(), layout.size())
                .add(bias); // [tasks, theta]
    }

    @Override
    public double hiddenNumbers() {
        return trunk.hiddenNumbers();
    }

    private Heads.Layer head(Condition condition) {
        return Heads.Layer.of(
                trunk.width(),
                layout.size(),
                this::perElement,
                drawn -> trunk.secondMoment(condition.sample(drawn), drawn));
    }

    private double[] perElement() {
        double[] variances = new double[Math.toIntExact(layout.size())];
        for (Slot slot : layout.slots()) {
            Arrays.fill(
                    variances, (int) slot.offset(), (int) slot.end(), intendedVariances.getOrDefault(slot.name(), 0.0));
        }
        return variances;
    }
}
