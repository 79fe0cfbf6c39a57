package io.weightloom.training;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How tasks did that were learned one after the other: {@code R[i][j]} is how task j did in the test after task i was
 * learned, for all i and j, those too that were not learned yet.
 *
 * @param rows one for each task learned, in the order of learning; each with all tasks, in the same order
 */
public record Forgetting(List<List<TaskScore>> rows) {

    static final String FINAL = "mean-final-score";
    static final String FORGETTING = "mean-forgetting";
    static final String FINAL_MSE = "mean-final-mse";
    static final String MSE_RISE = "mean-mse-rise";

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if it is not as high as it is wide
     */
    public Forgetting {
        rows = rows.stream().map(List::copyOf).toList();
        int tasks = rows.size();
        if (tasks < 2 || rows.stream().anyMatch(row -> row.size() != tasks)) {
            throw new IllegalArgumentException(
                    "A matrix of at least 2 tasks has as many rows as columns, but these are "
                            + rows.stream().map(List::size).toList());
        }
    }

    /**
     * The matrix in a few numbers, by name:
     *
     * <ul>
     *   <li>{@value #FINAL}: mean over all j of {@code R[T][j]}, T the last task
     *   <li>{@value #FORGETTING}: mean over all j before T of {@code R[j][j] - R[T][j]}; above 0 if something was
     *       forgotten
     *   <li>{@value #FINAL_MSE}, {@value #MSE_RISE}: of regression, the mean over all j of the last mean squared error,
     *       and the mean over all j before T of what it rose by
     * </ul>
     */
    SortedMap<String, Double> measures() {
        SortedMap<String, Double> measures = new TreeMap<>();
        measures.put(FINAL, last(TaskScore::score));
        measures.put(FORGETTING, -change(TaskScore::score));
        if (!Double.isNaN(at(0, 0).meanSquaredError())) {
            measures.put(FINAL_MSE, last(TaskScore::meanSquaredError));
            measures.put(MSE_RISE, change(TaskScore::meanSquaredError));
        }
        return measures;
    }

    /** The rows by the number of the task that was learned last. */
    public SortedMap<Integer, List<TaskScore>> byTask() {
        SortedMap<Integer, List<TaskScore>> byTask = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            byTask.put(at(i, i).task(), rows.get(i));
        }
        return byTask;
    }

    private TaskScore at(int learned, int task) {
        return rows.get(learned).get(task);
    }

    private double last(ToDoubleFunction<TaskScore> number) {
        return rows.get(rows.size() - 1).stream().mapToDouble(number).average().orElse(Double.NaN);
    }

    /** Since they were learned, as a mean over all tasks but the last. */
    private double change(ToDoubleFunction<TaskScore> number) {
        int last = rows.size() - 1;
        return IntStream.range(0, last)
                .mapToDouble(j -> number.applyAsDouble(at(last, j)) - number.applyAsDouble(at(j, j)))
                .average()
                .orElse(Double.NaN);
    }
}
