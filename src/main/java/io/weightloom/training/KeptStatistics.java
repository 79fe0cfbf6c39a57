package io.weightloom.training;

import io.weightloom.program.InferenceProgram;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Statistics as they were in a training's last test, for who has no examples to compute them from. Immutable.
 *
 * @param tasks those that have statistics of their own, in the order of their rows; none if all have the same
 * @param values by the names of the variables that hold them
 */
public record KeptStatistics(List<Integer> tasks, Map<String, Values> values) implements Statistics {

    /** Of networks that have none. */
    public static final KeptStatistics NONE = new KeptStatistics(List.of(), Map.of());

    /** Copies the list; the map keeps its order. */
    public KeptStatistics {
        tasks = List.copyOf(tasks);
        values = new LinkedHashMap<>(values);
    }

    /**
     * One statistic. Immutable by agreement: nobody writes into the arrays.
     *
     * @param shape of the variable, that of all tasks that run at the same time
     * @param rows row by row: task after task, or draw after draw of the condition; one row if all have the same
     */
    public record Values(long[] shape, float[] rows) {

        /** The row of a draw, where all tasks have the same. */
        float[] draw(int number) {
            int width = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
            return Arrays.copyOfRange(rows, number * width, (number + 1) * width);
        }
    }

    @Override
    public long[] shape(String statistic) {
        return values(statistic).shape().clone();
    }

    @Override
    public Stream<InferenceProgram> programs() {
        return Stream.of();
    }

    @Override
    public Map<String, float[]> ofAll(int draw) {
        return values.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().draw(draw)));
    }

    @Override
    public Map<String, float[]> of(int[] some) {
        Map<String, float[]> chosen = new LinkedHashMap<>();
        values.forEach((name, known) -> {
            int width = known.rows().length / tasks.size();
            float[] rows = new float[some.length * width];
            for (int i = 0; i < some.length; i++) {
                System.arraycopy(known.rows(), row(some[i]) * width, rows, i * width, width);
            }
            chosen.put(name, rows);
        });
        return chosen;
    }

    /** One task's row of a statistic, or that of all; of a condition that is drawn anew, that of the first draw. */
    public float[] row(String statistic, int task) {
        if (tasks.isEmpty()) {
            return values(statistic).draw(0);
        }
        float[] rows = values(statistic).rows();
        int width = rows.length / tasks.size();
        float[] row = new float[width];
        System.arraycopy(rows, row(task) * width, row, 0, width);
        return row;
    }

    private int row(int task) {
        int row = tasks.indexOf(task);
        if (row < 0) {
            throw new IllegalArgumentException(
                    "No statistics of task %s; there are those of %s".formatted(task, tasks));
        }
        return row;
    }

    private Values values(String statistic) {
        Values known = values.get(statistic);
        if (known == null) {
            throw new IllegalArgumentException("No statistic '%s' in %s".formatted(statistic, values.keySet()));
        }
        return known;
    }

    @Override
    public void close() {} // it owns nothing
}
