package io.weightloom.export;

import io.weightloom.format.ElementType;
import io.weightloom.format.OnnxFile.Attribute;
import io.weightloom.format.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Writes the constants of a graph, each in the shortest form that gives its numbers: one number for all, a diagonal,
 * runs of equal numbers, a grid of coordinates ({@link OnnxGrids}), or, if it is nothing of that, all of its elements.
 *
 * @param nodes that are added
 * @param grids that a constant may be
 */
record OnnxConstants(OnnxNodes nodes, OnnxGrids grids) {

    /** Bytes of a tensor that is stored as it is, because nodes would take as many. */
    private static final int SMALL = 256;

    /** Bytes of the nodes that make runs, and of what is stored for each of these. */
    private static final int RUNS = 300;

    private static final int RUN = Long.BYTES + Float.BYTES;

    /**
     * Adds a constant.
     *
     * @param tensor of floats
     * @return the value's name
     */
    String of(Tensor tensor) {
        if (tensor.bytes().length <= SMALL) {
            return nodes.file().constant(tensor);
        }
        float[] values = tensor.floats();
        return uniform(tensor, values)
                .or(() -> diagonal(tensor, values))
                .or(() -> runs(tensor, values))
                .or(() -> grids.of(tensor, values))
                .orElseGet(() -> nodes.file().constant(tensor));
    }

    private Optional<String> uniform(Tensor tensor, float[] values) {
        return IntStream.range(0, values.length).allMatch(i -> values[i] == values[0])
                ? Optional.of(nodes.filled(tensor.shape(), Tensor.of(new float[] {values[0]}, 1)))
                : Optional.empty();
    }

    /** A matrix with one number on a diagonal, from its first row on, and another one everywhere else. */
    private Optional<String> diagonal(Tensor tensor, float[] values) {
        if (tensor.shape().size() != 2 || tensor.shape().get(0) == 1) {
            return Optional.empty();
        }
        int columns = Math.toIntExact(tensor.shape().get(1));
        float off = values[columns]; // the first of the second row
        int first = IntStream.range(0, columns)
                .filter(j -> values[j] != off)
                .findFirst()
                .orElse(0);
        float on = values[first];
        if (!IntStream.range(0, values.length)
                .allMatch(i -> values[i] == (i % columns - i / columns == first ? on : off))) {
            return Optional.empty();
        }
        String zeros = nodes.filled(tensor.shape(), Tensor.of(new float[1], 1));
        String eye = nodes.node("EyeLike", List.of(zeros), new Attribute.Int("k", first));
        return Optional.of(
                on == 1 && off == 0
                        ? eye
                        : nodes.node(
                                "Where",
                                List.of(nodes.cast(eye, ElementType.BOOL), nodes.scalar(on), nodes.scalar(off))));
    }

    private Optional<String> runs(Tensor tensor, float[] values) {
        int[] starts = IntStream.range(1, values.length)
                .filter(i -> values[i] != values[i - 1])
                .toArray();
        if (RUNS + RUN * starts.length >= tensor.bytes().length) {
            return Optional.empty();
        }
        float[] of = new float[starts.length + 1];
        of[0] = values[0];
        for (int run = 0; run < starts.length; run++) {
            of[run + 1] = values[starts[run]];
        }
        String numbers = nodes.file().constant(Tensor.of(of, of.length));
        String runs = nodes.runs(IntStream.of(starts).asLongStream().toArray(), values.length);
        long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
        return Optional.of(nodes.reshaped(nodes.gathered(numbers, runs), shape));
    }
}
