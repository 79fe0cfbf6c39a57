package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        SDVariable all = generator.flat(graph, condition.z(graph, tensors), tensors);
        return condition.ofTasks() ? ofTasks(graph, all) : ofOne(all);
    }

    private Function<String, SDVariable> ofTasks(SameDiff graph, SDVariable all) {
        SDVariable flat = all.rename(Names.FLAT); // [tasks, theta]
        Map<String, SDVariable> weights = new HashMap<>();
        for (Slot slot : layout.slots()) {
            long[] slots = slot.shape().toArray();
            long[] shape = new long[slots.length + 1];
            shape[0] = -1;
            System.arraycopy(slots, 0, shape, 1, slots.length);
            SDVariable slice =
                    Columns.of(graph, flat, slot.offset(), slot.shape().length());
            weights.put(slot.name(), slice.reshape(shape).rename(Names.target(slot.name())));
        }
        return weights::get;
    }

    private Function<String, SDVariable> ofOne(SDVariable all) {
        SDVariable flat = all.reshape(layout.size()).rename(Names.FLAT); // [theta]
        Map<String, SDVariable> weights = new HashMap<>();
        for (Slot slot : layout.slots()) {
            SDVariable slice = flat.get(SDIndex.interval(slot.offset(), slot.end()));
            weights.put(slot.name(), slice.reshape(slot.shape().toArray()).rename(Names.target(slot.name())));
        }
        return weights::get;
    }

    @Override
    public Optional<Condition.Placeholder> placeholder() {
        return condition.placeholder();
    }

    @Override
    public boolean ofTasks() {
        return condition.ofTasks();
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
