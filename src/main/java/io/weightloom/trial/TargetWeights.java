package io.weightloom.trial;

import io.weightloom.layout.Slot;
import io.weightloom.network.Network;
import io.weightloom.network.Trainable;
import io.weightloom.network.graph.Names;
import io.weightloom.program.InferenceProgram;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes the weights of a target network from trained parameters. Not thread-safe. Close it: it owns native memory. */
final class TargetWeights implements AutoCloseable {

    private final Network network;
    private final Map<String, Integer> direct =
            new HashMap<>(); // place among the parameters of tensors that are trained
    private final Optional<InferenceProgram> program; // makes all others

    TargetWeights(Network network) {
        this.network = network;
        int offset = 0;
        for (Trainable trainable : network.trainables()) {
            direct.put(trainable.name(), offset);
            offset += Math.toIntExact(trainable.shape().length());
        }
        List<String> made = network.layout().slots().stream()
                .map(slot -> Names.target(slot.name()))
                .filter(name -> !direct.containsKey(name))
                .toList();
        Map<String, long[]> inputs = new HashMap<>(network.shapes(1, 1));
        inputs.remove(Names.X);
        this.program = made.isEmpty()
                ? Optional.empty()
                : Optional.of(InferenceProgram.compile(network.graph(), network.trainableNames(), made, inputs));
    }

    /**
     * Those of one target network.
     *
     * @param parameters all trainables end to end
     * @return end to end as in the layout, {@code [theta]}
     */
    float[] of(double[] parameters, Conditioning conditioning, Optional<float[]> z) {
        program.ifPresent(made -> {
            made.parameters(parameters);
            conditioning
                    .tasks()
                    .ifPresent(matrix -> made.load(
                            Names.TASK, matrix.values(), matrix.width(), new int[] {conditioning.task()}, 0, 1));
            z.ifPresent(numbers -> {
                long[] shape = network.noise().orElseThrow();
                int width = Math.toIntExact(shape[1]);
                int vectors = Math.toIntExact(shape[0]);
                made.load(Names.Z, numbers, width, IntStream.range(0, vectors).toArray(), 0, vectors);
            });
            made.run();
        });
        float[] flat = new float[Math.toIntExact(network.layout().size())];
        for (Slot slot : network.layout().slots()) {
            String name = Names.target(slot.name());
            float[] values = new float[Math.toIntExact(slot.shape().length())];
            Integer from = direct.get(name);
            if (from == null) {
                program.orElseThrow().read(name, values);
            } else {
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) parameters[from + i];
                }
            }
            System.arraycopy(values, 0, flat, (int) slot.offset(), values.length);
        }
        return flat;
    }

    /** Bytes of native memory that its values take. */
    long bytes() {
        return program.map(InferenceProgram::bytes).orElse(0L);
    }

    @Override
    public void close() {
        program.ifPresent(InferenceProgram::close);
    }
}
