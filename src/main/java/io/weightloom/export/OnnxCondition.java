package io.weightloom.export;

import io.weightloom.data.Scale;
import io.weightloom.data.TaskMatrix;
import io.weightloom.data.Tasks;
import io.weightloom.export.OnnxNetwork.Held;
import io.weightloom.format.ElementType;
import io.weightloom.format.OnnxFile.Attribute;
import io.weightloom.format.OnnxFile.Axis;
import io.weightloom.format.Tensor;
import io.weightloom.network.graph.Names;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.training.KeptStatistics;
import io.weightloom.trial.TrainedWeights;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the model of a hypernetwork takes beside examples: the number of a task, {@code task [1]}, counted from 0; or
 * what describes one, {@code descriptor [1, width]}, in the user's own units; or a drawn {@code z [vectors, z-dim]}.
 * Where norms have statistics of each task, these tasks are all that there is, so that described ones too go by their
 * numbers.
 *
 * @param network that is written
 * @param weights of the network
 */
record OnnxCondition(OnnxNetwork network, TrainedWeights weights) {

    private static final String TASK = "task";
    private static final String DESCRIPTOR = "descriptor";

    /** Adds the input, if there is one, and lets it stand for the condition and for what norms take for a batch's. */
    void add() {
        if (!(weights.spec().weights() instanceof HypernetSpec hypernet)) {
            addStatistics();
        } else if (hypernet.condition() instanceof ConditionSpec.PerTask bank) {
            String task = network.nodes().file().input(TASK, ElementType.INT64, List.of(new Axis.Length(1)));
            addTask(bank, task);
            addStatistics(task);
        } else if (hypernet.condition() instanceof ConditionSpec.Descriptor described) {
            addDescribed(described);
        } else {
            addStatistics();
            if (hypernet.condition() instanceof ConditionSpec.Noise noise) {
                addNoise(noise);
            }
        }
    }

    /** One-hot rows, of the task whose z it is. */
    private void addTask(ConditionSpec.PerTask bank, String task) {
        TaskMatrix tested = weights.preprocessing()
                .tasks()
                .tested(bank, weights.spec().seed())
                .orElseThrow();
        long[] whose = new long[tested.tasks()];
        Arrays.setAll(
                whose,
                i -> IntStream.range(0, tested.width())
                        .filter(j -> tested.values()[i * tested.width() + j] == 1)
                        .findFirst()
                        .orElseThrow());
        boolean own = IntStream.range(0, whose.length).allMatch(i -> whose[i] == i);
        String all = own
                ? nodes().node("Range", List.of(nodes().number(0), nodes().number(whose.length), nodes().number(1)))
                : network.hold(Held.TASKS, "task/z", Tensor.of(whose, whose.length));
        String chosen = nodes().gathered(all, task); // refuses a task that there is not
        String values = nodes().file().constant(Tensor.of(new float[] {0, 1}, 2));
        network.bind(Names.TASK, nodes().node("OneHot", List.of(chosen, nodes().number(tested.width()), values)));
    }

    private void addDescribed(ConditionSpec.Descriptor described) {
        Tasks tasks = weights.preprocessing().tasks();
        TaskMatrix tested = tasks.tested(described, weights.spec().seed()).orElseThrow();
        if (!statistics().tasks().isEmpty()) {
            String task = nodes().file().input(TASK, ElementType.INT64, List.of(new Axis.Length(1)));
            String table = network.hold(
                    Held.TASKS, "task/descriptions", Tensor.of(tested.values(), tested.tasks(), tested.width()));
            network.bind(Names.TASK, nodes().gathered(table, task));
            addStatistics(task);
            return;
        }
        addStatistics();
        if (described.damage() == ConditionSpec.Damage.FROZEN) {
            TaskMatrix constant = tested.row(0);
            network.bind(
                    Names.TASK,
                    network.hold(Held.TASKS, "task/descriptions", Tensor.of(constant.values(), 1, constant.width())));
            return;
        }
        Scale scale = tasks.scale(described.encoding());
        ElementType type = OnnxScaling.type(scale);
        String raw =
                nodes().file().input(DESCRIPTOR, type, List.of(new Axis.Length(1), new Axis.Length(scale.columns())));
        String scaled = new OnnxScaling(network).standardised(raw, scale, DESCRIPTOR);
        network.bind(
                Names.TASK,
                described.encoding() == ConditionSpec.Encoding.MIP
                        ? encoded(nodes().as(ElementType.FLOAT64, scaled, type), scale)
                        : nodes().as(ElementType.FLOAT32, scaled, type));
    }

    /** {@code [cos(pi g / 2), sin(pi g / 2)]}; g is half of it where a number did not vary. */
    private String encoded(String scaled, Scale scale) {
        double[] middles = new double[scale.columns()];
        Arrays.setAll(middles, j -> scale.deviations()[j] > 0 ? 0 : 0.5);
        String g = Arrays.stream(middles).allMatch(middle -> middle == 0)
                ? scaled
                : nodes().node("Add", List.of(scaled, nodes().file().constant(Tensor.of(middles, middles.length))));
        String sine = nodes().node("Mul", List.of(g, nodes().scalar(StrictMath.PI / 2)));
        String cosine = nodes().node("Add", List.of(sine, nodes().scalar(StrictMath.PI / 2))); // a sine that is ahead
        String both = nodes().node("Concat", List.of(cosine, sine), new Attribute.Int("axis", 1));
        return nodes().cast(nodes().node("Sin", List.of(both)), ElementType.FLOAT32);
    }

    private void addNoise(ConditionSpec.Noise noise) {
        long vectors = network.noise().orElseThrow()[0];
        network.bind(
                Names.Z,
                nodes().file()
                        .input(
                                Names.Z,
                                ElementType.FLOAT32,
                                List.of(new Axis.Length(vectors), new Axis.Length(noise.zDim()))));
    }

    /** What norms take whatever the condition. */
    private void addStatistics() {
        for (String name : statistics().values().keySet()) {
            network.statistic(name, statistics().row(name, 0));
        }
    }

    /** What norms take for a task. */
    private void addStatistics(String task) {
        List<Integer> tasks = statistics().tasks();
        if (tasks.isEmpty()) {
            addStatistics();
            return;
        }
        String row = rows(tasks, task);
        statistics().values().forEach((name, values) -> {
            long width = values.rows().length / tasks.size();
            String table = network.hold(Held.CALIBRATED, name, Tensor.of(values.rows(), tasks.size(), width));
            network.bind(name, nodes().reshaped(nodes().gathered(table, row), 1, width, 1, 1));
        });
    }

    /** The row of a task's statistics; of a task that has none, one that there is not. */
    private String rows(List<Integer> tasks, String task) {
        int all = tasks.stream().mapToInt(Integer::intValue).max().orElseThrow() + 1;
        long[] rows = new long[all];
        Arrays.setAll(rows, i -> tasks.contains(i) ? tasks.indexOf(i) : tasks.size());
        return IntStream.range(0, all).allMatch(i -> rows[i] == i)
                ? task
                : nodes().gathered(network.hold(Held.TASKS, "task/statistics", Tensor.of(rows, all)), task);
    }

    private KeptStatistics statistics() {
        return weights.learned().statistics();
    }

    private OnnxNodes nodes() {
        return network.nodes();
    }
}
