package io.weightloom.verification;

import io.weightloom.layout.Shape;
import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import io.weightloom.program.InferenceProgram;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Some variables of a network on a batch as functions of its trainables and its condition, compiled: what SameDiff
 * takes 0.6 to 1 ms for in a small network takes a few microseconds here. It has its own copy of the trainables; those
 * of the network do not change. Not thread-safe. Close it: it owns native memory.
 */
final class Forward implements AutoCloseable {

    private final InferenceProgram program;
    private final Probe probe;
    private final Map<String, Integer> offsets = new LinkedHashMap<>(); // of the trainables, and a fixed z, among all
    private final Map<String, Shape> wanted = new LinkedHashMap<>();

    /** @throws RuntimeException of many kinds if the graph cannot be run */
    Forward(Network network, Probe probe, Collection<String> wanted) {
        this.probe = probe;
        List<String> parameters = new ArrayList<>(network.trainableNames());
        if (!parameters.contains(Names.Z) && !probe.inputs().containsKey(Names.Z)) {
            parameters.add(Names.Z);
        }
        parameters.removeIf(name -> !network.graph().hasVariable(name));
        int end = 0;
        for (String parameter : parameters) {
            offsets.put(parameter, end);
            end += Math.toIntExact(
                    network.graph().getVariable(parameter).getArr().length());
        }
        this.program =
                network.home().programs().inference(network.graph(), parameters, List.copyOf(wanted), probe.shapes());
        wanted.forEach(name -> this.wanted.put(name, Shape.of(program.shape(name))));
        probe.load(program.inputs(), this::load);
    }

    /** Writes one element of a trainable. */
    void set(String trainable, int element, double value) {
        Integer offset = offsets.get(trainable);
        if (offset == null) {
            throw new IllegalArgumentException("No trainable '%s' in %s".formatted(trainable, offsets.keySet()));
        }
        program.parameter(offset + element, value);
    }

    /**
     * Writes a trainable, a fixed z or a placeholder; nothing happens if what is computed does not need it.
     *
     * @param values all of it, row-major
     * @throws IllegalArgumentException if there is no such variable
     */
    void set(String variable, double[] values) {
        Integer offset = offsets.get(variable);
        if (offset == null) {
            float[] single = new float[values.length];
            for (int i = 0; i < single.length; i++) {
                single[i] = (float) values[i];
            }
            if (program.inputs().contains(variable)) {
                load(variable, probe.input(variable).with(single));
            }
        } else {
            program.parameters(offset, values);
        }
    }

    private void load(String placeholder, Probe.Input input) {
        program.load(placeholder, input.values(), input.width(), input.rows(), 0, input.rows().length);
    }

    /** Computes the variables from the trainables as they stand. */
    Tensors compute() {
        program.run();
        Map<String, Tensors.Tensor> tensors = new LinkedHashMap<>();
        wanted.forEach((name, shape) -> tensors.put(name, new Tensors.Tensor(shape, program.values(name))));
        return new Tensors(tensors);
    }

    @Override
    public void close() {
        program.close();
    }
}
