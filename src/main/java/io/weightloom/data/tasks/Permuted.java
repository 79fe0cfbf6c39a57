package io.weightloom.data.tasks;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.RawTasks;
import io.weightloom.data.raw.Source;
import io.weightloom.data.raw.Table;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.DataSpec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Tasks that have the examples of another source in common, each with the features in an order of its own; the first in
 * the order in which they are. An order is a pure function of seed and task. Immutable.
 */
public record Permuted(DataSpec.Permuted spec, Source of) implements OfAnother {

    @Override
    public Object version(long seed) {
        return List.of(of.version(seed), seed);
    }

    /** The orders are. */
    @Override
    public boolean isDrawn() {
        return true;
    }

    @Override
    public RawExamples read(long seed) {
        RawExamples base = of.read(seed);
        if (!(base.labels() instanceof Labels.Classes classes)) {
            throw new InvalidDataException(DataFault.DATA, "permuted: %s has no classes".formatted(base.origin()));
        }
        int size = classes.size();
        int[] labels = new int[Table.length("permuted", spec.tasks(), size)];
        List<int[]> orders = new ArrayList<>();
        for (int task = 0; task < spec.tasks(); task++) {
            System.arraycopy(classes.indices(), 0, labels, task * size, size);
            orders.add(order(base.features().columns(), seed, task));
        }
        return RawExamples.of(
                        "permuted " + base.origin(),
                        new Rearranged(base.features(), orders),
                        new Labels.Classes(labels, classes.names()),
                        RawTasks.described(spec.tasks(), spec.tasks(), size, Optional.empty()))
                .withTests(tests(base.tests(), size));
    }

    /** Those of the other source, in each task. */
    private BitSet tests(BitSet base, int size) {
        BitSet tests = new BitSet();
        base.stream().forEach(example -> {
            for (int task = 0; task < spec.tasks(); task++) {
                tests.set(task * size + example);
            }
        });
        return tests;
    }

    private static int[] order(int columns, long seed, int task) {
        return task == 0
                ? IntStream.range(0, columns).toArray()
                : RandomStream.permutation(columns, RandomStream.TASKS.generator(seed, task));
    }
}
