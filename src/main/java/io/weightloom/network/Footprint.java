package io.weightloom.network;

import io.weightloom.network.init.Parameter;
import io.weightloom.network.target.TargetNetwork;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.OrderSpec;
import io.weightloom.spec.TrialSpec;
import java.util.Comparator;
import java.util.List;

/**
 * How large a trial's network is, and about how much memory verifying and training it takes: counted without making
 * anything, and in double precision, so that nothing is too large to be counted. Immutable.
 *
 * <p>The bytes are rules of thumb, the slopes of what processes took in which full, chunked and plain networks of 4 to
 * 30 million numbers were verified in double precision, trained by Adam, saved and taken up again:
 *
 * <pre>
 * heap    100 bytes a parameter (widened copies, moments, a checkpoint)     45 a generated weight
 * native   55 bytes a parameter (verification holds values and gradients)  220 a generated weight (SameDiff's copies)
 * </pre>
 *
 * and, by counting arrays, 100 native bytes for each number in the generator's hidden layers and 24 for each in the
 * target's: in training, or where verification, which looks at a few examples whatever the batch, takes more. There
 * SameDiff holds patches and, where each task has weights of its own, a copy of the kernels for each picture.
 *
 * <p>A recurrent network is unrolled in one graph, each operation of which takes 5,000 bytes of the heap and as many
 * others, however small its numbers are: the slopes of what trials of 50 and 200 steps needed. Processes with a large
 * heap were seen to take 28,000 others, until a garbage collector came by: ND4J leaves to it what it made for an
 * operation.
 *
 * @param theta target weights
 * @param parameters numbers that are drawn: all that is trained, and a fixed z
 * @param hidden numbers in the generator's hidden layers, all chunks and tasks together
 * @param activations numbers in the target's layers, feature maps and their patches, all examples of a step together
 * @param largest name of the largest tensor that is drawn
 * @param heapBytes about what is needed of the Java heap at the same time
 * @param nativeBytes about what is needed outside of it at the same time
 */
public record Footprint(
        double theta,
        double parameters,
        double hidden,
        double activations,
        String largest,
        double heapBytes,
        double nativeBytes) {

    /** Most examples that are verified, of each task if each has weights of its own. */
    public static final int VERIFIED_EXAMPLES = 31;

    /** Most tasks that are verified at the same time. */
    public static final int VERIFIED_TASKS = 3;

    /**
     * Of a trial's network.
     *
     * @param batch examples of each task that pass through it at the same time, at least 1
     */
    public static Footprint of(TrialSpec trial, int batch) {
        TargetNetwork target = Targets.of(trial.target());
        WeightSource source = WeightSources.of(trial.weights(), target);
        List<Parameter> parameters = source.parameters();
        double theta = target.layout().slots().stream()
                .mapToDouble(slot -> length(slot.shape().extents()))
                .sum();
        double drawn = parameters.stream().mapToDouble(Footprint::length).sum();
        int tasks = source.ofTasks() ? trial.training().tasksPerStep() : 1;
        int sets = source.ofTasks() ? tasks + held(trial) : tasks;
        double generated = source.makesVector() ? theta * sets : 0;
        double hidden = source.hiddenNumbers() * sets;
        double layers = target.layers().stream()
                        .mapToDouble(TargetNetwork.Layer::numbers)
                        .sum()
                + source.numbersOfExample();
        double activations = layers * batch * trial.training().tasksPerStep();
        double verified = (source.ofTasks() ? layers + kernels(target) : layers)
                * VERIFIED_EXAMPLES
                * Math.min(VERIFIED_TASKS, tasks);
        double operations =
                UnrolledGraph.of(trial).map(UnrolledGraph::operations).orElse(0L);
        return new Footprint(
                theta,
                drawn,
                hidden,
                activations,
                parameters.stream()
                        .max(Comparator.comparingDouble(Footprint::length))
                        .orElseThrow()
                        .name(),
                100 * drawn + 45 * generated + 5_000 * operations,
                55 * drawn
                        + 220 * generated
                        + 100 * hidden
                        + 24 * Math.max(activations, verified)
                        + 5_000 * operations);
    }

    /** Tasks learned before the last one, whose weights are generated beside its own. */
    private static int held(TrialSpec trial) {
        return trial.training().order() instanceof OrderSpec.Sequential order && order.regulariser() > 0
                ? trial.data().source().tasks() - 1
                : 0;
    }

    /** Weights of the target's convolutions. */
    private static double kernels(TargetNetwork target) {
        return target.layout().slots().stream()
                .map(slot -> slot.shape().extents())
                .filter(extents -> extents.size() == 4)
                .mapToDouble(Footprint::length)
                .sum();
    }

    private static double length(Parameter parameter) {
        return length(parameter.shape().extents());
    }

    private static double length(List<Long> extents) {
        return extents.stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
    }
}
