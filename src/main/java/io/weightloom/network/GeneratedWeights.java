package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Weights cut out of one flat vector, slot by slot, inside the graph, so that their gradients flow back into the
 * generator, and into the tensors that are trained directly, which stand between the generated ones.
 *
 * @param condition whose vectors are mapped
 * @param generator of all tensors but the shared ones
 * @param layout of all tensors
 * @param shared the variances of the tensors that are trained directly, by slot
 */
record GeneratedWeights(Condition condition, Generator generator, Layout layout, Map<String, Double> shared)
        implements WeightSource {

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(condition.parameters());
        parameters.addAll(generator.parameters(condition));
        layout.slots().stream().filter(this::isShared).forEach(slot -> {
            Draw draw = Draw.Uniform.ofVariance(shared.getOrDefault(slot.name(), 0.0));
            parameters.add(new Parameter(Names.shared(slot.name()), slot.shape(), Part.SHARED, draw));
        });
        return parameters;
    }

    @Override
    public Function<String, SDVariable> weights(SameDiff graph, Function<String, SDVariable> tensors) {
        SDVariable flat = flat(graph, tensors).rename(Names.FLAT); // [theta], of one task
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
        Map<String, Double> variances = new LinkedHashMap<>(generator.intendedVariances());
        variances.putAll(shared);
        return variances;
    }

    private boolean isShared(Slot slot) {
        return shared.containsKey(slot.name());
    }

    private SDVariable flat(SameDiff graph, Function<String, SDVariable> tensors) {
        long generated = layout.slots().stream()
                .filter(slot -> !isShared(slot))
                .mapToLong(slot -> slot.shape().length())
                .sum();
        SDVariable made =
                generator.flat(graph, condition.z(graph, tensors), tensors).reshape(generated);
        if (shared.isEmpty()) {
            return made;
        }
        List<SDVariable> runs = new ArrayList<>();
        long used = 0;
        long next = 0;
        for (Slot slot : layout.slots()) {
            if (isShared(slot)) {
                addGenerated(made, used, next, runs);
                used = next;
                runs.add(tensors.apply(Names.shared(slot.name()))
                        .reshape(slot.shape().length()));
            } else {
                next += slot.shape().length();
            }
        }
        addGenerated(made, used, next, runs);
        return graph.concat(0, runs.toArray(SDVariable[]::new));
    }

    private static void addGenerated(SDVariable made, long from, long to, List<SDVariable> runs) {
        if (to > from) {
            runs.add(made.get(SDIndex.interval(from, to)));
        }
    }
}
