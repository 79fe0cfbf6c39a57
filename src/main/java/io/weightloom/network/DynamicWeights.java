package io.weightloom.network;

import io.weightloom.network.graph.Names;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import io.weightloom.network.target.DynamicTarget;
import io.weightloom.network.target.TargetNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Weights that the target network owns, and what scales them or makes the others at each step. There is no flat vector:
 * weights are others for each example and each step.
 *
 * @param target with what makes its weights
 */
record DynamicWeights(DynamicTarget target) implements WeightSource {

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        target.layout().slots().stream()
                .filter(target::owns)
                .forEach(slot -> parameters.add(new Parameter(
                        Names.target(slot.name()), slot.shape(), LedgerColumn.SHARED, target.initializer(slot))));
        parameters.addAll(target.parameters());
        return parameters;
    }

    @Override
    public Function<String, SDVariable> weights(SameDiff graph, Function<String, SDVariable> tensors) {
        Set<String> makers = target.parameters().stream().map(Parameter::name).collect(Collectors.toSet());
        return name -> tensors.apply(makers.contains(name) ? name : Names.target(name));
    }

    @Override
    public TargetNetwork running(TargetNetwork plain) {
        return target;
    }

    @Override
    public double numbersOfExample() {
        return target.numbers();
    }
}
