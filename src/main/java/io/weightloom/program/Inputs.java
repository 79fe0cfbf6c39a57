package io.weightloom.program;

import io.weightloom.program.compile.Executable;
import io.weightloom.program.kernel.Elements;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The inputs of a program, filled with rows gathered from tables. Not thread-safe. */
final class Inputs {

    private record Input(Elements elements, int batch, int width) {}

    private final Map<String, Input> inputs = new HashMap<>();
    private final Set<String> names; // asked for at each step

    /** Those inputs of the shapes that the executable reads. */
    Inputs(Executable executable, Map<String, long[]> shapes) {
        shapes.forEach((name, shape) -> {
            if (executable.has(name)) {
                Elements elements = executable.elements(name);
                inputs.put(name, new Input(elements, rows(shape), elements.size() / rows(shape)));
            }
        });
        this.names = Set.copyOf(inputs.keySet());
    }

    /** Names of those that are read. */
    Set<String> names() {
        return names;
    }

    /** All extents but the last are rows; a vector's elements are rows of one element. */
    private static int rows(long[] shape) {
        long rows = 1;
        for (int i = 0; i < Math.max(shape.length - 1, Math.min(shape.length, 1)); i++) {
            rows *= shape[i];
        }
        return Math.toIntExact(rows);
    }

    /**
     * Fills the first rows of an input.
     *
     * @param least fewest rows that may be given; 0 stands for the whole batch
     */
    void load(String name, int least, float[] source, int width, int[] rows, int from, int count) {
        Input input = inputs.get(name);
        if (input == null) {
            throw new IllegalArgumentException("No input '" + name + "' in " + new TreeSet<>(inputs.keySet()));
        }
        if (width != input.width()) {
            throw new IllegalArgumentException(
                    "A row of input '%s' has %s elements, not %s".formatted(name, input.width(), width));
        }
        int fewest = least == 0 ? input.batch() : least;
        if (count < fewest || count > input.batch()) {
            throw new IllegalArgumentException(
                    "Input '%s' takes %s to %s rows, not %s".formatted(name, fewest, input.batch(), count));
        }
        for (int i = 0; i < count; i++) {
            input.elements().put(i * width, source, rows[from + i] * width, width);
        }
    }
}
