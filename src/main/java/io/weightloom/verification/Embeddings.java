package io.weightloom.verification;

import io.weightloom.layout.Slot;
import io.weightloom.network.graph.Names;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which target weights are made of which numbers of a condition, where one head makes many pieces of the target, each
 * of a vector of its own: chunks and tiles. Told from the spec, without the graph.
 *
 * @param trainable that holds the vectors
 * @param rows the vectors
 */
record Embeddings(String trainable, List<Row> rows) {

    /** Copies the list. */
    Embeddings {
        rows = List.copyOf(rows);
    }

    /**
     * One vector.
     *
     * @param name for the user
     * @param from its first number in the trainable
     * @param count of its numbers
     * @param weights that are made of it, by their place in the flat vectors of all tasks
     */
    record Row(String name, int from, int count, int[] weights) {}

    /** Those of a network; none if its pieces have no trained vectors of their own. */
    static List<Embeddings> of(ProbedNetwork probed) {
        if (!(probed.trial().weights() instanceof HypernetSpec hypernet) || !probed.generated()) {
            return List.of();
        }
        List<int[]> pieces = pieces(probed, hypernet.generator());
        if (pieces.size() < 2) {
            return List.of();
        } else if (probed.has(Names.CHUNKS)) {
            return List.of(common(probed, pieces));
        } else if (hypernet.condition() instanceof ConditionSpec.Learned learned) {
            return List.of(new Embeddings(
                    Names.Z,
                    IntStream.range(0, pieces.size())
                            .mapToObj(i -> new Row("row " + i, i * learned.zDim(), learned.zDim(), pieces.get(i)))
                            .toList()));
        }
        return hypernet.condition() instanceof ConditionSpec.PerTask bank
                ? List.of(ofTasks(probed, bank, pieces))
                : List.of();
    }

    /** Vectors that all tasks have in common. */
    private static Embeddings common(ProbedNetwork probed, List<int[]> pieces) {
        int width = probed.value(Names.CHUNKS).length / pieces.size();
        int theta = Math.toIntExact(probed.layout().size());
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            int[] piece = pieces.get(i);
            int[] weights = IntStream.range(0, probed.tasks())
                    .flatMap(task -> Arrays.stream(piece).map(weight -> task * theta + weight))
                    .toArray();
            rows.add(new Row("row " + i, i * width, width, weights));
        }
        return new Embeddings(Names.CHUNKS, rows);
    }

    /** Vectors of each task's own: those of the tasks that are looked at. */
    private static Embeddings ofTasks(ProbedNetwork probed, ConditionSpec.PerTask bank, List<int[]> pieces) {
        double[] known = probed.tensor(Names.TASK).values(); // one-hot rows
        int width = known.length / probed.tasks();
        int theta = Math.toIntExact(probed.layout().size());
        List<Row> rows = new ArrayList<>();
        for (int at = 0; at < probed.tasks(); at++) {
            int begin = at * width;
            int task = IntStream.range(0, width)
                    .filter(i -> known[begin + i] == 1)
                    .findFirst()
                    .orElse(0);
            for (int i = 0; i < pieces.size(); i++) {
                int place = at * theta;
                rows.add(new Row(
                        "row %s of task %s".formatted(i, task),
                        (task * pieces.size() + i) * bank.zDim(),
                        bank.zDim(),
                        Arrays.stream(pieces.get(i))
                                .map(weight -> place + weight)
                                .toArray()));
            }
        }
        return new Embeddings(Names.Z, rows);
    }

    /** The weights of each piece, by their place in one flat vector; none for other generators. */
    private static List<int[]> pieces(ProbedNetwork probed, GeneratorSpec generator) {
        List<Slot> generated = probed.layout().slots().stream()
                .filter(slot -> !probed.network().trainableNames().contains(Names.shared(slot.name())))
                .toList();
        if (generator instanceof GeneratorSpec.Chunked chunked) {
            int[] places = generated.stream()
                    .flatMapToInt(slot -> IntStream.range((int) slot.offset(), (int) slot.end()))
                    .toArray();
            int size = chunked.chunkSize();
            return IntStream.iterate(0, from -> from < places.length, from -> from + size)
                    .mapToObj(from -> Arrays.copyOfRange(places, from, Math.min(places.length, from + size)))
                    .toList();
        } else if (generator instanceof GeneratorSpec.Tile tile) {
            return generated.stream()
                    .flatMap(slot -> tiles(tile, slot).stream())
                    .toList();
        }
        return List.of();
    }

    /** Of a kernel {@code [places, in, out]}, tile by tile, along the outputs first. */
    private static List<int[]> tiles(GeneratorSpec.Tile tile, Slot slot) {
        List<Long> extents = slot.shape().extents();
        int in = Math.toIntExact(extents.get(extents.size() - 2));
        int out = Math.toIntExact(slot.columns());
        List<int[]> tiles = new ArrayList<>();
        for (int down = 0; down < in; down += tile.inputs()) {
            for (int across = 0; across < out; across += tile.outputs()) {
                int top = down;
                int left = across;
                tiles.add(IntStream.range(0, Math.toIntExact(slot.shape().length()))
                        .filter(i -> inside(i / out % in, top, tile.inputs()) && inside(i % out, left, tile.outputs()))
                        .map(i -> (int) slot.offset() + i)
                        .toArray());
            }
        }
        return tiles;
    }

    private static boolean inside(int place, int from, int count) {
        return place >= from && place < from + count;
    }
}
