package io.weightloom.trial;

import io.weightloom.data.TaskMatrix;
import io.weightloom.data.Tasks;
import io.weightloom.data.raw.Table;
import io.weightloom.network.graph.Names;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.HypernetSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a trained hypernetwork's condition may be: which {@link ConditionValue}s its network takes, and where those lie
 * that it was trained with.
 *
 * @param condition as a spec calls it; none where weights are trained directly too
 * @param zDim numbers of a z that the network takes in place of its own; 0 if it takes none
 * @param tasks of which the network knows weights by their numbers; 1 if all have the same
 * @param z those that it was trained with, {@code [tasks, zDim]}; none if each is drawn anew, or if the network takes
 *     none
 * @param descriptor what describes tasks; empty if the network does not take that
 */
public record ConditionSpace(
        String condition, int zDim, int tasks, List<List<Float>> z, Optional<Descriptor> descriptor) {

    private static final String NONE = "none";

    /** Copies the list. */
    public ConditionSpace {
        z = List.copyOf(z);
    }

    /**
     * What describes tasks, in the user's own units.
     *
     * @param from the least of each number over the tasks that the network was trained on
     * @param to the greatest
     */
    public record Descriptor(List<Double> from, List<Double> to) {

        private static Descriptor of(Table known, int trained) {
            double[] from = new double[known.columns()];
            double[] to = new double[known.columns()];
            Arrays.fill(from, Double.POSITIVE_INFINITY);
            Arrays.fill(to, Double.NEGATIVE_INFINITY);
            double[] row = new double[known.columns()];
            for (int task = 0; task < trained; task++) {
                known.read(task, row);
                for (int i = 0; i < row.length; i++) {
                    from[i] = Math.min(from[i], row[i]);
                    to[i] = Math.max(to[i], row[i]);
                }
            }
            return new Descriptor(
                    Arrays.stream(from).boxed().toList(),
                    Arrays.stream(to).boxed().toList());
        }
    }

    /** That of a network. */
    public static ConditionSpace of(TrainedWeights weights) {
        if (!(weights.spec().weights() instanceof HypernetSpec hypernet)) {
            return new ConditionSpace(NONE, 0, 1, List.of(), Optional.empty());
        }
        ConditionSpec condition = hypernet.condition();
        // statistics are those of what was trained, so that nothing else can be made
        boolean free = weights.learned().statistics().values().isEmpty();
        Tasks tasks = weights.preprocessing().tasks();
        if (condition instanceof ConditionSpec.PerTask bank) {
            return ofTrained("per-task", weights, bank.tasks(), free);
        } else if (condition instanceof ConditionSpec.Descriptor described) {
            List<List<Float>> rows =
                    free ? tasks.matrix(condition).map(ConditionSpace::rows).orElseThrow() : List.of();
            return new ConditionSpace(
                    "descriptor",
                    free ? described.zDim() : 0,
                    tasks.all(),
                    rows,
                    tasks.descriptors().filter(known -> free).map(known -> Descriptor.of(known, tasks.trained())));
        } else if (condition instanceof ConditionSpec.Noise) {
            return new ConditionSpace("noise", free ? condition.zDim() : 0, 1, List.of(), Optional.empty());
        } else if (condition instanceof ConditionSpec.Learned) {
            return ofTrained("learned", weights, 1, free);
        }
        String name = condition instanceof ConditionSpec.Fixed ? "fixed" : NONE;
        return new ConditionSpace(name, 0, 1, List.of(), Optional.empty());
    }

    private static ConditionSpace ofTrained(String name, TrainedWeights weights, int tasks, boolean free) {
        float[] all = weights.of(Names.Z);
        int width = all.length / tasks;
        return new ConditionSpace(
                name,
                free ? width : 0,
                tasks,
                free ? rows(new TaskMatrix(all, tasks, width)) : List.of(),
                Optional.empty());
    }

    private static List<List<Float>> rows(TaskMatrix matrix) {
        List<List<Float>> rows = new ArrayList<>();
        for (int task = 0; task < matrix.tasks(); task++) {
            List<Float> row = new ArrayList<>();
            for (int i = 0; i < matrix.width(); i++) {
                row.add(matrix.values()[task * matrix.width() + i]);
            }
            rows.add(row);
        }
        return rows;
    }
}
