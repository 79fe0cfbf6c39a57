package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.generator.Columns;
import io.weightloom.network.generator.Condition;
import io.weightloom.network.generator.Generator;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.Initializer;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
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
 * @param base all weights of a network that stays as it is, {@code [1, theta]}: what is made, and what is trained
 *     directly, is added to it, and begins where it adds nothing; empty if there is none
 */
record GeneratedWeights(
        Condition condition, Generator generator, Layout layout, Map<String, Double> shared, Optional<Parameter> base)
        implements WeightSource {

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(condition.parameters());
        parameters.addAll(generator.parameters(condition));
        layout.slots().stream().filter(this::isShared).forEach(slot -> {
            double variance = base.isPresent() ? 0 : shared.getOrDefault(slot.name(), 0.0);
            Initializer initializer = Initializer.Uniform.ofVariance(variance);
            parameters.add(new Parameter(Names.shared(slot.name()), slot.shape(), LedgerColumn.SHARED, initializer));
        });
        base.ifPresent(parameters::add);
        return parameters;
    }

    @Override
    public Function<String, SDVariable> weights(SameDiff graph, Function<String, SDVariable> tensors) {
        return condition.ofTasks() ? ofTasks(graph, tensors) : ofOne(graph, tensors);
    }

    /** What the generator makes, {@code [tasks, generated]}. */
    private SDVariable made(SameDiff graph, Function<String, SDVariable> tensors) {
        return generator.flat(graph, condition.z(graph, tensors), tensors);
    }

    private Function<String, SDVariable> ofTasks(SameDiff graph, Function<String, SDVariable> tensors) {
        SDVariable made = made(graph, tensors);
        SDVariable ones = graph.onesLike(Columns.of(graph, made, 0, 1)); // [tasks, 1]
        SDVariable joined = Columns.join(
                graph,
                runs(
                        (from, to) -> Columns.of(graph, made, from, to - from),
                        slot -> ones.mul(tensors.apply(Names.shared(slot.name()))
                                .reshape(1, slot.shape().length()))));
        SDVariable flat = base.map(given -> joined.add(tensors.apply(given.name())))
                .orElse(joined)
                .rename(Names.FLAT); // [tasks, theta]
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

    /** The tensors of the only task that there is at a time, in their slots' shapes. */
    Function<String, SDVariable> ofOne(SameDiff graph, Function<String, SDVariable> tensors) {
        SDVariable made = made(graph, tensors).reshape(generated());
        List<SDVariable> runs = runs(
                (from, to) -> shared.isEmpty() ? made : made.get(SDIndex.interval(from, to)),
                slot -> tensors.apply(Names.shared(slot.name()))
                        .reshape(slot.shape().length()));
        SDVariable joined = runs.size() == 1 ? runs.get(0) : graph.concat(0, runs.toArray(SDVariable[]::new));
        SDVariable flat = base.map(
                        given -> joined.add(tensors.apply(given.name()).reshape(layout.size())))
                .orElse(joined)
                .rename(Names.FLAT); // [theta]
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
    public boolean makesVector() {
        return true;
    }

    @Override
    public double hiddenNumbers() {
        return generator.hiddenNumbers();
    }

    @Override
    public Map<String, Double> intendedVariances() {
        if (base.isPresent()) {
            return Map.of();
        }
        Map<String, Double> variances = new LinkedHashMap<>(generator.intendedVariances());
        variances.putAll(shared);
        return variances;
    }

    private boolean isShared(Slot slot) {
        return shared.containsKey(slot.name());
    }

    /** Number of weights that are generated. */
    private long generated() {
        return layout.slots().stream()
                .filter(slot -> !isShared(slot))
                .mapToLong(slot -> slot.shape().length())
                .sum();
    }

    /**
     * All weights in the layout's order, as few pieces as possible.
     *
     * @param cut gives the generated weights from one number, counted from 0, to another
     * @param direct gives a tensor that is trained directly
     */
    private List<SDVariable> runs(BiFunction<Long, Long, SDVariable> cut, Function<Slot, SDVariable> direct) {
        List<SDVariable> runs = new ArrayList<>();
        long used = 0;
        long next = 0;
        for (Slot slot : layout.slots()) {
            if (isShared(slot)) {
                if (next > used) {
                    runs.add(cut.apply(used, next));
                }
                used = next;
                runs.add(direct.apply(slot));
            } else {
                next += slot.shape().length();
            }
        }
        if (next > used) {
            runs.add(cut.apply(used, next));
        }
        return runs;
    }
}
