package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Weights cut out of a generator's flat vector, slot by slot, inside the graph, so that their gradients flow back into
 * the generator.
 */
record GeneratedWeights(Condition condition, Generator generator, Layout layout) implements WeightSource {

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(condition.parameters());
        parameters.addAll(generator.parameters(condition));
        return parameters;
    }

    @Override
    public Function<String, SDVariable> weights(SameDiff graph, Function<String, SDVariable> tensors) {
        SDVariable z = condition.z(graph, tensors);
        SDVariable flat =
                generator.flat(graph, z, tensors).reshape(layout.size()).rename(Names.FLAT); // [theta], of one task
        Map<String, SDVariable> weights = new HashMap<>();
        for (Slot slot : layout.slots()) {
            SDVariable slice = flat.get(SDIndex.interval(slot.offset(), slot.end()));
            weights.put(slot.name(), slice.reshape(slot.shape().toArray()).rename(Names.target(slot.name())));
        }
        return weights::get;
    }

    @Override
    public double hiddenNumbers() {
        return generator.hiddenNumbers();
    }

    @Override
    public Map<String, Double> intendedVariances() {
        return generator.intendedVariances();
    }
}
