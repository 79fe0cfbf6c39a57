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
import java.util.stream.Stream;

/** Makes the weights of a target network from trained parameters. Not thread-safe. Close it: it owns native memory. */
final class TargetWeights implements AutoCloseable {

    private final Network network;
    private final Map<String, Integer> direct =
            new HashMap<>(); // place among the parameters of tensors that are trained
    private final List<String> factors; // of what is added to a given network
    private final Optional<InferenceProgram> program; // makes all others

    TargetWeights(Network network) {
        this.network = network;
        int offset = 0;
        for (Trainable trainable : network.trainables()) {
            direct.put(trainable.name(), offset);
            offset += Math.toIntExact(trainable.shape().length());
        }
        List<String> made = network.layout().slots().stream()
                .filter(this::has)
                .map(slot -> Names.target(slot.name()))
                .filter(name -> !direct.containsKey(name))
                .toList();
        this.factors = network.layout().slots().stream()
                .flatMap(slot -> Stream.of(Names.leftOfDelta(slot.name()), Names.rightOfDelta(slot.name())))
                .filter(network.graph()::hasVariable)
                .toList();
        Map<String, long[]> inputs = new HashMap<>(network.shapes(1, 1));
        inputs.remove(Names.X);
        this.program = made.isEmpty()
                ? Optional.empty()
                : Optional.of(InferenceProgram.compile(
                        network.graph(),
                        network.trainableNames(),
                        Stream.concat(made.stream(), factors.stream()).toList(),
                        inputs));
    }

    /** Whether there is such a tensor: of what is made anew at each step of whole matrices there is none. */
    boolean has(Slot slot) {
        return network.graph().hasVariable(Names.target(slot.name()));
    }

    /**
     * Those of one target network.
     *
     * @param parameters all trainables end to end
     * @return end to end as in the layout, {@code [theta]}; zeros where there is no such tensor
     */
    float[] of(double[] parameters, Conditioning conditioning, Optional<float[]> z) {
        make(parameters, conditioning, z);
        float[] flat = new float[Math.toIntExact(network.layout().size())];
        for (Slot slot : network.layout().slots().stream().filter(this::has).toList()) {
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

    /**
     * The factors of what is added to a given network, by the names of their variables; none if nothing is added as a
     * product.
     *
     * @param parameters all trainables end to end
     * @return of each the numbers of one task, row by row
     */
    Map<String, float[]> factors(double[] parameters, Conditioning conditioning, Optional<float[]> z) {
        make(parameters, conditioning, z);
        Map<String, float[]> values = new HashMap<>();
        factors.forEach(name -> {
            double[] all = program.orElseThrow().values(name);
            float[] rounded = new float[all.length];
            for (int i = 0; i < all.length; i++) {
                rounded[i] = (float) all[i];
            }
            values.put(name, rounded);
        });
        return values;
    }

    private void make(double[] parameters, Conditioning conditioning, Optional<float[]> z) {
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
