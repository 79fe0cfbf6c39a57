package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.spec.ConditionSpec;
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
 * @param condition the z
 * @param trunk hidden layers
 * @param layout of the target
 * @param intendedVariances by slot, empty for PyTorch's default
 */
record FullGenerator(ConditionSpec condition, Trunk trunk, Layout layout, Map<String, Double> intendedVariances)
        implements Generator {

    private static final String HEAD_WEIGHT = Names.generator("head/w");
    private static final String HEAD_BIAS = Names.generator("head/b");

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        parameters.add(Conditions.z(condition, 1));
        parameters.addAll(trunk.parameters());
        Shape weight = Shape.of(trunk.width(), layout.size());
        parameters.add(new Parameter(HEAD_WEIGHT, weight, Part.GENERATOR, headWeights()));
        parameters.add(new Parameter(HEAD_BIAS, Shape.of(layout.size()), Part.GENERATOR, headBiases()));
        return parameters;
    }

    @Override
    public SDVariable flat(SameDiff graph, Function<String, SDVariable> tensors) {
        SDVariable e = trunk.forward(graph, tensors.apply(Names.Z), tensors); // [1, h]
        SDVariable bias = tensors.apply(HEAD_BIAS).reshape(1, layout.size());
        return e.mmul(tensors.apply(HEAD_WEIGHT)).add(bias).reshape(layout.size()); // [theta]
    }

    @Override
    public double hiddenNumbers() {
        return trunk.hiddenNumbers();
    }

    private Draw headWeights() {
        return intendedVariances.isEmpty()
                ? new Draw.Uniform(1 / StrictMath.sqrt(trunk.width()))
                : new Draw.Head(this::perElement, trunk.width(), this::secondMoment);
    }

    private Draw headBiases() {
        return intendedVariances.isEmpty() ? new Draw.Uniform(1 / StrictMath.sqrt(trunk.width())) : new Draw.Zero();
    }

    /** Of {@code e}, measured rather than derived: it then holds for each activation and for each draw of z. */
    private double secondMoment(Function<String, double[]> drawn) {
        double[] e = trunk.forward(drawn.apply(Names.Z), drawn);
        return Arrays.stream(e).map(value -> value * value).sum() / e.length;
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
