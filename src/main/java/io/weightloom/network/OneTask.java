package io.weightloom.network;

import io.weightloom.network.generator.Condition;
import io.weightloom.network.init.Parameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Generated weights of which each task has its own, made for one task at a time, so that there is one set of them.
 *
 * @param all of the tasks
 */
record OneTask(GeneratedWeights all) implements WeightSource {

    /** A source with one set of weights at a time: itself, if it has no other. */
    static WeightSource of(WeightSource source) {
        return source instanceof GeneratedWeights generated && generated.ofTasks() ? new OneTask(generated) : source;
    }

    @Override
    public List<Parameter> parameters() {
        return all.parameters();
    }

    @Override
    public Function<String, SDVariable> weights(SameDiff graph, Function<String, SDVariable> tensors) {
        return all.ofOne(graph, tensors);
    }

    @Override
    public Optional<Condition.Placeholder> placeholder() {
        return all.placeholder().map(task -> new Condition.Placeholder(task.name(), 1, task.width()));
    }

    @Override
    public boolean makesVector() {
        return all.makesVector();
    }

    @Override
    public double hiddenNumbers() {
        return all.hiddenNumbers();
    }

    @Override
    public Map<String, Double> intendedVariances() {
        return all.intendedVariances();
    }
}
