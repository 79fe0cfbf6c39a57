package io.weightloom.data;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Scaling;
import io.weightloom.data.raw.Table;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.HypernetSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The tasks of a data set: how many there are, and what describes them. Those that are trained on come first, then
 * those that are held out. Immutable.
 */
public final class Tasks {

    /** Data that are one task. */
    public static final Tasks ONE = new Tasks(1, 1, Optional.empty());

    private final int trained;
    private final int all;
    private final Optional<Table> descriptors;

    /**
     * @param trained how many are trained on
     * @param all how many there are
     * @param descriptors one row per task
     */
    public Tasks(int trained, int all, Optional<Table> descriptors) {
        this.trained = trained;
        this.all = all;
        this.descriptors = descriptors;
    }

    /** How many are trained on. */
    public int trained() {
        return trained;
    }

    /** How many there are, held-out ones too. */
    public int all() {
        return all;
    }

    /** What describes them, one row per task, as it was found. */
    public Optional<Table> descriptors() {
        return descriptors;
    }

    /**
     * What a condition knows a task by that is described so.
     *
     * @param description as it would have been found
     * @throws InvalidDataException if nothing described the tasks that were trained on, or if it is of other numbers or
     *     too far from theirs
     */
    public TaskMatrix matrix(ConditionSpec.Descriptor condition, double[] description) {
        Table known = descriptors.orElseThrow(Tasks::undescribed);
        requireDescription(known, description);
        int width = known.columns();
        double[] values = new double[Table.length("tasks", trained + 1, width)];
        double[] row = new double[width];
        for (int task = 0; task < trained; task++) {
            known.read(task, row);
            System.arraycopy(row, 0, values, task * width, width);
        }
        System.arraycopy(description, 0, values, trained * width, width);
        List<String> names = IntStream.range(0, width).mapToObj(known::name).toList();
        TaskMatrix more = new Tasks(trained, trained + 1, Optional.of(new Table.Numbers(values, names)))
                .matrix((ConditionSpec) condition)
                .orElseThrow();
        return more.row(trained);
    }

    private static void requireDescription(Table known, double[] description) {
        if (description.length != known.columns()
                || Arrays.stream(description).anyMatch(number -> !Double.isFinite(number))) {
            throw new InvalidDataException(
                    DataFault.DESCRIPTOR,
                    "a task is described by %s finite %s (%s), but %s given: %s"
                            .formatted(
                                    known.columns(),
                                    known.columns() == 1 ? "number" : "numbers",
                                    IntStream.range(0, known.columns())
                                            .mapToObj(known::name)
                                            .collect(Collectors.joining(", ")),
                                    description.length == 1 ? "1 was" : description.length + " were",
                                    Arrays.toString(description)));
        }
    }

    /**
     * What a condition knows each task by while it is trained; empty if it knows nothing of tasks.
     *
     * @throws InvalidDataException if it goes by descriptions, and there are none, or they are all the same
     */
    public Optional<TaskMatrix> matrix(ConditionSpec condition) {
        boolean frozen = condition.damage() == ConditionSpec.Damage.FROZEN;
        if (condition instanceof ConditionSpec.PerTask) {
            return Optional.of(frozen ? oneHot().frozen() : oneHot());
        } else if (condition instanceof ConditionSpec.Descriptor descriptor) {
            TaskMatrix own = described(descriptor.encoding());
            return Optional.of(frozen ? constant(own, descriptor.encoding()) : own);
        }
        return Optional.empty();
    }

    /**
     * What a condition knows each task by when it is tested: the same, unless it is tested with tasks mixed up.
     *
     * @param seed of the trial
     */
    public Optional<TaskMatrix> tested(ConditionSpec condition, long seed) {
        Optional<TaskMatrix> own = matrix(condition);
        return condition.damage() == ConditionSpec.Damage.SHUFFLED
                ? own.map(matrix -> matrix.deranged(RandomStream.DAMAGE.generator(seed, 0)))
                : own;
    }

    /** The same; where tasks have numbers of their own alone, held-out ones borrow those of the nearest. */
    public Optional<TaskMatrix> tested(HypernetSpec hypernet, long seed) {
        return borrows(hypernet) ? Optional.of(nearest()) : tested(hypernet.condition(), seed);
    }

    /** Whether there are held-out tasks that can do nothing but with the numbers of another one. */
    public boolean borrows(HypernetSpec hypernet) {
        return hypernet.isOwn()
                && hypernet.condition() instanceof ConditionSpec.PerTask
                && all > trained
                && descriptors.isPresent();
    }

    /** Each task as that one of those trained on, itself if it is one, whose standardised description is nearest. */
    private TaskMatrix nearest() {
        TaskMatrix own = described(ConditionSpec.Encoding.NONE);
        float[] values = new float[Table.length("tasks", all, trained)];
        for (int task = 0; task < all; task++) {
            int best = 0;
            for (int other = 1; other < trained; other++) {
                best = distance(own, task, other) < distance(own, task, best) ? other : best;
            }
            values[task * trained + best] = 1;
        }
        return new TaskMatrix(values, all, trained);
    }

    private static double distance(TaskMatrix described, int one, int other) {
        double sum = 0;
        for (int j = 0; j < described.width(); j++) {
            double difference = (double) described.values()[one * described.width() + j]
                    - described.values()[other * described.width() + j];
            sum += difference * difference;
        }
        return sum;
    }

    /**
     * As large as descriptions are, whatever the first task's may be: zeros would leave a generator nothing to scale.
     */
    private static TaskMatrix constant(TaskMatrix own, ConditionSpec.Encoding encoding) {
        float[] values = new float[own.values().length];
        Arrays.fill(values, encoding == ConditionSpec.Encoding.MIP ? (float) Math.sqrt(0.5) : 1);
        return new TaskMatrix(values, own.tasks(), own.width());
    }

    private TaskMatrix oneHot() {
        float[] values = new float[Table.length("tasks", trained, trained)];
        for (int task = 0; task < trained; task++) {
            values[task * trained + task] = 1;
        }
        return new TaskMatrix(values, trained, trained);
    }

    private TaskMatrix described(ConditionSpec.Encoding encoding) {
        Table table = descriptors.orElseThrow(Tasks::undescribed);
        return encoding == ConditionSpec.Encoding.MIP ? encoded(table) : standardised(table);
    }

    private static InvalidDataException undescribed() {
        return new InvalidDataException(DataFault.DATA, "nothing describes the tasks, so that no z can be made of it");
    }

    /**
     * What the numbers of a description are shifted and scaled by: to mean 0 and variance 1 over the tasks that are
     * trained on; or, where they are encoded as angles, so that the lowest of these tasks is 0, and the highest 1.
     *
     * @throws InvalidDataException if nothing describes the tasks
     */
    public Scale scale(ConditionSpec.Encoding encoding) {
        Table table = descriptors.orElseThrow(Tasks::undescribed);
        return encoding == ConditionSpec.Encoding.MIP
                ? range(table)
                : standardisation(table).scale();
    }

    private Standardisation standardisation(Table table) {
        return Standardisation.of(table, IntStream.range(0, trained).toArray(), Scaling.EACH_COLUMN);
    }

    private TaskMatrix standardised(Table table) {
        Standardisation standardisation = standardisation(table);
        if (!standardisation.varies()) {
            throw new InvalidDataException(DataFault.DATA, "the descriptions of all tasks are the same");
        }
        return new TaskMatrix(standardisation.apply(IntStream.range(0, all).toArray()), all, table.columns());
    }

    /** From the lowest number of each column to the highest one. */
    private Scale range(Table table) {
        int columns = table.columns();
        double[] low = new double[columns];
        double[] high = new double[columns];
        Arrays.fill(low, Double.POSITIVE_INFINITY);
        Arrays.fill(high, Double.NEGATIVE_INFINITY);
        double[] row = new double[columns];
        for (int task = 0; task < trained; task++) {
            table.read(task, row);
            for (int j = 0; j < columns; j++) {
                low[j] = Math.min(low[j], row[j]);
                high[j] = Math.max(high[j], row[j]);
            }
        }
        double[] range = new double[columns];
        Arrays.setAll(range, j -> high[j] - low[j]);
        return new Scale(low, range);
    }

    /** {@code [cos(pi g / 2), sin(pi g / 2)]} with g scaled to [0, 1]; half of it where a number does not vary. */
    private TaskMatrix encoded(Table table) {
        Scale scale = range(table);
        int columns = table.columns();
        double[] row = new double[columns];
        float[] values = new float[Table.length("tasks", all, 2 * columns)];
        for (int task = 0; task < all; task++) {
            table.read(task, row);
            for (int j = 0; j < columns; j++) {
                double range = scale.deviations()[j];
                double g = range == 0 ? 0.5 : (row[j] - scale.means()[j]) / range;
                values[(2 * task) * columns + j] = (float) StrictMath.cos(StrictMath.PI * g / 2);
                values[(2 * task + 1) * columns + j] = (float) StrictMath.sin(StrictMath.PI * g / 2);
            }
        }
        return new TaskMatrix(values, all, 2 * columns);
    }
}
