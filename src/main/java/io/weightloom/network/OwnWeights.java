package io.weightloom.network;

import io.weightloom.layout.Slot;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import io.weightloom.network.target.TargetNetwork;
import java.util.List;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Weights that the target network owns, drawn as PyTorch would: the plain control. */
record OwnWeights(TargetNetwork target) implements WeightSource {

    @Override
    public List<Parameter> parameters() {
        return target.layout().slots().stream().map(this::parameter).toList();
    }

    @Override
    public Function<String, SDVariable> weights(SameDiff graph, Function<String, SDVariable> tensors) {
        return slot -> tensors.apply(Names.target(slot));
    }

    private Parameter parameter(Slot slot) {
        return new Parameter(Names.target(slot.name()), slot.shape(), LedgerColumn.SHARED, target.initializer(slot));
    }
}
