package io.weightloom.network;

import io.weightloom.network.generator.Condition;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.Parameter;
import io.weightloom.network.target.TargetNetwork;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Gives a target network its weights: cut out of what a generator makes, or owned. */
interface WeightSource {

    /** The tensors it is made of, in the order in which they are drawn, counted and trained. */
    List<Parameter> parameters();

    /**
     * Adds what it computes to the graph.
     *
     * @param tensors gives the variable of a parameter, or the placeholder
     * @return gives the variable of a slot, in the slot's shape (with the tasks before it) and named
     *     {@link Names#target}
     */
    Function<String, SDVariable> weights(SameDiff graph, Function<String, SDVariable> tensors);

    /** The placeholder that it needs beside those of the examples, if any. */
    default Optional<Condition.Placeholder> placeholder() {
        return Optional.empty();
    }

    /** The target network as it computes with these weights: itself, unless they are others at each step. */
    default TargetNetwork running(TargetNetwork target) {
        return target;
    }

    /** Whether each task has weights of its own, {@code [tasks, ...]}; else there is one set of weights. */
    default boolean ofTasks() {
        return false;
    }

    /**
     * Whether it makes the weights once for all examples, end to end; else they are owned, or others for each example.
     */
    default boolean makesVector() {
        return false;
    }

    /** How many numbers it holds in hidden layers while it makes the weights. */
    default double hiddenNumbers() {
        return 0;
    }

    /** How many numbers it holds for each example besides. */
    default double numbersOfExample() {
        return 0;
    }

    /** The variance that each target tensor shall start with, by slot; empty if none is promised. */
    default Map<String, Double> intendedVariances() {
        return Map.of();
    }
}
