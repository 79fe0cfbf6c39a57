package io.weightloom.verification;

import io.weightloom.layout.Shape;
import io.weightloom.network.Network;
import io.weightloom.program.InferenceProgram;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Some variables of a network on a batch as functions of its trainables, compiled: what SameDiff takes 0.6 to 1 ms for
 * in a small network takes a few microseconds here. It has its own copy of the trainables; those of the network do not
 * change. Not thread-safe. Close it: it owns native memory.
 */
final class Forward implements AutoCloseable {

    private final InferenceProgram program;
    private final Map<String, Integer> offsets = new LinkedHashMap<>(); // of the trainables among all parameters
    private final List<String> wanted;

    /** @throws RuntimeException of many kinds if the graph cannot be run */
    Forward(Network network, Probe probe, Collection<String> wanted) {
        this.wanted = List.copyOf(wanted);
        List<String> trainables = network.trainableNames().stream()
                .filter(network.graph()::hasVariable)
                .toList();
        int end = 0;
        for (String trainable : trainables) {
            offsets.put(trainable, end);
            end += Math.toIntExact(
                    network.graph().getVariable(trainable).getArr().length());
        }
        this.program = InferenceProgram.compile(network.graph(), trainables, this.wanted, probe.shapes());
        probe.inputs()
                .forEach((name, input) ->
                        program.load(name, input.values(), input.width(), input.rows(), 0, input.rows().length));
    }

    /** Writes one element of a trainable. */
    void set(String trainable, int element, double value) {
        Integer offset = offsets.get(trainable);
        if (offset == null) {
            throw new IllegalArgumentException("No trainable '%s' in %s".formatted(trainable, offsets.keySet()));
        }
        program.parameter(offset + element, value);
    }

    /** Computes the variables from the trainables as they stand. */
    Tensors compute() {
        program.run();
        Map<String, Tensors.Tensor> tensors = new LinkedHashMap<>();
        for (String name : wanted) {
            tensors.put(name, new Tensors.Tensor(Shape.of(program.shape(name)), program.values(name)));
        }
        return new Tensors(tensors);
    }

    @Override
    public void close() {
        program.close();
    }
}
