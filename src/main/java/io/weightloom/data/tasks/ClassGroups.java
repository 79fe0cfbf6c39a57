package io.weightloom.data.tasks;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.RawTasks;
import io.weightloom.data.raw.Source;
import io.weightloom.spec.DataSpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The examples of another source, dealt out to tasks by their class: class {@code c} of groups of {@code n} belongs to
 * task {@code c / n} and is class {@code c mod n} there, by its own name. Immutable.
 */
public record ClassGroups(DataSpec.ClassGroups spec, Source of) implements OfAnother {

    @Override
    public RawExamples read(long seed) {
        RawExamples base = of.read(seed);
        if (!(base.labels() instanceof Labels.Classes classes)) {
            throw new InvalidDataException(DataFault.DATA, "split: %s has no classes".formatted(base.origin()));
        }
        int all = classes.names().size();
        int inGroup = all / spec.tasks();
        if (inGroup * spec.tasks() != all || inGroup < 2) {
            throw new InvalidDataException(
                    DataFault.TASKS,
                    "%s: its %s classes do not make %s groups of equal size, at least 2"
                            .formatted(base.origin(), all, spec.tasks()));
        }
        int[] tasks = Arrays.stream(classes.indices()).map(c -> c / inGroup).toArray();
        for (int task = 0; task < spec.tasks(); task++) {
            requireExamples(base.origin(), tasks, task);
        }
        return RawExamples.of(
                        "split " + base.origin(),
                        base.features(),
                        new Labels.Classes(
                                Arrays.stream(classes.indices())
                                        .map(c -> c % inGroup)
                                        .toArray(),
                                IntStream.range(0, inGroup)
                                        .mapToObj(Integer::toString)
                                        .toList(),
                                IntStream.range(0, spec.tasks())
                                        .mapToObj(task -> classes.names().subList(task * inGroup, (task + 1) * inGroup))
                                        .toList()),
                        new RawTasks(tasks, spec.tasks(), spec.tasks(), Optional.empty()))
                .withTests(base.tests())
                .withForm(base.form());
    }

    private void requireExamples(String origin, int[] tasks, int task) {
        if (Arrays.stream(tasks).noneMatch(t -> t == task)) {
            throw new InvalidDataException(
                    DataFault.TASKS, "%s: task %s of %s has no examples".formatted(origin, task, spec.tasks()));
        }
    }
}
