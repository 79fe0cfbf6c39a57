package io.weightloom.network.generator;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.Initializer;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A generator's weights plus as many that are trained directly, {@code theta0}, the same for all tasks. Where the
 * initialisation promises variances, {@code theta0} has nearly all of them at the start, and the generator
 * {@value #SHARE} of them, a tenth in size: the network then starts as a plain one would, and the generator's part
 * grows as far as it is of use. Where it promises none, {@code theta0} starts as a plain network, and the generator as
 * the initialisation has it, as published.
 *
 * <p>Source: Ortiz, Guttag, Dalca 2023, "Magnitude invariant parametrizations improve hypernetwork learning", arXiv
 * 2304.07645, as the reference has it; there, the generator's part starts as large as its own initialisation makes it.
 *
 * @param generator of what is added
 * @param layout of the target
 * @param variances of {@code theta0}, by slot
 */
record ResidualGenerator(Generator generator, Layout layout, Map<String, Double> variances) implements Generator {

    private static final double SHARE = 0.01;

    /** What the generator is to start with. */
    static Map<String, Double> small(Map<String, Double> variances) {
        Map<String, Double> small = new LinkedHashMap<>(variances);
        small.replaceAll((slot, variance) -> SHARE * variance);
        return small;
    }

    /** What {@code theta0} is to start with beside it. */
    static Map<String, Double> rest(Map<String, Double> variances) {
        Map<String, Double> rest = new LinkedHashMap<>(variances);
        rest.replaceAll((slot, variance) -> (1 - SHARE) * variance);
        return rest;
    }

    @Override
    public long vectors() {
        return generator.vectors();
    }

    @Override
    public List<Parameter> parameters(Condition condition) {
        List<Parameter> parameters = new ArrayList<>(generator.parameters(condition));
        parameters.add(new Parameter(
                Names.THETA0,
                Shape.of(layout.size()),
                LedgerColumn.SHARED,
                new Initializer.Uniforms(this::perElement)));
        return parameters;
    }

    @Override
    public SDVariable flat(SameDiff graph, SDVariable z, Function<String, SDVariable> tensors) {
        SDVariable theta0 = tensors.apply(Names.THETA0).reshape(1, layout.size());
        return generator.flat(graph, z, tensors).add(theta0); // [tasks, theta]
    }

    @Override
    public double hiddenNumbers() {
        return generator.hiddenNumbers();
    }

    @Override
    public Map<String, Double> intendedVariances() {
        Map<String, Double> sum = new LinkedHashMap<>(generator.intendedVariances());
        sum.replaceAll((slot, variance) -> variance + variances.getOrDefault(slot, 0.0));
        return sum;
    }

    private double[] perElement() {
        double[] all = new double[Math.toIntExact(layout.size())];
        for (Slot slot : layout.slots()) {
            double variance = variances.getOrDefault(slot.name(), 0.0);
            Arrays.fill(all, (int) slot.offset(), (int) slot.end(), variance);
        }
        return all;
    }
}
